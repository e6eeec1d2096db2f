"""What an app with an open stream hears of notifications."""

from collections.abc import Sequence

import msgspec

from hubbub.base.clock import now
from hubbub.base.db import Db
from hubbub.base.ids import PostId, ProfileId
from hubbub.doors.mastodon.hearing import hears, tells
from hubbub.doors.mastodon.streaming import Feed, News
from hubbub.reach.posts.spreading import rendered_for
from hubbub.relations import notifications
from hubbub.relations.notifications import Page

from . import store
from .entities import shapes
from .store import Heard

MOST_MISSED = 40


async def _missed(db: Db, me: ProfileId, key: object, since: int) -> list[News]:
    rows = await notifications.list_notifications(db, me, Page(above=since, limit=MOST_MISSED))
    return [News("notification", msgspec.json.encode(shape), int(shape["id"]))
            for shape in (await shapes(db, me, rows))[::-1]]


BELL = Feed("user", "user:notification", scope="read:notifications", missed=_missed)
# That what was kept apart stands among the others now: apps load the list again.
tells("merged", BELL, "notifications_merged", b"1")


@hears("notified")
async def tell(db: Db, keys: list[str]) -> None:
    """New ones, to whom they are for."""
    rows = await db.all(store.OF, ids=[int(key) for key in keys], readers=BELL.open(), now=now()) if BELL.open() else []
    statuses = await _statuses(db, rows)
    for row in rows:
        for shape in await shapes(db, row.reader, [row], statuses=statuses.get(row.reader, {})):
            BELL.say(News("notification", msgspec.json.encode(shape), row.id), row.reader)


@hears("gap")
async def tell_missed(db: Db, keys: list[str]) -> None:
    """What was told while nothing was heard."""
    for reader in BELL.open():
        for news in await _missed(db, reader, reader, BELL.newest(reader)):
            BELL.say(news, reader)


async def _statuses(db: Db, rows: Sequence[Heard]) -> dict[ProfileId, dict[PostId, msgspec.Raw]]:
    """What the notifications are about, by reader."""
    readers: dict[PostId, list[ProfileId]] = {}
    for row in rows:
        if row.post is not None:
            readers.setdefault(row.post, []).append(row.reader)
    made: dict[ProfileId, dict[PostId, msgspec.Raw]] = {}
    for post, whom in readers.items():
        for reader, status in (await rendered_for(db, post, whom, "notifications")).items():
            made.setdefault(reader, {})[post] = msgspec.Raw(status)
    return made
