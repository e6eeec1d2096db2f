"""Polls: a post that asks, and what was answered."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import msgspec

from hubbub.base.clock import now
from hubbub.base.db import Db, Read, Tx
from hubbub.base.errors import Conflict, Invalid, NotFound
from hubbub.base.facts import on, tell
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.jobs import job
from hubbub.base.words import Said, said
from hubbub.reach import posts

from . import store
from .store import Poll

MOST = 8
LONGEST = 100
SOONEST = timedelta(minutes=5)
FARTHEST = timedelta(days=31)
# The author's last count of a poll elsewhere is given so long to come before people are told of the end.
GRACE = timedelta(minutes=5)
# Counts are told to other servers once for all votes of this time.
GATHERED = timedelta(minutes=3)
PATIENCE = 3.0  # seconds that somebody who looks at a poll waits for its server

Recount = Callable[[Db, str], Awaitable[None]]

_recount: list[Recount] = []


class Closed(Conflict):
    """Validation failed: The poll has already ended"""


class OwnPoll(Conflict):
    """Validation failed: You cannot vote in your own polls"""


class VotedBefore(Conflict):
    """Validation failed: You have already voted on this poll"""


class NoSuchChoice(Invalid):
    """Validation failed: The chosen vote option does not exist"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A poll as its author here gives it."""

    titles: Sequence[str]
    seconds: int
    multiple: bool = False
    hides_totals: bool = False


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A poll as its server tells of it, read by the face; how often each title was chosen stands beside it."""

    titles: Sequence[str]
    vote_counts: Sequence[int]
    voter_count: int | None
    multiple: bool
    ends_at: datetime | None
    ended: bool


@dataclass(frozen=True, slots=True)
class Voted:
    """Somebody has chosen; of several choices each is a fact."""

    post: PostId
    voter: ProfileId
    place: int


@dataclass(frozen=True, slots=True)
class PollEnded:
    """A poll is over: its author and whoever voted may look at it."""

    post: PostId


@dataclass(frozen=True, slots=True)
class PollCounted:
    """The counts of a poll of ours have changed since they were last told."""

    post: PostId


async def get(db: Read, viewer: ProfileId | None, post: PostId) -> Poll:
    """The poll of a post that the viewer may see. Raises `NotFound`."""
    await posts.visible(db, viewer, post)
    found = await of(db, [post], viewer)
    if not found:
        raise NotFound
    return found[post]


async def of(db: Read, wanted: Sequence[PostId], viewer: ProfileId | None) -> dict[PostId, Poll]:
    """The polls of those posts that have one."""
    return {poll.post: poll for poll in await db.all(store.BY_POSTS, posts=list(wanted))}


async def choices(db: Read, voter: ProfileId, wanted: Sequence[PostId]) -> dict[PostId, list[int]]:
    """What somebody chose, in those polls that they voted in."""
    found: dict[PostId, list[int]] = {}
    for row in await db.all(store.MINE, voter=voter, posts=list(wanted)):
        found.setdefault(row.post, []).append(row.place)
    return found


async def voters(db: Read, post: PostId) -> list[ProfileId]:
    """Who of here has voted."""
    return [ProfileId(voter) for voter in await db.all(store.VOTERS, post=post)]


async def inboxes(db: Read, post: PostId) -> list[str]:
    """Where those are who voted from elsewhere and may still see the poll."""
    return await db.all(store.INBOXES, post=post)


async def vote(tx: Tx, voter: ProfileId, post: PostId, places: Sequence[int], *, more: bool = False) -> None:
    """Cast a vote, once; with `more` further choices may come one by one, where several may be made.

    Raises `NotFound`, `OwnPoll`, `Closed`, `VotedBefore`, `NoSuchChoice`.
    """
    row = await posts.visible(tx, voter, post)
    poll = await tx.maybe(store.HOLD, post=post)
    if poll is None:
        raise NotFound
    if row.author == voter:
        raise OwnPoll
    if poll.closed:
        raise Closed
    chosen = sorted(set(places))
    if not chosen or not 0 <= chosen[0] <= chosen[-1] < len(poll.titles):
        raise NoSuchChoice(field="choices")
    if len(chosen) > 1 and not poll.multiple:
        raise Invalid("Validation failed: Only one option can be chosen in this poll", field="choices")
    before = (await choices(tx, voter, [post])).get(post, [])
    if before and not (more and poll.multiple and not set(chosen) & set(before)):
        raise VotedBefore
    await tx.all(store.CAST, post=post, voter=voter, places=chosen, voters=0 if before else 1, now=now())
    for place in chosen:
        await tell(tx, Voted(post, voter, place))
    await tell_counts.batch(tx, [{"post": post}], now() + GATHERED, key=f"counts of poll {post}")


async def count(tx: Tx, post: PostId, given: Elsewhere) -> None:
    """Believe what a poll's own server says of the counts; another question is not taken for this one."""
    poll = await tx.maybe(store.HOLD, post=post)
    if poll is not None and list(given.titles) == poll.titles:
        await _keep_elsewhere(tx, replace(poll, hides_totals=False), given)


def counts_elsewhere(function: Recount) -> Recount:
    """The face that asks other servers says so."""
    _recount[:] = [function]
    return function


async def refresh(db: Db, post: PostId) -> None:
    """Ask the server of a poll elsewhere for its counts, at most once a minute until it is over; patiently not."""
    row = next(iter(await posts.get(db, [post])), None)
    if row is None or not _recount or row.uri.startswith(f"{db.here.settings.base}/"):
        return
    async with db.write() as tx:
        stale = await tx.maybe(store.ASK, post=post, before=now() - timedelta(minutes=1), now=now()) is not None
    if stale:
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await _recount[0](db, row.uri)


