"""How a file becomes ours: made anew in the workshop, then put in place before any row speaks of it."""

import asyncio
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from hubbub.base.clock import now
from hubbub.base.db import Db, Tx
from hubbub.base.disk import writing
from hubbub.base.errors import Invalid
from hubbub.base.here import Here
from hubbub.base.jobs import errand
from hubbub.base.workshop import Failed

from . import store
from .store import Keys

Focus = tuple[float, float]

# No work takes as long: what is older was broken off.
BROKEN_OFF = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Made:
    """What a row says of the files."""

    original_key: str
    small_key: str
    mime: str
    width: int
    height: int
    bytes: int
    small_width: int
    small_height: int
    blurhash: str


@asynccontextmanager
async def bench(here: Here) -> AsyncIterator[Path]:
    """A folder to work in, beside the media; it is gone afterwards."""
    root = _benches(here)
    with writing():
        root.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=root))
    try:
        yield folder
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


async def make(db: Db, source: Path, focus: Focus | None = None) -> Made:
    """The picture anew, its files in place. Whoever writes no row of it leaves them to be removed in an hour.

    Raises `Invalid` with a sentence for what cannot be shown, `Full`, `Unavailable`.
    """
    folder = source.parent
    try:
        picture = await db.here.workshop.do(
            "hubbub.reach.media.pictures:render", source=str(source), folder=str(folder), focus=focus
        )
    except Failed as problem:
        raise Invalid(problem.sentence) from problem
    made = _named(picture)
    async with db.write() as tx:
        await tidy.later(tx, now() + BROKEN_OFF, keys=[made.original_key, made.small_key])
    try:
        for key, rendition in ((made.original_key, picture["original"]), (made.small_key, picture["small"])):
            await db.here.files.put(key, folder / rendition["file"], rendition["mime"])
    except BaseException:
        with suppress(Exception):
            await _remove(db, [made.original_key, made.small_key])
        raise
    return made


def _named(picture: dict[str, Any]) -> Made:
    """Under a name that cannot be guessed: whoever may not see a post must not find its pictures either."""
    name = secrets.token_hex(16)
    original, small = picture["original"], picture["small"]
    place = f"{name[:2]}/{name}/"
    return Made(
        place + original["file"], place + small["file"], original["mime"], original["width"], original["height"],
        original["bytes"], small["width"], small["height"], picture["blurhash"],
    )


@errand(tries=8)
async def tidy(db: Db, keys: list[str]) -> None:
    """Remove the files of which no row came to speak."""
    if not await db.one(store.KNOWN, key=keys[0]):
        await _remove(db, keys)


@errand(tries=8)
async def drop(db: Db, keys: list[str]) -> None:
    """Remove the files of rows that are gone."""
    await _remove(db, keys)


async def drop_all(tx: Tx, rows: Sequence[Keys]) -> None:
    """Promise it for the files of rows that this transaction removes."""
    kept = [[key for key in (row.original, row.small) if key] for row in rows]
    await drop.batch(tx, [{"keys": keys} for keys in kept if keys])


async def _remove(db: Db, keys: list[str]) -> None:
    for key in keys:
        await db.here.files.remove(key)


def sweep(here: Here) -> None:
    """Clear the benches that somebody who died has left."""
    before = (now() - BROKEN_OFF).timestamp()
    for folder in _benches(here).glob("*"):
        with suppress(FileNotFoundError):  # just finished
            if folder.stat().st_mtime < before:
                shutil.rmtree(folder, ignore_errors=True)


def _benches(here: Here) -> Path:
    return here.settings.data / "making"
