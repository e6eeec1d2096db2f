"""Trends: counted by the clock from what people did, and only when several did it; staff have the last word."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Literal

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.ids import AccountId, PostId, ProfileId
from hubbub.base.jobs import every

from . import store

HALF_LIFE = timedelta(hours=6)
WINDOW = timedelta(days=2)      # what is longer ago weighs a two hundred and fiftieth by then
OLDEST_POST = timedelta(days=5)
PEOPLE = 3                      # fewer are no trend: nobody makes one alone, or with a second account
MOST = 200

Kind = Literal["tag", "link", "post"]


@every(timedelta(minutes=5))
async def count(tx: Tx) -> None:
    """Count anew; nothing trends where the owner does not want it."""
    await tx.run(store.CLEAR_TAGS)
    await tx.run(store.CLEAR_POSTS)
    await tx.run(store.CLEAR_LINKS)
    if not tx.here.settings.trends:
        return
    given = {"now": now(), "half_life": HALF_LIFE, "least": ids.first(now() - WINDOW), "people": PEOPLE, "most": MOST}
    await tx.run(store.COUNT_TAGS, **given)
    await tx.run(store.COUNT_LINKS, **given)
    await tx.run(store.COUNT_POSTS, oldest=ids.first(now() - OLDEST_POST), **given)


async def trending_tags(db: Read, *, limit: int = 10, offset: int = 0, rejected: bool = False) -> list[str]:
    """The tags that most people use now; for staff with the `rejected`."""
    if not db.here.settings.trends:
        return []
    return await db.all(store.TAGS, limit=limit, offset=offset, all=rejected)


async def trending_links(db: Read, *, limit: int = 10, offset: int = 0, rejected: bool = False) -> list[int]:
    """The pages that most people lead to now, as the numbers of their previews."""
    if not db.here.settings.trends:
        return []
    return await db.all(store.LINKS, limit=limit, offset=offset, all=rejected)


async def trending_posts(
    db: Read, viewer: ProfileId | None, *, limit: int = 20, offset: int = 0, rejected: bool = False
) -> list[PostId]:
    """The posts that most people like or pass on now, as far as the viewer may see and wants to hear them."""
    if not db.here.settings.trends:
        return []
    rows = await db.all(store.POSTS, viewer=viewer, now=now(), limit=limit, offset=offset, all=rejected)
    return [PostId(row) for row in rows]


async def judge(tx: Tx, kind: Kind, subject: str, by: AccountId, *, approved: bool) -> None:
    """Staff have looked: it may trend, or must not; the last word counts."""
    await tx.run(store.JUDGE, kind=kind, subject=subject, approved=approved, by=by, now=now())


async def verdicts(db: Read, kind: Kind, subjects: Sequence[str]) -> dict[str, bool]:
    """Of those that were looked at, whether they may trend."""
    return {row.subject: row.approved for row in await db.all(store.VERDICTS, kind=kind, subjects=list(subjects))}
