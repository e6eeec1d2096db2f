"""A room that has just been begun stands: it opens, keeps the house's rules, and its own test passes."""

import subprocess
import sys
from pathlib import Path

import pytest

from hubbub import new_room
from hubbub.base.errors import Conflict, Invalid, NotFound

from .house import source, test_imports


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A source with one room."""
    for folder in ("src/hubbub/reach/posts/migrations", "src/hubbub/reach/posts", "tests"):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    (tmp_path / "src/hubbub/reach/posts/__init__.py").touch()
    (tmp_path / "src/hubbub/reach/posts/migrations/2026-11-22-10-posts.before.sql").touch()
    return tmp_path


def test_a_room_is_begun_with_its_tests_beside_it(project):
    written = new_room.begin("reach", "polls", project)
    assert [Path(name).name for name in written if "migrations" not in name] == [
        "__init__.py", "polls.py", "store.py", "__init__.py", "test_polls.py"]
    assert all((project / name).exists() for name in written)


def test_its_migration_comes_after_every_other(project):
    later = project / "src/hubbub/reach/posts/migrations/2999-01-01-07-posts.before.sql"
    later.touch()
    written = new_room.begin("reach", "polls", project)
    assert [Path(name).name for name in written if "migrations" in name] == ["2999-01-01-08-polls.before.sql"]


def test_a_wing_that_is_new_becomes_a_package(project):
    new_room.begin("studio", "calendars", project)
    assert (project / "src/hubbub/studio/__init__.py").read_text().startswith('"""')
    assert (project / "tests/studio/__init__.py").exists()


def test_what_is_written_is_clean_and_typed(project):
    new_room.begin("reach", "polls", project)
    check = [sys.executable, "-m", "ruff", "check", "--config", str(source.PROJECT / "pyproject.toml"), str(project)]
    assert subprocess.run(check, capture_output=True, text=True, check=False).stdout == "All checks passed!\n"


def test_what_is_written_keeps_the_rules_of_imports(project):
    new_room.begin("reach", "polls", project)
    assert test_imports.breaches(project / "src" / "hubbub", ("reach.posts", "reach.polls")) == []


@pytest.mark.parametrize(("wing", "room", "refusal"), [
    ("cellar", "polls", Invalid), ("reach", "Polls", Invalid), ("reach", "../polls", Invalid),
    ("reach", "polls/x", Invalid), ("reach", "posts", Conflict), ("relations", "posts", Conflict),
])
def test_what_cannot_be_a_room_is_refused(project, wing, room, refusal):
    with pytest.raises(refusal):
        new_room.begin(wing, room, project)


def test_without_the_source_there_is_nowhere_to_begin(tmp_path):
    with pytest.raises(NotFound):
        new_room.begin("reach", "polls", tmp_path)
