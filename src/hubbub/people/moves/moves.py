"""Moves: somebody says that they are to be found elsewhere from now on, and that both accounts are theirs."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Db, Read, Tx
from hubbub.base.errors import Invalid, NotFound, Refusal
from hubbub.base.facts import on, tell
from hubbub.base.ids import ProfileId
from hubbub.base.jobs import job
from hubbub.people import follows, profiles

from . import store
from .store import Move

MOST_ALIASES = 10
REST = timedelta(days=30)
# A second Move of the same actor elsewhere is not taken before: whoever has a stolen key could chase followers about.
REST_ELSEWHERE = timedelta(days=7)
CHUNK = 100

Renew = Callable[[Db, str], Awaitable[object]]
Carry = Callable[[Tx, ProfileId, ProfileId, ProfileId], Awaitable[None]]

_renew: list[Renew] = []
_carries: list[Carry] = []


class NobodyThere(NotFound):
    """Nobody could be found there. Please look at the handle again."""


class Oneself(Invalid):
    """This is the account that you are using."""


class TooManyAliases(Invalid):
    """You have named as many other accounts as there may be."""


class NotAliased(Invalid):
    """That account does not name this one as yours yet. Add this one there first; then come back."""


class MovedOn(Invalid):
    """That account has moved somewhere else itself."""


class Resting(Invalid):
    """You have moved less than thirty days ago. Please wait until those are over."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody has moved, and the account they have moved to says that it is theirs."""

    profile: ProfileId
    target: ProfileId
    move: int


def renews(function: Renew) -> Renew:
    """The face that asks other servers says how an actor is asked what it says of itself now."""
    _renew[:] = [function]
    return function


def carries(function: Carry) -> Carry:
    """Let an upper room carry what a follower has of the one who moved: called before the old follow ends."""
    _carries.append(function)
    return function


async def alias(db: Db, profile: ProfileId, handle: str) -> None:
    """Say that the account with this handle is mine too, so that it can move here.

    Raises `NobodyThere`, `Oneself`, `TooManyAliases`.
    """
    other = await _seek(db, profile, handle)
    async with db.write() as tx:
        who = await profiles.get(tx, other)
        if await tx.one(store.NAMES, profile=profile, uri=who.uri):
            return
        if not await tx.maybe(store.ALIAS, profile=profile, uri=who.uri, id=ids.new(), most=MOST_ALIASES):
            raise TooManyAliases(field="handle")
        await profiles.limits.retell(tx, profile)


async def unalias(tx: Tx, profile: ProfileId, uri: str) -> None:
    """Say so no longer."""
    if await tx.maybe(store.UNALIAS, profile=profile, uri=uri):
        await profiles.limits.retell(tx, profile)


async def list_aliases(db: Read, profile: ProfileId) -> list[str]:
    """The addresses by which the profile says it is known too."""
    return await db.all(store.ALIASES, profile=profile)


async def find(db: Read, profile: ProfileId) -> Move | None:
    """The last move, also one that was called off."""
    return await db.maybe(store.GET, profile=profile)


async def leave(db: Db, profile: ProfileId, handle: str) -> None:
    """Move away: followers are told, and those here follow the account with this handle instead.

    Raises `NobodyThere`, `Oneself`, `NotAliased`, `MovedOn`, `Resting`.
    """
    other = await profiles.get(db, await _seek(db, profile, handle))
    if not other.here and _renew:
        await _renew[0](db, other.uri)  # it may have named this account only just now
    async with db.write() as tx:
        await _begin(tx, profile, other.id, REST)
        await profiles.limits.retell(tx, profile)


async def arrive(tx: Tx, profile: ProfileId, target: ProfileId) -> None:
    """Somebody elsewhere has moved, as their own server says and the target, asked anew, confirms.

    Raises `NotAliased`, `MovedOn`, `Resting`, `NobodyThere`.
    """
    await _begin(tx, profile, target, REST_ELSEWHERE)


async def cancel(tx: Tx, profile: ProfileId) -> None:
    """Be found here again; who has gone along stays where they are. Nothing if there was no move."""
    if await tx.maybe(store.END, profile=profile, now=now()):
        await profiles.limits.redirect(tx, profile, None)
        await profiles.limits.retell(tx, profile)


async def learn(tx: Tx, profile: ProfileId, uris: Sequence[str], target: str | None) -> None:
    """What an actor elsewhere says of itself now; that it has moved is believed where the other end agrees."""
    wanted = list(dict.fromkeys(uris))[:MOST_ALIASES]
    await tx.run(store.LEARN, profile=profile, uris=wanted, ids=[ids.new() for _ in wanted])
    who = await profiles.get(tx, profile)
    known = await profiles.find(tx, uri=target) if target else None
    agrees = known is not None and known != profile and await tx.one(store.NAMES, profile=known, uri=who.uri)
    if who.moved_to != (known if agrees else None):
        await profiles.limits.redirect(tx, profile, known if agrees else None)


