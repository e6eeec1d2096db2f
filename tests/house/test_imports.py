"""Wings import downward, a room takes another by its front door, a rule knows no protocol."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hubbub.rooms import ROOMS

from .source import HOUSE, PROJECT, File, Import, faces, files, hearts, holds, imports, plant, room_of

# What no rule may know of.
PROTOCOLS = ("hubbub.doors", "starlette", "jinja2", "aiohttp", "asyncpg", "uvicorn")
# Who may know that there are rooms at all; everybody else knows the few that they import.
KNOW_THE_ROOMS = {"app.py", "map.py"}


def breaches(house: Path = HOUSE, rooms: tuple[str, ...] = ROOMS) -> list[str]:
    """Each import that a rule forbids: `file:line what`."""
    return [
        f"{file.name}:{found.line} {why}: {found.target}"
        for file in files(house) for found in imports(file) for why in _problems(file, found, rooms, house)
    ] + [
        f"{file.name}:{found.line} a rule that knows a protocol: {found.target}"
        for file in hearts(house) for found in imports(file) if f"{found.target}.".startswith(tuple(
            f"{name}." for name in PROTOCOLS))
    ]


def _problems(file: File, found: Import, rooms: tuple[str, ...], house: Path) -> list[str]:
    other = room_of(found.target)
    problems = ["an import inside a function"] if found.late else []
    if found.target == "hubbub.rooms.ROOMS" and file.name not in KNOW_THE_ROOMS:
        problems.append("only the app walks the rooms")
    if other is None or other == file.room:
        return problems
    if found.for_types:
        problems.append("an import for types alone hides a cycle")
    if file.room and not _below(other, file.room, rooms):
        problems.append("not a room below")
    if not _by_a_door(file, found.target, other, faces(house)):
        problems.append("past the front door")
    return problems


def _below(other: str, room: str, rooms: tuple[str, ...]) -> bool:
    return other in rooms and room in rooms and rooms.index(other) < rooms.index(room)


def _by_a_door(file: File, target: str, other: str, of: dict[str, str]) -> bool:
    """Whether the target is the room itself, a name of its front door, or of the same face as the file."""
    beyond = target.removeprefix(f"hubbub.{other}").lstrip(".").split(".")
    module = f"hubbub.{other}.{beyond[0]}"
    if module in of:
        return of.get(file.module) == of[module]
    return len(beyond) == 1 and not (HOUSE / Path(*other.split("."), f"{beyond[0]}.py")).exists()


def contracts(house: Path) -> str:
    """What import-linter says of the package `hubbub` that is in `house`'s parent."""
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache",
         "--no-logo", "--config", str(PROJECT / "pyproject.toml")],
        cwd=house.parent, env=os.environ | {"PYTHONPATH": str(house.parent)}, capture_output=True, text=True,
        check=False,
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_every_import_keeps_the_rules():
    holds(breaches())


def test_the_contracts_are_kept():
    assert contracts(HOUSE) == ""


POSTS = {
    "reach/posts/posts.py": "", "reach/posts/mastodon.py": "from . import rendering", "reach/posts/rendering.py": "",
    "reach/posts/web.py": "", "reach/posts/store.py": "",
}
ORDER = ("people.profiles", "reach.posts", "reach.polls", "relations.ties")


@pytest.mark.parametrize(("file", "line", "why"), [
    ("reach/posts/posts.py", "from hubbub.reach import polls", "not a room below"),
    ("reach/posts/posts.py", "import hubbub.relations.ties", "not a room below"),
    ("reach/posts/posts.py", "from hubbub.reach import unheard_of", "not a room below"),
    ("people/profiles/pictures.py", "work.do('hubbub.reach.posts:publish')", "not a room below"),
    ("reach/polls/polls.py", "from hubbub.reach.posts import store", "past the front door"),
    ("reach/polls/polls.py", "from hubbub.reach.posts.store import ADD", "past the front door"),
    ("reach/polls/web.py", "from hubbub.reach.posts.mastodon import one", "past the front door"),
    ("reach/polls/web.py", "from hubbub.reach.posts.rendering import rendered", "past the front door"),
    ("reach/polls/polls.py", "from hubbub.reach.posts.web import note_of", "past the front door"),
    ("reach/polls/polls.py", "def vote():\n    from hubbub.reach import posts", "an import inside a function"),
    ("reach/polls/polls.py", "if TYPE_CHECKING:\n    from hubbub.reach import posts", "hides a cycle"),
    ("reach/polls/polls.py", "from hubbub.rooms import ROOMS", "only the app walks the rooms"),
    ("reach/polls/polls.py", "from starlette.requests import Request", "a rule that knows a protocol"),
    ("reach/polls/polls.py", "from hubbub.doors.mastodon.routes import api", "a rule that knows a protocol"),
    ("reach/polls/store.py", "import asyncpg", "a rule that knows a protocol"),
])
def test_an_import_against_the_rules_is_seen(tmp_path, file, line, why):
    house = plant(tmp_path / "hubbub", POSTS | {file: line})
    assert [why in breach for breach in breaches(house, ORDER)] == [True]


def test_a_rule_is_not_hidden_from_by_a_file_of_its_own(tmp_path):
    house = plant(tmp_path / "hubbub", {"reach/polls/polls.py": "from . import asking",
                                          "reach/polls/asking.py": "from hubbub.doors.web.routes import page"})
    assert len(breaches(house, ORDER)) == 1


@pytest.mark.parametrize(("file", "line"), [
    ("reach/polls/polls.py", "from hubbub.reach import posts\nfrom hubbub.people import profiles"),
    ("reach/polls/polls.py", "from hubbub.reach.posts import publish"),
    ("reach/polls/polls.py", "from . import store\nfrom .store import VOTE"),
    ("reach/polls/mastodon.py", "from hubbub.reach.posts.mastodon import one\nimport starlette"),
    ("reach/polls/mastodon.py", "from hubbub.reach.posts.rendering import carries"),
    ("reach/polls/web.py", "from hubbub.reach.posts.web import takes\nfrom hubbub.doors.web.routes import page"),
])
def test_an_import_within_the_rules_is_none_of_our_business(tmp_path, file, line):
    assert breaches(plant(tmp_path / "hubbub", POSTS | {file: line}), ORDER) == []


@pytest.mark.parametrize(("file", "line", "contract"), [
    ("people/profiles/profiles.py", "from hubbub.reach import posts", "Wings import downward"),
    ("base/text.py", "import hubbub.people", "Wings import downward"),
    ("doors/web/pages.py", "from hubbub.reach import posts", "Wings import downward"),
    ("reach/posts/posts.py", "import hubbub.app", "Wings import downward"),
    ("doors/web/pages.py", "import hubbub.doors.mastodon.routes", "Doors do not know each other"),
    ("reach/posts/store.py", "import asyncpg", "A store is SQL"),
])
def test_the_contracts_see_what_is_against_them(tmp_path, file, line, contract):
    house = plant(tmp_path / "hubbub", dict.fromkeys((
        "app.py", "rooms.py", "bench.py", "supervisor.py", "processes.py", "__main__.py", "base/text.py",
        "doors/web/pages.py", "doors/mastodon/routes.py", "doors/fediverse/routes.py", "people/profiles/profiles.py",
        "people/profiles/store.py", "reach/posts/posts.py", "reach/posts/store.py"), ""))
    assert contracts(house) == ""
    plant(house, {file: line})
    assert contract in contracts(house)
