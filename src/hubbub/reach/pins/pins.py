"""Pins: which posts stand first on whose page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import Conflict, Invalid
from hubbub.base.facts import on, tell
from hubbub.base.ids import PostId, ProfileId
from hubbub.reach import posts

from . import store

MOST = 5
# The server of somebody elsewhere is asked so seldom for what they have pinned; it tells of changes by itself.
AFRESH = timedelta(days=1)


class NotOwn(Invalid):
    """Validation failed: Someone else's post cannot be pinned"""


class NotABoost(Invalid):
    """Validation failed: A boost cannot be pinned"""


class NotForAll(Invalid):
    """Validation failed: Posts that are only visible to mentioned users cannot be pinned"""


class TooManyPins(Conflict):
    """Validation failed: You have already pinned the maximum number of posts"""


@dataclass(frozen=True, slots=True)
class Pinned:
    profile: ProfileId
    post: PostId


@dataclass(frozen=True, slots=True)
class Unpinned:
    profile: ProfileId
    post: PostId


async def pin(tx: Tx, profile: ProfileId, post: PostId) -> None:
    """Let a post of one's own stand first, with at most four others; it may do so already.

    Raises `NotFound`, `NotOwn`, `NotABoost`, `NotForAll`, `TooManyPins`.
    """
    row = await posts.visible(tx, profile, post)
    if row.author != profile:
        raise NotOwn
    if row.boost_of is not None:
        raise NotABoost
    if row.visibility not in posts.FOR_FOLLOWERS:
        raise NotForAll
    await tx.run(store.HOLD, profile=profile)
    if await tx.one(store.COUNT, profile=profile, post=post) >= MOST:
        raise TooManyPins
    if await tx.maybe(store.PIN, profile=profile, post=post, now=now()) is not None:
        tx.say("post", post)
        await tell(tx, Pinned(profile, post))


async def unpin(tx: Tx, profile: ProfileId, post: PostId) -> None:
    """Let it stand where it stood. Raises `NotFound`, `NotOwn`."""
    row = await posts.visible(tx, profile, post)
    if row.author != profile:
        raise NotOwn
    await tx.run(store.HOLD, profile=profile)
    if await tx.maybe(store.UNPIN, profile=profile, post=post) is not None:
        tx.say("post", post)
        await tell(tx, Unpinned(profile, post))


async def replace(tx: Tx, profile: ProfileId, wanted: Sequence[PostId]) -> None:
    """Believe a server what its people have pinned: these posts of theirs in this order, and no others."""
    await tx.run(store.HOLD, profile=profile)
    theirs = {row.id for row in await posts.get(tx, wanted) if row.author == profile and row.boost_of is None}
    own = [post for post in wanted if post in theirs]
    await tx.all(store.UNPIN_OTHERS, profile=profile, posts=own[:MOST])
    for place, post in enumerate(own[:MOST]):
        await tx.run(store.PLACE, profile=profile, post=post, now=now() - timedelta(seconds=place))


async def stale(tx: Tx, profile: ProfileId) -> bool:
    """Whether it is time to ask for what somebody elsewhere has pinned; true once in a while."""
    return await tx.maybe(store.ASK, profile=profile, now=now(), before=now() - AFRESH) is not None


async def list_pinned(
    db: Read, viewer: ProfileId | None, author: ProfileId, *, replies: bool = True, only_media: bool = False,
    below: int | None = None, above: int | None = None, upward: bool = False, limit: int = MOST,
) -> list[PostId]:
    """What the author has pinned and the viewer may see, the last pinned first; of a page, the newest posts."""
    rows = await db.all(store.PINNED, author=author, viewer=viewer, replies=replies, only_media=only_media, below=below,
                        above=above, upward=upward, limit=limit)
    return [PostId(post) for post in rows]


async def _pinned(db: Read, wanted: Sequence[PostId], viewer: ProfileId | None) -> dict[PostId, bool]:
    return {PostId(post): True for post in await db.all(store.PINNED_OF, posts=list(wanted))}


posts.joins(posts.Part("pin", of=_pinned, where=store.CARRIED))


@on(posts.PostRemoved)
async def forget(tx: Tx, fact: posts.PostRemoved) -> None:
    await tx.run(store.FORGET, post=fact.post)
