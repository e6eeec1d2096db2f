"""Where Unix sockets are: within what the kernel takes, and nobody else's."""

import os
from pathlib import Path

import pytest

from hubbub.base import sockets
from hubbub.base.settings import Misconfigured

DEEP = Path("/data/" + "ü" * 50)  # fewer than ninety letters, but not bytes


def test_a_folder_that_is_near_stays_where_it_is(tmp_path: Path):
    assert sockets.near(tmp_path) == tmp_path


def test_one_that_lies_deep_has_a_short_one_of_its_own():
    places = [sockets.near(folder) for folder in (DEEP, DEEP / "a", DEEP)]
    assert all(len(os.fsencode(place)) < sockets.LONGEST for place in places)
    assert places[0] == places[2] != places[1]


def test_ours_is_closed_to_others(tmp_path: Path):
    (tmp_path / "ours").mkdir(mode=0o777)
    assert sockets.own(tmp_path / "ours").stat().st_mode & 0o777 == 0o700
    assert sockets.own(tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_what_somebody_else_has_put_there_is_refused(tmp_path: Path):
    (tmp_path / "ours").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "ours")
    with pytest.raises(Misconfigured):
        sockets.own(tmp_path / "link")
    if os.geteuid() == 0:
        os.chown(tmp_path / "ours", 65534, 65534)
        with pytest.raises(Misconfigured):
            sockets.own(tmp_path / "ours")
