"""How a file becomes ours: made anew in the workshop, then put in place before any row speaks of it."""

import asyncio
import secrets
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from hubbub.base.clock import now
from hubbub.base.db import Db, Read, Tx
from hubbub.base.disk import settle, writing
from hubbub.base.here import Here
from hubbub.base.jobs import errand
from hubbub.reach import copies, renditions
from hubbub.reach.renditions import Rendered, Rendition

from . import store
from .store import Keys

Focus = tuple[float, float]

# No work takes as long: what is older was broken off.
BROKEN_OFF = timedelta(hours=1)
# What was sent and could not be made for so long is given up.
LAID_BY = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Small:
    """What a row says of the picture that stands for the file."""

    small_key: str | None = None
    small_width: int | None = None
    small_height: int | None = None
    blurhash: str | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """What a row says of the files."""

    kind: str
    mime: str = ""
    width: int | None = None
    height: int | None = None
    bytes: int | None = None
    duration: float | None = None
    original_key: str | None = None
    frame_rate: str | None = None
    bitrate: int | None = None
    palette: dict[str, str] | None = None


async def make(db: Db, source: Path, folder: Path) -> tuple[Made, Small]:
    """The file anew, its renditions in place. Whoever writes no row of them leaves them to be removed in an hour.

    Raises `Invalid` with a sentence for what cannot be shown, `Full`, `Unavailable`.
    """
    rendered = await renditions.render(db.here, source, folder)
    place = renditions.place()
    small = Small()
    files = {place + rendered.original.file: rendered.original}
    if rendered.small:
        small = _small(place, rendered.small, rendered.blurhash)
        files[place + rendered.small.file] = rendered.small
    await _put(db, folder, files)
    return _made(place, rendered), small


async def make_small(db: Db, source: Path) -> Small:
    """The picture made small to stand for a file, in place as by `make`. Refuses as that does."""
    made = await renditions.thumbnail(db.here, source)
    place = renditions.place()
    await _put(db, source.parent, {place + made.small.file: made.small})
    return _small(place, made.small, made.blurhash)


def _small(place: str, picture: Rendition, blurhash: str | None) -> Small:
    return Small(place + picture.file, picture.width, picture.height, blurhash)


def _made(place: str, given: Rendered) -> Made:
    original = given.original
    return Made(
        given.kind, original.mime, original.width, original.height, original.bytes, given.duration,
        place + original.file, given.frame_rate, given.bitrate, given.palette,
    )


async def _put(db: Db, folder: Path, files: Mapping[str, Rendition]) -> None:
    async with db.write() as tx:
        await tidy.later(tx, now() + BROKEN_OFF, keys=list(files))
    await renditions.put(db.here, folder, files)


@errand(tries=8)
async def tidy(db: Db, keys: list[str]) -> None:
    """Remove the files of which no row came to speak."""
    await _remove(db, await db.all(store.UNKNOWN, keys=keys))


@errand(tries=8)
async def drop(db: Db, keys: list[str]) -> None:
    """Remove the files of rows that are gone."""
    await _remove(db, keys)


async def drop_all(tx: Tx, rows: Sequence[Keys]) -> None:
    """Promise it for the files of rows that this transaction removes."""
    kept = [[key for key in (row.original, row.small) if key] for row in rows]
    await drop.batch(tx, [{"keys": keys} for keys in kept if keys])
    await copies.forget(tx, [row.elsewhere for row in rows if row.elsewhere])


async def _remove(db: Db, keys: Sequence[str]) -> None:
    for key in keys:
        await db.here.files.remove(key)


async def lay_by(db: Db, folder: Path) -> str:
    """Keep a bench with the file `given`, safe, until there is time for it; by what name.

    In a bucket if files are in one: then whoever makes it may be another machine.
    """
    name = secrets.token_hex(16)
    if db.here.files.path(_key(name)) is None:
        async with db.write() as tx:
            await drop.later(tx, now() + LAID_BY, keys=[_key(name)])
        await db.here.files.put(_key(name), folder / "given", "application/octet-stream")
    else:
        await asyncio.to_thread(_move, folder, _given(db.here) / name)
    return name


def _move(folder: Path, to: Path) -> None:
    with writing():
        settle(folder / "given")
        settle(folder)
        to.parent.mkdir(parents=True, exist_ok=True)
        folder.rename(to)
        settle(to.parent)


async def laid_by(here: Here, name: str, folder: Path) -> Path:
    """The file that was laid by under this name; the folder is for a copy."""
    if here.files.path(_key(name)) is not None:
        return _given(here) / name / "given"
    with writing():
        (folder / "given").write_bytes(await here.files.read(_key(name)) or b"")
    return folder / "given"


async def clear(here: Here, name: str) -> None:
    """It is needed no more."""
    await asyncio.to_thread(shutil.rmtree, _given(here) / name, ignore_errors=True)
    if here.files.path(_key(name)) is None:
        await here.files.remove(_key(name))


def _key(name: str) -> str:
    return f"given/{name}"


async def sweep(db: Read) -> None:
    """Clear the benches that somebody who died has left, and what was laid by for no row."""
    old = await asyncio.to_thread(_old, [renditions.benches(db.here), _given(db.here)])
    wanted = set(await db.all(store.GIVEN, names=[folder.name for folder in old]))
    for folder in old:
        if folder.name not in wanted:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


def _old(roots: Sequence[Path]) -> list[Path]:
    before, found = (now() - BROKEN_OFF).timestamp(), []
    for folder in (folder for root in roots for folder in root.glob("*")):
        with suppress(FileNotFoundError):  # just finished
            if folder.stat().st_mtime < before:
                found.append(folder)
    return found


def _given(here: Here) -> Path:
    return here.settings.data / "given"
