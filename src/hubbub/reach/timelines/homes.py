"""Homes as they are read. Their tops are kept for whoever looks again: most of what is asked for is what is new."""

import time
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hubbub.base.clock import now
from hubbub.base.db import Db
from hubbub.base.gather import Asked
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.kept import Kept

from . import store
from .store import Found
from .timelines import build, seen

SHALLOW, DEEP = 21, 40  # a usual page and whether it goes on; the longest page
# A mute may end without anybody writing anything, so what is kept has an end too.
KEPT_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Home:
    """A stretch of a home, the newest first, and the reader's flags of what each post of it shows."""

    posts: Sequence[PostId]
    originals: Sequence[PostId]
    bits: Mapping[PostId, int]


@dataclass(frozen=True, slots=True)
class Top(Home):
    """The newest of a home, and what faces made of it: theirs, for as long as it is kept."""

    depth: int  # so many were asked for
    until: float
    made: dict[Hashable, Any]


_tops: Kept[ProfileId, Top] = Kept(5_000, "feed", "graph", "flags", "filters")
_about: set[ProfileId] = set()
_noted_at = time.monotonic()


async def top(db: Db, reader: ProfileId, limit: int) -> Top:
    """The newest of the reader's home, at least so many if there are."""
    kept = _tops.get(reader)
    if kept is not None and kept.until > time.monotonic() and kept.depth >= limit:
        return kept
    stamp, depth = _tops.stamp, SHALLOW if limit <= SHALLOW else max(limit, DEEP)
    found = await _built(db, reader, lambda: _newest.ask(db, (reader, depth)))
    await _note(db, reader)
    until = time.monotonic() + KEPT_SECONDS
    return _tops.keep(reader, Top(found.posts, found.originals, _flags(found), depth, until, {}), stamp)


async def home(
    db: Db, reader: ProfileId, *, below: int | None = None, above: int | None = None, upward: bool = False,
    limit: int = 20,
) -> Home:
    """The newest of the reader's home, or the page that the keys name; a missing feed is built first."""
    if below is None and above is None:
        kept = await top(db, reader, limit)
        return Home(kept.posts[:limit], kept.originals[:limit], kept.bits)
    statement = store.OLDER if above is None else store.NEXT_UP if upward else store.NEWER
    asked = {"reader": reader, "below": below, "above": above, "limit": limit, "now": now()}
    found = await _built(db, reader, lambda: db.one(statement, **asked))
    return Home(found.posts, found.originals, _flags(found))


async def _built(db: Db, reader: ProfileId, look: Callable[[], Awaitable[Found]]) -> Found:
    found = await look()
    if not found.posts and not await db.one(store.OWNED, reader=reader):
        await build(db, reader)
        found = await look()
    return found


def _flags(found: Found) -> Mapping[PostId, int]:
    return dict(zip(found.originals, found.bits, strict=True))


async def _look(db: Db, asked: Sequence[tuple[ProfileId, int]]) -> list[Found]:
    """The newest of each reader's home, at least the first so many."""
    longest = dict(sorted(asked, key=lambda page: page[1]))
    rows = await db.all(store.NEWEST, readers=list(longest), limits=list(longest.values()), now=now())
    found = dict(zip(longest, rows, strict=True))
    return [found[reader] for reader, _ in asked]


_newest: Asked[tuple[ProfileId, int], Found] = Asked(_look)


async def _note(db: Db, reader: ProfileId) -> None:
    """Remember who is about, and write it down once a minute for all."""
    global _noted_at
    _about.add(reader)
    if time.monotonic() - _noted_at > 60:
        _noted_at = time.monotonic()
        readers = list(_about)
        _about.clear()
        await seen(db, readers)
