"""The disk's complaints."""

import errno

import pytest

from hubbub.base.disk import settle, writing
from hubbub.base.errors import Full, Unavailable


def test_no_room_is_said_to_be_full():
    with pytest.raises(Full), writing(), open("/dev/full", "wb", buffering=0) as full:
        full.write(b"hello")


def test_an_exhausted_quota_is_said_to_be_full():
    with pytest.raises(Full), writing():
        raise OSError(errno.EDQUOT, "quota")


def test_any_other_trouble_is_not(tmp_path):
    with pytest.raises(Unavailable) as trouble, writing():
        settle(tmp_path / "none")
    assert not isinstance(trouble.value, Full)


def test_what_is_no_trouble_of_the_disk_passes():
    with pytest.raises(ZeroDivisionError), writing():
        _ = 1 / 0
