"""`hubbub new-room`: the folder of a room that is yet to be written, with its tests beside it."""

import re
from datetime import date
from pathlib import Path

from hubbub import app
from hubbub.base.errors import Conflict, Invalid, NotFound

WINGS = {
    "people": "Who is here, and who follows whom.",
    "reach": "Social media: one to many.",
    "relations": "The networking half: two ways, between people.",
    "studio": "Doing both on purpose, and seeing what it brought.",
    "trust": "Watches over all: spam, reports, other servers, moving house.",
}
NAME = re.compile(r"[a-z][a-z_]{1,30}")

_FILES = {
    "src/hubbub/{wing}/{room}/__init__.py": '''"""{Room}: what they are for, in one sentence."""

from .{room} import get
from .store import {Row}

__all__ = ["{Row}", "get"]
''',
    "src/hubbub/{wing}/{room}/{room}.py": '''"""{Room}: their rules."""

from hubbub.base.db import Read
from hubbub.base.errors import NotFound

from . import store
from .store import {Row}


async def get(db: Read, wanted: int) -> {Row}:
    """The one with this id. Raises `NotFound`."""
    found = await db.maybe(store.GET, id=wanted)
    if found is None:
        raise NotFound
    return found
''',
    "src/hubbub/{wing}/{room}/store.py": '''"""Tables: {room}."""

from dataclasses import dataclass
from datetime import datetime

from hubbub.base.db import Statement


@dataclass(frozen=True, slots=True)
class {Row}:
    id: int
    made_at: datetime


GET = Statement({Row}, "SELECT id, made_at FROM {room} WHERE id = :id")
''',
    "src/hubbub/{wing}/{room}/migrations/{day}-{number}-{room}.before.sql": """CREATE TABLE {room} (
    id bigint PRIMARY KEY,
    made_at timestamptz NOT NULL
);
""",
    "tests/{wing}/{room}/__init__.py": "",
    "tests/{wing}/{room}/test_{room}.py": '''"""{Room}, through their heart."""

import pytest

from hubbub.base.errors import NotFound
from hubbub.{wing} import {room}


async def test_what_is_not_there_is_not_found(db):
    with pytest.raises(NotFound):
        await {room}.get(db, 1)
''',
}


def begin(wing: str, room: str, project: Path = app.PACKAGE.parent.parent) -> list[str]:
    """Write the folder and its mirror; what was written, below `project`.

    Raises `Invalid` for a name or a wing that cannot be, `Conflict` if the room is there, `NotFound` where Hubbub is
    installed without its source.
    """
    if wing not in WINGS:
        raise Invalid(f"There is no wing called {wing}: it is one of {', '.join(WINGS)}.")
    if not NAME.fullmatch(room):
        raise Invalid("A room is a plural noun in small letters.")
    if not (project / "tests").is_dir():
        raise NotFound(f"{project} is not Hubbub's source: a room is written in a clone of it.")
    if any(project.glob(f"src/hubbub/*/{room}/__init__.py")):
        raise Conflict(f"There is a room called {room} already: names are used once in all wings.")
    words = _words(wing, room, project)
    written = []
    for name, text in _FILES.items():
        path = project / name.format(**words)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.format(**words))
        written.append(path.relative_to(project).as_posix())
    for first, text in (("src/hubbub", f'"""{WINGS[wing]}"""\n'), ("tests", "")):
        package = project / first / wing / "__init__.py"
        if not package.exists():
            package.write_text(text)
    return written


def _words(wing: str, room: str, project: Path) -> dict[str, str]:
    """What stands in for the names in the files. A migration comes after every one that there is."""
    names = sorted(path.name for path in project.glob("src/hubbub/*/*/migrations/*.sql"))
    today = date.today().isoformat()  # noqa: DTZ011  the day where the writer is
    day = max(today, names[-1][:10]) if names else today
    number = max((int(name[11:13]) for name in names if name.startswith(day)), default=0) + 1
    row = "".join(part.capitalize() for part in room.removesuffix("s").split("_"))
    return {"wing": wing, "room": room, "Room": room.replace("_", " ").capitalize(), "Row": row, "day": day,
            "number": f"{number:02}"}
