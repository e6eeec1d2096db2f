"""Follows: asked, granted and ended; blocks and mutes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import Invalid, NotFound
from hubbub.base.facts import tell
from hubbub.base.ids import ProfileId
from hubbub.base.jobs import job
from hubbub.base.kept import Kept
from hubbub.people import profiles

from . import store
from .store import Edge, Ending, Familiar, Listed, Made, Relation

L = TypeVar("L", Listed, Ending)

MOST_ACCEPTED = 1_000  # at once

_read: Kept[ProfileId, bool] = Kept(20_000, "graph")


@dataclass(frozen=True, slots=True)
class FollowAsked:
    """A follow waits for the other's answer; `uri` is the wire's name for it when it came from elsewhere."""

    follower: ProfileId
    followed: ProfileId
    request: int


@dataclass(frozen=True, slots=True)
class Followed:
    """A follow stands: granted at once, or accepted."""

    follower: ProfileId
    followed: ProfileId
    follow: int
    uri: str | None
    asked: bool


@dataclass(frozen=True, slots=True)
class FollowRefused:
    """A request or a follow was turned down by the one it was for."""

    follower: ProfileId
    followed: ProfileId
    follow: int
    uri: str | None


@dataclass(frozen=True, slots=True)
class Unfollowed:
    """The follower has taken the follow, or the request for it, back."""

    follower: ProfileId
    followed: ProfileId
    follow: int


@dataclass(frozen=True, slots=True)
class Blocked:
    blocker: ProfileId
    blocked: ProfileId
    block: int


@dataclass(frozen=True, slots=True)
class Unblocked:
    blocker: ProfileId
    blocked: ProfileId
    block: int


async def follow(
    tx: Tx, follower: ProfileId, followed: ProfileId, *,
    shows_boosts: bool = True, notifies: bool = False, languages: Sequence[str] | None = None, uri: str | None = None,
) -> None:
    """Follow, or ask to: whoever is locked or elsewhere answers later. Following again changes the options."""
    if follower == followed:
        raise Invalid("You cannot follow yourself.")
    other = await profiles.get(tx, followed)
    if other.removed_at or other.suspended_at:
        raise NotFound
    if await tx.one(store.APART, one=follower, other=followed):
        raise NotFound
    options = {"shows_boosts": shows_boosts, "notifies": notifies, "languages": list(languages) if languages else None}
    if await tx.maybe(store.ADJUST, follower=follower, followed=followed, **options):
        _changed(tx, follower, followed)
        return
    row = {"follower": follower, "followed": followed, "id": ids.new(), "uri": uri, "now": now()} | options
    if other.locked or not other.here:
        request = await tx.one(store.ASK, **row)
        _changed(tx, follower, followed)
        await tell(tx, FollowAsked(follower, followed, request))
        return
    made = await tx.maybe(store.ADD, **row)
    if made:
        await _follows_now(tx, follower, followed)
        await tell(tx, Followed(follower, followed, made, uri, asked=False))


async def accept(tx: Tx, followed: ProfileId, follower: ProfileId, only: int | None = None) -> bool:
    """Grant what was asked, `only` if that was it; False if nothing was."""
    edge = await tx.maybe(store.GRANT, follower=follower, followed=followed, only=only, now=now())
    if edge is None:
        return False
    await _follows_now(tx, follower, followed)
    await tell(tx, Followed(follower, followed, edge.id, edge.uri, asked=True))
    return True


async def accept_all(tx: Tx, followed: ProfileId) -> None:
    """Grant what everybody has asked who waits, to those who have waited longest if they are very many."""
    edges = await tx.all(store.GRANT_ALL, followed=followed, most=MOST_ACCEPTED, now=now())
    await profiles.count(tx, followed, followers=len(edges))
    for edge in sorted(edges, key=lambda edge: edge.follower):  # in one order, or two who count hold each other up
        await profiles.count(tx, edge.follower, followed=1)
        _changed(tx, edge.follower, followed)
    await tell(tx, *[Followed(edge.follower, followed, edge.id, edge.uri, asked=True) for edge in edges])


async def reject(tx: Tx, followed: ProfileId, follower: ProfileId, only: int | None = None) -> bool:
    """Turn down what was asked, or end the follow, `only` if that is it; False if there was neither."""
    edge = await _ended(tx, follower, followed, only)
    if edge is None:
        return False
    await tell(tx, FollowRefused(follower, followed, edge.id, edge.uri))
    return True


async def _ended(tx: Tx, follower: ProfileId, followed: ProfileId, only: int | None = None) -> Edge | None:
    """Take away the request or else the follow; as it was."""
    edge = await tx.maybe(store.UNASK, follower=follower, followed=followed, only=only)
    if edge is None:
        edge = await tx.maybe(store.REMOVE, follower=follower, followed=followed, only=only)
        if edge is None:
            return None
        await _follows_no_more(tx, follower, followed)
    _changed(tx, follower, followed)
    return edge


async def unfollow(tx: Tx, follower: ProfileId, followed: ProfileId) -> bool:
    """End the follow, or take the request back; False if there was neither."""
    edge = await _ended(tx, follower, followed)
    if edge is None:
        return False
    await tell(tx, Unfollowed(follower, followed, edge.id))
    return True


async def block(
    tx: Tx, blocker: ProfileId, blocked: ProfileId, uri: str | None = None, *, ends_at: datetime | None = None
) -> None:
    """Part the two: neither follows, sees or hears of the other; until `ends_at` if given. The last word counts."""
    if blocker == blocked:
        raise Invalid("You cannot block yourself.")
    await profiles.get(tx, blocked)
    for one, other in ((blocker, blocked), (blocked, blocker)):
        await tx.run(store.UNASK, follower=one, followed=other, only=None)
        if await tx.maybe(store.REMOVE, follower=one, followed=other, only=None):
            await _follows_no_more(tx, one, other)
    made = await tx.maybe(store.BLOCK, blocker=blocker, blocked=blocked, id=ids.new(), uri=uri, ends_at=ends_at,
                          now=now())
    stands = made
    if stands is None:
        stands = await tx.one(store.BLOCK_UNTIL, blocker=blocker, blocked=blocked, ends_at=ends_at)
    if ends_at is not None:
        await lift.later(tx, ends_at, block=stands)
    _changed(tx, blocker, blocked)
    if made:
        await tell(tx, Blocked(blocker, blocked, made))


async def unblock(tx: Tx, blocker: ProfileId, blocked: ProfileId) -> bool:
    """Lift the block; follows do not come back. False if there was none."""
    edge = await tx.maybe(store.UNBLOCK, blocker=blocker, blocked=blocked)
    return await _lifted(tx, edge)


@job
async def lift(tx: Tx, block: int) -> None:
    """Lift this block if it is over: it may have been lifted before, or have been given another end since."""
    edge = await tx.maybe(store.LIFT, id=block, now=now())
    await _lifted(tx, edge)


async def _lifted(tx: Tx, was: Edge | None) -> bool:
    if was is None:
        return False
    _changed(tx, was.follower, was.followed)
    await tell(tx, Unblocked(was.follower, was.followed, was.id))
    return True


async def mute(
    tx: Tx, muter: ProfileId, muted: ProfileId, *, hides_notifications: bool = True, ends_at: datetime | None = None
) -> None:
    """Hear nothing of the other, who is not told; until `ends_at` if given."""
    if muter == muted:
        raise Invalid("You cannot mute yourself.")
    await profiles.get(tx, muted)
    await tx.run(store.MUTE, muter=muter, muted=muted, id=ids.new(), hides_notifications=hides_notifications,
                 ends_at=ends_at, now=now())
    _changed(tx, muter, muted)


async def unmute(tx: Tx, muter: ProfileId, muted: ProfileId) -> None:
    """Hear of the other again."""
    await tx.run(store.UNMUTE, muter=muter, muted=muted)
    _changed(tx, muter, muted)


async def made_as(db: Read, actor: ProfileId, uri: str) -> Made | None:
    """The follow or block that somebody elsewhere made under this name."""
    return await db.maybe(store.MADE, actor=actor, uri=uri)


async def stands(db: Read, follower: ProfileId, followed: ProfileId) -> bool:
    """Whether the one follows the other."""
    return await db.one(store.STANDS, follower=follower, followed=followed)


async def followed_here(db: Read, profile: ProfileId) -> bool:
    """Whether anybody follows the profile or has asked to: of one elsewhere, that is somebody here."""
    return bool(await all_followed_here(db, [profile]))


async def all_followed_here(db: Read, profiles: Collection[ProfileId]) -> set[ProfileId]:
    """Those of whom the same is true. Asked of every post that comes."""
    stamp = _read.stamp
    found = {profile: _read.get(profile) for profile in profiles}
    if asked := [profile for profile, known in found.items() if known is None]:
        read = set(await db.all(store.FOLLOWED_HERE, profiles=asked))
        found |= {profile: _read.keep(profile, profile in read, stamp) for profile in asked}
    return {profile for profile, known in found.items() if known}


async def inboxes(db: Read, profile: ProfileId, *, either_way: bool = False) -> list[str]:
    """Where the profile's followers elsewhere are written to, each server once if it can be; and whom it follows."""
    return await db.all(store.INBOXES_EITHER_WAY if either_way else store.INBOXES, profile=profile)


