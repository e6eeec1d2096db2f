"""The home timeline in the client API, kept in memory for whoever is reading."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hubbub.base import bus
from hubbub.base.db import Db
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.kept import Kept
from hubbub.doors.mastodon.paging import Window, link, window
from hubbub.doors.mastodon.routes import Call, api
from hubbub.reach import timelines
from hubbub.reach.posts.mastodon import page
from hubbub.reach.posts.rendering import generation, join, lasts

from . import streams as streams

USUAL, MOST = 20, 40   # of one page
# A mute may end without anybody writing anything, so a kept page has an end too.
KEPT_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Home:
    """The top of one reader's home: which posts, and the reader's flags of them."""

    ids: Sequence[PostId]
    bits: Mapping[PostId, int]
    until: float
    depth: int   # so many were asked for
    bodies: dict[int, tuple[int, bytes]]   # by the page's size: at which generation of pieces it was joined


_homes: Kept[ProfileId, Home] = Kept(5_000)
_about: set[ProfileId] = set()
_noted_at = time.monotonic()


@bus.hears("feed")
@bus.hears("graph")
@bus.hears("flags")
@bus.hears("filters")
def _drop(keys: list[str]) -> None:
    for key in keys:
        if key == bus.ALL:
            _homes.clear()
        else:
            _homes.drop(ProfileId(int(key)))


@api("GET", "/api/v1/timelines/home", scope="read:statuses")
async def home(call: Call) -> Any:
    me, asked = call.me, window(call, USUAL, MOST)
    if asked.below is None and asked.above is None:
        top = await _top(call.db, me, asked.limit)
        link(call, top.ids[:asked.limit], asked)
        return await _body(call.db, me, top, asked.limit)
    return await _page(call, me, asked)


async def _page(call: Call, me: ProfileId, asked: Window) -> bytes:
    entries = await timelines.home(
        call.db, me, below=asked.below, above=asked.above, upward=asked.upward, limit=asked.limit
    )
    ids = [entry.post for entry in entries]
    link(call, ids, asked)
    return page(await join(call.db, ids, {entry.original: entry.bits for entry in entries}, me))


async def _top(db: Db, me: ProfileId, limit: int) -> Home:
    top = _homes.get(me)
    if top is not None and top.until > time.monotonic() and top.depth >= limit:
        return top
    stamp = _homes.stamp
    depth = USUAL if limit <= USUAL else MOST
    entries = await timelines.home(db, me, limit=depth)
    ids, bits = [entry.post for entry in entries], {entry.original: entry.bits for entry in entries}
    await _note(db, me)
    return _homes.keep(me, Home(ids, bits, time.monotonic() + KEPT_SECONDS, depth, {}), stamp)


async def _body(db: Db, me: ProfileId, top: Home, limit: int) -> bytes:
    """The page's bytes; those joined last while no piece of any status has changed since and none has a hole."""
    now = generation()
    made = top.bodies.get(limit)
    if made is not None and made[0] == now:
        return made[1]
    body = page(await join(db, top.ids[:limit], top.bits, me))
    if await lasts(db, top.ids[:limit]):
        # Taken before joining: a piece that changed meanwhile makes the next look join again.
        top.bodies[limit] = (now, body)
    return body


async def _note(db: Db, me: ProfileId) -> None:
    """Remember who is about, and write it down once a minute for all."""
    global _noted_at
    _about.add(me)
    if time.monotonic() - _noted_at > 60:
        _noted_at = time.monotonic()
        readers = list(_about)
        _about.clear()
        await timelines.seen(db, readers)
