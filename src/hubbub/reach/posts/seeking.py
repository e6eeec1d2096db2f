"""Posts and other servers: where a post goes, and asking for one that is not known here; and what they may speak of."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from hubbub.base import ids
from hubbub.base.db import Db, Read
from hubbub.base.errors import NotFound
from hubbub.base.ids import PostId, ProfileId

from . import store
from .posts import find
from .store import Post

Seek = Callable[[Db, str], Awaitable[PostId | None]]


@dataclass(frozen=True, slots=True)
class Filling:
    """What is being asked of other servers for a thread or a page: its number, how much came so far."""

    id: int
    results: int
    runs: bool


class Fill(Protocol):
    async def __call__(
        self, db: Db, *, post: Post | None = None, profile: ProfileId | None = None
    ) -> Filling | None: ...


PATIENCE = 8.0  # seconds that a person waits for somebody else's server

_seek: list[Seek] = []
_fill: list[Fill] = []


def seeks(function: Seek) -> Seek:
    """The face that asks other servers says so."""
    _seek[:] = [function]
    return function


async def seek(db: Db, address: str) -> PostId | None:
    """The post with this id or page: a known one, or one that its server tells of now. Who may see it is not asked."""
    known = await find(db, address)
    if known is None and address.startswith(f"{db.here.settings.base}/"):
        # `/users/1` is somebody, `/users/1/posts/2` and `/@ann/2` are posts.
        parts = address.removeprefix(f"{db.here.settings.base}/").split("/")
        number = ids.parse(parts[-1]) if parts[0].startswith("@") or "posts" in parts else None
        return PostId(number) if number else None
    if known is not None or not _seek:
        return known
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            return await _seek[0](db, address)
    return None


async def ended(db: Read, author: ProfileId, post: PostId) -> datetime | None:
    """When the author's post was removed, if everybody may know that it was there."""
    return await db.maybe(store.ENDED, id=post, author=author)


def fills(function: Fill) -> Fill:
    """The room that asks other servers for what is missing says so."""
    _fill[:] = [function]
    return function


async def opened(db: Db, *, post: Post | None = None, profile: ProfileId | None = None) -> Filling | None:
    """Somebody here looks at a thread or at somebody's page: what is missing of it is asked for, now and then."""
    return await _fill[0](db, post=post, profile=profile) if _fill else None


async def inboxes(db: Read, post: PostId) -> list[str]:
    """Where a post of ours goes: its readers elsewhere, each server once if it can be; nowhere if it stays here."""
    return await db.all(store.INBOXES, post=post)


async def reachable(db: Read, actor: ProfileId, post: PostId) -> Post:
    """The post, if what somebody elsewhere says of it is to be taken. Raises `NotFound`.

    What they said before they blocked its author may come after that; the block hides it, and it counts all the same.
    """
    found = await db.maybe(store.REACHABLE, id=post, actor=actor)
    if found is None:
        raise NotFound
    return found
