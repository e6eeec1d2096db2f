"""How many posts, followers and followed each profile has, and all of them together."""

from collections.abc import Mapping
from datetime import timedelta

from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.ids import ProfileId

from . import store
from .profiles import changed
from .store import Census


async def count(tx: Tx, profile: ProfileId, *, posts: int = 0, followers: int = 0, followed: int = 0) -> None:
    """Move the profile's counts."""
    await tx.run(store.COUNT, profile=profile, posts=posts, followers=followers, followed=followed,
                 last_post_at=now() if posts > 0 else None)
    changed(tx, profile)


async def count_posts(tx: Tx, more: Mapping[ProfileId, int]) -> None:
    """These profiles have published so many more."""
    if more:
        who = sorted(more)  # in one order, so that two who count do not wait for each other
        await tx.run(store.COUNT_POSTS, profiles=who, posts=[more[each] for each in who], now=now())
        for each in who:
            changed(tx, each)


async def census(db: Read) -> Census:
    """How many profiles are here, how many wrote of late, and what they all published."""
    return await db.one(store.CENSUS, since=now() - timedelta(days=30), long_since=now() - timedelta(days=180))