async def relations(db: Read, me: ProfileId, others: Sequence[ProfileId]) -> list[Relation]:
    """How I stand with each, in the order asked for."""
    return await db.all(store.RELATIONS, me=me, others=list(others), now=now())


async def list_followers(
    db: Read, profile: ProfileId, *, viewer: ProfileId | None = None, below: int | None = None,
    above: int | None = None, upward: bool = False, limit: int = 40,
) -> list[Listed]:
    """Who follows the profile, the newest first, with the keys that pages go by."""
    rows = await db.all(store.FOLLOWERS, profile=profile, viewer=viewer, below=below, above=above, upward=upward,
                        limit=limit)
    return _newest_first(rows)


async def list_followed(
    db: Read, profile: ProfileId, *, viewer: ProfileId | None = None, below: int | None = None,
    above: int | None = None, upward: bool = False, limit: int = 40,
) -> list[Listed]:
    """Whom the profile follows, the newest first."""
    rows = await db.all(store.FOLLOWED, profile=profile, viewer=viewer, below=below, above=above, upward=upward,
                        limit=limit)
    return _newest_first(rows)


async def list_requests(
    db: Read, profile: ProfileId, *, below: int | None = None, above: int | None = None, upward: bool = False,
    limit: int = 40,
) -> list[Listed]:
    """Who has asked to follow the profile and waits."""
    rows = await db.all(store.REQUESTS, profile=profile, below=below, above=above, upward=upward, limit=limit)
    return _newest_first(rows)


