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
from .store import Publisher, Verdict

HALF_LIFE = timedelta(hours=6)
WINDOW = timedelta(days=2)      # what is longer ago weighs a two hundred and fiftieth by then
OLDEST_POST = timedelta(days=5)
PEOPLE = 3                      # fewer are no trend: nobody makes one alone, or with a second account
MOST = 200

Kind = Literal["tag", "link", "post", "publisher"]


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
    await tx.run(store.MEET_PUBLISHERS, now=now())
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
    """Staff have looked: it may trend, or must not; the last word counts.

    The subject is a tag's name, the number of a preview or a post, or the host of a publisher: what is said of that
    holds for all its pages, and those of hosts below it, of which nothing is said themselves.
    """
    await tx.run(store.JUDGE, kind=kind, subject=subject, approved=approved, by=by, now=now())


async def verdicts(db: Read, kind: Kind, subjects: Sequence[str]) -> dict[str, Verdict]:
    """What was said of those that were looked at; of a page also what was said of its publisher."""
    if kind == "link":
        rows = await db.all(store.VERDICTS_ON_LINKS, links=[int(each) for each in subjects])
    else:
        rows = await db.all(store.VERDICTS, kind=kind, subjects=list(subjects))
    return {row.subject: row for row in rows}


async def list_publishers(
    db: Read, *, below: int | None = None, above: int | None = None, upward: bool = False, limit: int = 100
) -> list[Publisher]:
    """Whose pages have trended, the newest first."""
    rows = await db.all(store.PUBLISHERS, below=below, above=above, upward=upward, limit=limit)
    return sorted(rows, key=lambda row: row.id, reverse=True)


async def find_publisher(db: Read, publisher: int) -> Publisher | None:
    """One of them."""
    return await db.maybe(store.PUBLISHER, id=publisher)
