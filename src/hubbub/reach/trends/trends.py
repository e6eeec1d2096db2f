"""Trends: counted by the clock from what people did, and only when several did it."""

from datetime import timedelta

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.jobs import every

from . import store

HALF_LIFE = timedelta(hours=6)
WINDOW = timedelta(days=2)      # what is longer ago weighs a two hundred and fiftieth by then
OLDEST_POST = timedelta(days=5)
PEOPLE = 3                      # fewer are no trend: nobody makes one alone, or with a second account
MOST = 200


@every(timedelta(minutes=5))
async def count(tx: Tx) -> None:
    """Count anew; nothing trends where the owner does not want it."""
    await tx.run(store.CLEAR_TAGS)
    await tx.run(store.CLEAR_POSTS)
    if not tx.here.settings.trends:
        return
    given = {"now": now(), "half_life": HALF_LIFE, "least": ids.first(now() - WINDOW), "people": PEOPLE, "most": MOST}
    await tx.run(store.COUNT_TAGS, **given)
    await tx.run(store.COUNT_POSTS, oldest=ids.first(now() - OLDEST_POST), **given)


async def trending_tags(db: Read, *, limit: int = 10, offset: int = 0) -> list[str]:
    """The tags that most people use now."""
    if not db.here.settings.trends:
        return []
    return await db.all(store.TAGS, limit=limit, offset=offset)


async def trending_posts(db: Read, viewer: ProfileId | None, *, limit: int = 20, offset: int = 0) -> list[PostId]:
    """The posts that most people like or pass on now, as far as the viewer may see and wants to hear them."""
    if not db.here.settings.trends:
        return []
    rows = await db.all(store.POSTS, viewer=viewer, now=now(), limit=limit, offset=offset)
    return [PostId(row) for row in rows]