async def count_requests(db: Read, profile: ProfileId) -> int:
    """How many wait for the profile's answer."""
    return await db.one(store.REQUEST_COUNT, profile=profile)


async def list_blocked(
    db: Read, profile: ProfileId, *, below: int | None = None, above: int | None = None, upward: bool = False,
    limit: int = 40,
) -> list[Ending]:
    """Whom the profile has blocked and until when, the newest first."""
    rows = await db.all(store.BLOCKED, profile=profile, below=below, above=above, upward=upward, limit=limit)
    return _newest_first(rows)


async def list_muted(
    db: Read, profile: ProfileId, *, below: int | None = None, above: int | None = None, upward: bool = False,
    limit: int = 40,
) -> list[Ending]:
    """Whom the profile has muted and until when, the newest first."""
    rows = await db.all(store.MUTED, profile=profile, below=below, above=above, upward=upward, limit=limit, now=now())
    return _newest_first(rows)


async def familiar(db: Read, me: ProfileId, others: Sequence[ProfileId], limit: int = 10) -> list[Familiar]:
    """For each, those of its followers whom I follow."""
    return await db.all(store.FAMILIAR, me=me, others=list(others), limit=limit)


def _newest_first(rows: list[L]) -> list[L]:
    return sorted(rows, key=lambda row: row.key, reverse=True)


async def _follows_now(tx: Tx, follower: ProfileId, followed: ProfileId) -> None:
    await profiles.count(tx, follower, followed=1)
    await profiles.count(tx, followed, followers=1)
    _changed(tx, follower, followed)


async def _follows_no_more(tx: Tx, follower: ProfileId, followed: ProfileId) -> None:
    await profiles.count(tx, follower, followed=-1)
    await profiles.count(tx, followed, followers=-1)
    _changed(tx, follower, followed)


def _changed(tx: Tx, one: ProfileId, other: ProfileId) -> None:
    """What either sees of the other may differ now."""
    tx.say("graph", one, other)
