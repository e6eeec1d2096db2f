"""Icons: the picture of this server in every size, kept in memory since all browsers ask for the same few."""

import asyncio
import hashlib
from collections.abc import Callable
from typing import BinaryIO

from hubbub.base import bus
from hubbub.base.clock import now
from hubbub.base.db import Db, Read, Tx
from hubbub.base.errors import NotFound
from hubbub.base.kept import Kept
from hubbub.people import profiles

from . import drawing, store

_SHAPES: dict[str, Callable[[bytes | None], bytes]] = {
    "favicon": drawing.favicon, "maskable": drawing.maskable,
    **{str(size): (lambda chosen, size=size: drawing.png(chosen, size)) for size in drawing.SIZES},  # type: ignore[misc]
}
_made: Kept[str, bytes] = Kept(20)


@bus.hears("icon")
def _forget(keys: list[str]) -> None:
    _made.clear()


async def get(db: Db, shape: str) -> bytes:
    """The icon as `favicon`, `maskable`, or so many pixels wide. Raises `NotFound` for a shape that there is not."""
    if shape not in _SHAPES:
        raise NotFound("There is no icon of this size.")
    if (known := _made.get(shape)) is not None:
        return known
    stamp = _made.stamp
    key = await db.maybe(store.PICTURE)
    chosen = await db.here.files.read(key) if key else None
    return _made.keep(shape, await asyncio.to_thread(_SHAPES[shape], chosen), stamp)


async def version(db: Read) -> str:
    """A word that changes with the picture: what is kept by browsers under another is out of date."""
    return hashlib.sha256((await db.maybe(store.PICTURE) or "").encode()).hexdigest()[:8]


async def is_chosen(db: Read) -> bool:
    """Whether the owner has chosen a picture."""
    return await db.maybe(store.PICTURE) is not None


async def choose(db: Db, source: BinaryIO) -> None:
    """Let this picture stand for the server. Raises `Invalid` with a sentence for what cannot be shown."""
    async with profiles.pictures.keep(db.here, {"server": source}) as made, db.write() as tx:
        await _drop_file(tx)
        await tx.run(store.CHOOSE, picture=made["server"], now=now())
        tx.say("icon", 1)


async def drop(tx: Tx) -> None:
    """Our own icon stands for the server again."""
    await _drop_file(tx)
    await tx.run(store.DROP)
    tx.say("icon", 1)


async def _drop_file(tx: Tx) -> None:
    if was := await tx.maybe(store.PICTURE):
        await profiles.pictures.drop.later(tx, now() + profiles.pictures.GRACE, key=was)