async def _seek(db: Db, profile: ProfileId, handle: str) -> ProfileId:
    other = await profiles.seek(db, handle)
    if other is None:
        raise NobodyThere(field="handle")
    if other == profile:
        raise Oneself(field="handle")
    return other


async def _begin(tx: Tx, old: ProfileId, new: ProfileId, rest: timedelta) -> None:
    """Both ends have to say it, and neither may be shut out; whoever was moved to has not moved on, so none circle."""
    both = {who.id: who for who in await profiles.list_by_ids(tx, [old, new])}
    if len(both) < 2 or any(who.suspended_at or who.removed_at for who in both.values()):
        raise NobodyThere(field="handle")
    if not await tx.one(store.NAMES, profile=new, uri=both[old].uri):
        raise NotAliased(field="handle")
    if both[new].moved_to is not None:
        raise MovedOn(field="handle")
    move = ids.new()
    if not await tx.maybe(store.BEGIN, profile=old, target=new, id=move, now=now(), rested=now() - rest):
        raise Resting(field="handle")
    await profiles.limits.redirect(tx, old, new)
    await tell(tx, Moved(old, new, move))
    for carry in (carry_followers, carry_blocks, carry_mutes):
        await carry.soon(tx, move=move, old=old, new=new, after=ProfileId(0))


@job
async def carry_followers(tx: Tx, move: int, old: ProfileId, new: ProfileId, after: ProfileId) -> None:
    """One chunk of those here who follow the old account ask to follow the new one, in the way they followed."""
    if not await _still(tx, move, old):
        return
    rows = await tx.all(store.FOLLOWERS, profile=old, after=after, limit=CHUNK)
    for row in rows:
        await _take_along(tx, row, old, new)
    if len(rows) == CHUNK:
        await carry_followers.soon(tx, move=move, old=old, new=new, after=rows[-1].profile)


async def _take_along(tx: Tx, row: store.Follower, old: ProfileId, new: ProfileId) -> None:
    if row.profile != new and not await follows.stands(tx, row.profile, new):
        try:
            await follows.follow(tx, row.profile, new, shows_boosts=row.shows_boosts, notifies=row.notifies,
                                 languages=row.languages)
        except Refusal:  # they have parted: who is blocked is not followed
            return
    await _hand_over(tx, row.profile, old, new)


@job
async def carry_blocks(tx: Tx, move: int, old: ProfileId, new: ProfileId, after: ProfileId) -> None:
    """Whoever has blocked the old account has blocked the new one as long, unless they follow it."""
    if not await _still(tx, move, old):
        return
    rows = await tx.all(store.BLOCKERS, profile=old, new=new, after=after, limit=CHUNK)
    for row in rows:
        if row.profile != new and not await follows.stands(tx, row.profile, new):
            await follows.block(tx, row.profile, new, ends_at=row.ends_at)
    if len(rows) == CHUNK:
        await carry_blocks.soon(tx, move=move, old=old, new=new, after=rows[-1].profile)


@job
async def carry_mutes(tx: Tx, move: int, old: ProfileId, new: ProfileId, after: ProfileId) -> None:
    """The same with mutes, as long as they last; one of the new account that stands already stays as it is."""
    if not await _still(tx, move, old):
        return
    rows = await tx.all(store.MUTERS, profile=old, after=after, limit=CHUNK, now=now())
    for row in rows:
        relation = (await follows.relations(tx, row.profile, [new]))[0]
        if row.profile != new and not relation.muting and not relation.following:
            await follows.mute(tx, row.profile, new, hides_notifications=row.hides_notifications, ends_at=row.ends_at)
    if len(rows) == CHUNK:
        await carry_mutes.soon(tx, move=move, old=old, new=new, after=rows[-1].profile)


async def _still(tx: Tx, move: int, old: ProfileId) -> bool:
    found = await find(tx, old)
    return found is not None and found.id == move and found.ended_at is None


@on(follows.Followed)
async def let_go(tx: Tx, fact: follows.Followed) -> None:
    """Who has asked to follow the new account follows the old one until that is granted.

    Who had asked to follow the old one before it moved, and is let in only now, goes along as well.
    """
    if not (await profiles.get(tx, fact.follower)).here:
        return
    for old in await tx.all(store.LEFT_FOR, target=fact.followed):
        await _hand_over(tx, fact.follower, ProfileId(old), fact.followed)
    move = await find(tx, fact.followed)
    if move is not None and move.ended_at is None and fact.follow < move.id:
        for row in await tx.all(store.FOLLOWERS, profile=move.profile, after=fact.follower - 1, limit=1):
            await _take_along(tx, row, move.profile, move.target)


async def _hand_over(tx: Tx, follower: ProfileId, old: ProfileId, new: ProfileId) -> None:
    if follower != new and await follows.stands(tx, follower, new) and await follows.stands(tx, follower, old):
        for carry in _carries:
            await carry(tx, follower, old, new)
        await follows.unfollow(tx, follower, old)
