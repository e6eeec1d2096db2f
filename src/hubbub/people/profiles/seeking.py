"""Profiles that are not known yet: asked for by handle or address. The face that can ask other servers says so here."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from hubbub.base import text
from hubbub.base.db import Db, Read
from hubbub.base.ids import ProfileId

from . import store
from .profiles import find, look_up

Seek = Callable[[Db, str], Awaitable[ProfileId | None]]

PATIENCE = 8.0  # seconds that a person waits for somebody else's server
MOST_STRANGERS = 10

_seek: list[Seek] = []


def seeks(function: Seek) -> Seek:
    """The face that asks other servers says so."""
    _seek[:] = [function]
    return function


async def known(db: Read, wanted: str) -> ProfileId | None:
    """The profile with this handle or address, if it is known."""
    if wanted.startswith(("https://", "http://")):
        return await find(db, uri=wanted)
    name, _, domain = wanted.strip().removeprefix("acct:").lstrip("@").partition("@")
    return await look_up(db, name, domain or None)


async def knows_host(db: Read, host: str) -> bool:
    """Whether anybody is known there."""
    site = f"{db.here.settings.scheme}://{host}"
    return await db.one(store.KNOWS_HOST, first=f"{site}/", beyond=f"{site}0")


async def seek(db: Db, wanted: str) -> ProfileId | None:
    """The same, or else what its server tells of it now; None if that is nobody."""
    found = await known(db, wanted)
    if found is not None or not _seek:
        return found
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            return await _seek[0](db, wanted.strip())
    return None


async def meet(db: Db, words: str) -> None:
    """Ask for those whom the words mention and nobody here knows yet: then a mention of them will be one."""
    handles = {f"{token.name}@{token.host}": None for token in text.tokens(words) if token.host}
    await asyncio.gather(*(seek(db, handle) for handle in list(handles)[:MOST_STRANGERS]))
