"""What an app with an open stream hears of a home: what has landed there, what was edited, what is gone."""

import time
from collections.abc import Hashable, Sequence

from hubbub.base import ids
from hubbub.base.db import Db
from hubbub.base.ids import PostId, ProfileId
from hubbub.doors.mastodon.hearing import hears
from hubbub.doors.mastodon.params import Params
from hubbub.doors.mastodon.streaming import Feed, News, recent
from hubbub.reach import timelines
from hubbub.reach.posts.spreading import gone, spread

from . import store

MOST_MISSED = 40
NOTED = 3600.0    # seconds
MOST_KEPT = 200  # posts of which is remembered who has been told: they land in chunks, and by several ways

_noted_at = time.monotonic()
_told: dict[PostId, set[ProfileId]] = {}


async def _built(db: Db, me: ProfileId, name: str, params: Params) -> Hashable:
    """The reader's home, which is there from now on."""
    if not await db.one(store.OWNED, reader=me):
        await timelines.build(db, me)
    return me


async def _missed(db: Db, me: ProfileId, key: object, since: int) -> list[News]:
    home = await timelines.home(db, me, above=since, limit=MOST_MISSED)
    told = [await spread(db, post, [me], "home") for post in reversed(home.posts)]
    return [news[me] for news in told if me in news]


HOME = Feed("user", scope="read:statuses", key=_built, missed=_missed)


@hears("landed")
async def tell_landed(db: Db, keys: list[str]) -> None:
    """What is late is found in the list, and nobody is called for it."""
    for post in sorted(PostId(int(key)) for key in keys if ids.at(int(key)) > recent()):
        told = _told.setdefault(post, set())
        if readers := await _with(db, post, [reader for reader in HOME.open() if reader not in told]):
            told.update(readers)
            HOME.say(await spread(db, post, readers, "home"), *readers)
    while len(_told) > MOST_KEPT:
        del _told[next(iter(_told))]
    await _note(db)


async def _note(db: Db) -> None:
    """Whoever keeps a stream open is about, though they may never ask for the page."""
    global _noted_at
    if time.monotonic() - _noted_at > NOTED:
        _noted_at = time.monotonic()
        await timelines.seen(db, HOME.open())


@hears("post")
async def tell_changed(db: Db, keys: list[str]) -> None:
    """An edit to those who have the post at home; an end to those who had it."""
    changed = [PostId(int(key)) for key in keys] if HOME.open() else []
    ends = await gone(db, changed) if changed else []
    for post in ends:
        readers = await db.all(store.HAD, post=post.id, author=post.author, readers=HOME.open(),
                               visibility=post.visibility)
        HOME.say(News("delete", str(post.id).encode()), *readers)
    for number in set(changed) - {post.id for post in ends}:
        if having := await _with(db, number, HOME.open()):
            HOME.say(await spread(db, number, having, "home", "status.update"), *having)


@hears("gap")
async def tell_missed(db: Db, keys: list[str]) -> None:
    """What landed while nothing was heard."""
    for reader in HOME.open():
        for news in await _missed(db, reader, reader, HOME.newest(reader)):
            HOME.say(news, reader)


async def _with(db: Db, post: PostId, readers: Sequence[ProfileId]) -> list[ProfileId]:
    """Those of the readers who have the post at home."""
    return [ProfileId(each) for each in await db.all(store.LANDED, post=post, readers=list(readers))] if readers else []
