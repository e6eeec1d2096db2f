"""A feature is one folder and one line: without an optional room, and those that stand on it, the rest still serves."""

import asyncio
import hashlib
import random
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from hubbub.base.postgres import Postgres
from hubbub.rooms import ROOMS

from ..conftest import do_as_admin, new_database
from .source import HOUSE, PROJECT, files, holds, imports, plant, room_of, statements
from .sql import migrations, owners, sense

# What no Hubbub can be without: people, their apps, posts, and a home where they land with what its reader did to them.
NEEDED = (
    "people.profiles", "people.teams", "people.accounts", "people.apps", "people.follows", "people.hosts",
    "reach.posts", "reach.reactions", "reach.timelines",
)
OPTIONAL = tuple(room for room in ROOMS if room not in NEEDED)


def leaning(on: str, stands_on: Mapping[str, set[str]]) -> set[str]:
    """The room and every room that cannot be without it."""
    found = {on}
    for room in stands_on:  # the lowest first: whoever stands on one that is found comes later
        if stands_on[room] & found:
            found.add(room)
    return found


def ground(
    house: Path = HOUSE, rooms: tuple[str, ...] = ROOMS, reads: Mapping[str, set[str]] | None = None
) -> dict[str, set[str]]:
    """For each room, the lowest first, the rooms that it imports or whose tables its SQL reads."""
    stands_on = {room: set(read_rooms().get(room, ()) if reads is None else reads.get(room, ())) for room in rooms}
    for file in files(house):
        if file.room in stands_on:
            stands_on[file.room] |= {room for each in imports(file) for room in [room_of(each.target)] if room}
    return stands_on


@cache
def read_rooms() -> dict[str, set[str]]:
    """For each room the rooms whose tables and functions its statements and migrations use."""
    whose = owners()
    used: dict[str, set[str]] = {}
    senses = [(room_of(name), sense(statement.sql)) for name, statement in statements(sys.modules)]
    for room, found in [*senses, *((room, migrations(room)) for room in ROOMS)]:
        if room is not None:
            used.setdefault(room, set()).update(whose[name] for name in found.reads | found.calls if name in whose)
    return used


async def without(postgres: Postgres, folder: Path, rooms: set[str]) -> str:
    """What a server without the rooms complains of; nothing if it serves."""
    name = "without_" + hashlib.sha256(" ".join(sorted(rooms)).encode()).hexdigest()[:12]
    await new_database(postgres, name)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.house.without", str(postgres.socket), name, str(folder / name), *sorted(rooms),
        cwd=PROJECT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    await do_as_admin(postgres, f"DROP DATABASE {name} WITH (FORCE)")
    return "" if process.returncode == 0 else said.decode()


@cache
def rounds() -> list[set[str]]:
    """Few sets to be without, such that each room is gone in one where any other, if it can be, is still there."""
    stands_on = ground()
    leans = {room: leaning(room, stands_on) for room in OPTIONAL}
    left = {(gone, there) for gone in OPTIONAL for there in OPTIONAL if there not in leans[gone]}
    chance = random.Random(1)
    found: list[set[str]] = []
    while left:
        tries = [set[str]().union(*(leans[room] for room in chance.sample(OPTIONAL, size)))
                 for size in range(1, len(OPTIONAL) // 2) for _ in range(6)]
        best = max(tries, key=lambda out: sum(gone in out and there not in out for gone, there in left))
        left -= {(gone, there) for gone, there in left if gone in best and there not in best}
        found.append(best)
    return found


def test_no_optional_room_is_needed():
    stands_on = ground()
    holds([f"{room}: {sorted(gone)} cannot be without it" for room in OPTIONAL
           if (gone := leaning(room, stands_on) & set(NEEDED))])


@pytest.mark.parametrize("number", range(len(rounds())))
async def test_the_house_stands_without_some_rooms(postgres, folder, number):
    said = await without(postgres, folder, rounds()[number])
    assert not said, f"without {sorted(rounds()[number])}:\n{said[-1500:]}"


@pytest.mark.long
@pytest.mark.parametrize("room", OPTIONAL)
async def test_the_house_stands_without_a_room(postgres, folder, room):
    gone = leaning(room, ground())
    said = await without(postgres, folder, gone)
    assert not said, f"without {sorted(gone)}:\n{said[-1500:]}"


async def test_a_room_that_is_needed_after_all_is_seen(postgres, folder):
    assert "Traceback" in await without(postgres, folder, {"reach.posts"})


def test_rooms_that_lean_on_another_go_with_it(tmp_path):
    house = plant(tmp_path, {
        "reach/posts/posts.py": "", "reach/polls/polls.py": "from hubbub.reach import posts",
        "studio/reports/web.py": "from hubbub.reach.polls.web import page", "studio/goals/goals.py": "",
    })
    rooms = ("reach.posts", "reach.polls", "studio.goals", "studio.reports")
    stands_on = ground(house, rooms, {})
    assert leaning("reach.polls", stands_on) == {"reach.polls", "studio.reports"}
    assert leaning("reach.posts", stands_on) == {"reach.posts", "reach.polls", "studio.reports"}
    assert leaning("studio.goals", stands_on) == {"studio.goals"}
    assert leaning("reach.polls", ground(house, rooms, {"studio.goals": {"reach.polls"}})) >= {"studio.goals"}


def test_what_is_needed_is_there():
    assert set(NEEDED) <= set(ROOMS)