@job
async def end(tx: Tx, post: PostId) -> None:
    """Close what is over, once, and say so; a poll whose time was moved has another promise."""
    poll = await tx.maybe(store.HOLD, post=post)
    if poll is None or poll.ended_at or poll.ends_at is None or poll.ends_at > now():
        return
    await tx.run(store.END, post=post, now=now())
    await tell(tx, PollCounted(post))
    await tell(tx, PollEnded(post))


@job
async def tell_counts(tx: Tx, post: PostId) -> None:
    """Say that votes were counted, unless nobody is to know yet."""
    # Held, so that a vote that is being cast either is counted here or promises this anew.
    poll = await tx.maybe(store.HOLD, post=post)
    if poll is not None and not poll.hidden:
        await tell(tx, PollCounted(post))


async def attach(tx: Tx, post: posts.Post, given: Any) -> None:
    """Keep what was asked, and promise the end. Raises `Invalid` for what cannot be asked."""
    if given is None:
        return
    if isinstance(given, Elsewhere):
        poll = Poll(post.id, list(given.titles), [], None, given.multiple, False, None, None, None)
        await _keep_elsewhere(tx, poll, given)
        return
    asked = _asked(given)
    ends_at = now() + timedelta(seconds=asked.seconds)
    titles = [title.strip() for title in asked.titles]
    poll = Poll(post.id, titles, [0] * len(titles), 0, asked.multiple, asked.hides_totals, ends_at, None, None)
    await _keep(tx, poll)


async def change(tx: Tx, was: posts.Post, row: posts.Post, given: Any) -> None:
    """Another question, or another way to answer it, begins anew without votes; the same question keeps them."""
    poll = await tx.maybe(store.HOLD, post=row.id)
    if isinstance(given, Poll):
        return  # the one it has
    if given is None:
        await tx.run(store.DROP, post=row.id)
    elif poll is None:
        await attach(tx, row, given)
    elif isinstance(given, Elsewhere):
        if list(given.titles) != poll.titles:
            await tx.run(store.FORGET_VOTES, post=row.id)
        kept = replace(poll, titles=list(given.titles), multiple=given.multiple, hides_totals=False, ended_at=None)
        await _keep_elsewhere(tx, kept, given)
    else:
        await _ask_anew(tx, poll, _asked(given))


async def _ask_anew(tx: Tx, poll: Poll, asked: Asked) -> None:
    titles = [title.strip() for title in asked.titles]
    new = replace(poll, hides_totals=asked.hides_totals, ended_at=None,
                  ends_at=now() + timedelta(seconds=asked.seconds))
    if titles != poll.titles or asked.multiple != poll.multiple:
        await tx.run(store.FORGET_VOTES, post=poll.post)
        new = replace(new, titles=titles, vote_counts=[0] * len(titles), voter_count=0, multiple=asked.multiple)
    await _keep(tx, new)


async def record(db: Read, post: PostId) -> list[str] | None:
    """What could be chosen."""
    poll = (await of(db, [post], None)).get(post)
    return poll.titles if poll else None


async def _ballots(db: Read, wanted: Sequence[PostId], viewer: ProfileId | None) -> dict[PostId, list[int]]:
    return {} if viewer is None else await choices(db, viewer, wanted)


posts.joins(posts.Part(
    "poll", attach=attach, of=of, excludes="media", change=change, record=record, where=store.CARRIED))
posts.joins(posts.Part("ballot", of=_ballots, where=store.CARRIED))


def _asked(given: Any) -> Asked:
    """What was asked, checked; a draft has it as plain data."""
    asked = given if isinstance(given, Asked) else msgspec.convert(given, Asked)
    titles = [title.strip() for title in asked.titles]
    wrong: Mapping[Said, bool] = {
        said("Options must have more than one item"): len(titles) < 2,
        said("Options can't contain more than {most} items", most=MOST): len(titles) > MOST,
        said("Options can't be blank"): not all(titles),
        said("Options can't be longer than {longest} characters each", longest=LONGEST):
            any(len(title) > LONGEST for title in titles),
        said("Options contain duplicate items"): len(set(titles)) < len(titles),
        said("Expires at is too soon"): asked.seconds < SOONEST.total_seconds(),
        said("Expires at is too far into the future"): asked.seconds > FARTHEST.total_seconds(),
    }
    for why, holds in wrong.items():
        if holds:
            raise Invalid("Validation failed: {why}", field="poll", why=why)
    return asked


async def _keep_elsewhere(tx: Tx, poll: Poll, given: Elsewhere) -> None:
    ends_at = min(given.ends_at or now(), now()) if given.ended else given.ends_at
    await _keep(tx, replace(poll, vote_counts=list(given.vote_counts), voter_count=given.voter_count,
                            ends_at=ends_at, asked_at=now()), GRACE)


async def _keep(tx: Tx, poll: Poll, grace: timedelta = timedelta()) -> None:
    row = {name: getattr(poll, name) for name in Poll.__dataclass_fields__}
    await tx.run(store.PUT, **row)
    if poll.ends_at is not None and poll.ended_at is None:
        await end.batch(tx, [{"post": poll.post}], poll.ends_at + grace,
                        key=f"end of poll {poll.post} {poll.ends_at.isoformat()}")


@on(posts.PostRemoved)
async def forget(tx: Tx, fact: posts.PostRemoved) -> None:
    await tx.run(store.DROP, post=fact.post)
