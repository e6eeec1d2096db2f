"""Timelines: what lands in whose home, and when it is taken out again. How they are read is in homes.py."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from hubbub.base import bus
from hubbub.base.clock import now
from hubbub.base.db import Db, Duplicate, Read, Tx
from hubbub.base.facts import on
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.jobs import every, job
from hubbub.people import follows
from hubbub.reach import posts

from . import store

CHUNK = 5000
AWAY = timedelta(days=14)
MOST_BROUGHT = 400
NEWEST_TOLD = 40    # of what comes at once: more is looked at in the list

Bring = Callable[[Read, ProfileId, int], Awaitable[Sequence[PostId]]]

_bring: list[Bring] = []


async def build(db: Db, reader: ProfileId) -> None:
    """Fill the reader's feed from those they follow.

    The owner's row is committed first: a post that is fanned out before is seen by the filling, one after
    by the fan-out, so none can fall between.
    """
    async with db.write() as tx:
        await tx.run(store.OWN, reader=reader, now=now())
    async with db.write() as tx:
        await _fill(tx, reader)


async def seen(db: Db, readers: Sequence[ProfileId]) -> None:
    """These readers are about: keep their feeds."""
    async with db.write() as tx:
        await tx.run(store.SEEN, readers=list(readers), now=now())


async def keep_out(tx: Tx, reader: ProfileId, authors: Sequence[ProfileId]) -> None:
    """Of those whom the reader follows these, and no others, stay out of the reader's home from now on."""
    await tx.run(store.LEAVE_OUT, reader=reader, authors=list(authors))
    await tx.run(store.TAKE_OUT, reader=reader, authors=list(authors))
    if await tx.all(store.LET_IN, reader=reader, authors=list(authors)):
        await refill.soon(tx, reader=reader)
    tx.say("feed", reader)


def brings(function: Bring) -> Bring:
    """Let an upper room say which posts, at most so many, belong into a reader's home beside those followed."""
    _bring.append(function)
    return function


async def land(tx: Tx, readers: Sequence[ProfileId], wanted: Sequence[PostId]) -> None:
    """Put public posts into the homes of readers who follow what they carry."""
    if readers and wanted:
        landed = await tx.all(store.LAND, readers=list(readers), posts=list(wanted), now=now())
        tx.say("feed", *landed)
        if landed:
            tx.say("landed", *sorted(wanted)[-NEWEST_TOLD:])


async def withdraw(tx: Tx, readers: Sequence[ProfileId], unwanted: Sequence[PostId]) -> None:
    """Take posts out of the homes of those readers who do not follow their authors."""
    if readers and unwanted:
        tx.say("feed", *await tx.all(store.WITHDRAW, readers=list(readers), posts=list(unwanted)))


async def _show_authors(tx: Tx, given: Sequence[tuple[posts.Post, Any]]) -> None:
    """The author sees a post in the transaction that publishes it."""
    if ours := [post for post, _ in given if post.uri.startswith(tx.here.settings.base)]:
        await tx.run(store.ADD_OWN, posts=[post.id for post in ours])
        tx.say("feed", *dict.fromkeys(post.author for post in ours))
        tx.say("landed", *[post.id for post in ours])


posts.joins(posts.Part("feed", attach_all=_show_authors))


@on(posts.PostPublished)
async def spread(tx: Tx, facts: Sequence[posts.PostPublished]) -> None:
    await _spread(tx, {fact.post: fact.author for fact in facts})


@on(posts.PostArrived)
async def spread_arrived(tx: Tx, facts: Sequence[posts.PostArrived]) -> None:
    await _spread(tx, {fact.post: fact.author for fact in facts})


async def _spread(tx: Tx, wanted: Mapping[PostId, ProfileId]) -> None:
    """To the followers here of each author: at once, but for those who have a crowd of them."""
    crowded = set(await tx.all(store.CROWDED, authors=list(set(wanted.values())), most=CHUNK))
    small = [post for post, author in wanted.items() if author not in crowded]
    if small:
        landed = await tx.all(store.FAN_OUT, posts=small, now=now())
        _tell(tx, small, landed)
    for post, author in wanted.items():
        if author in crowded:
            await fan_out.call(tx, post, author, 0)


@job
async def fan_out(tx: Tx, post: PostId, author: ProfileId, after: int) -> None:
    """One chunk of the author's followers here; the next is promised in the same transaction."""
    given = {"posts": [post], "author": author, "after": after, "most": CHUNK, "now": now()}
    try:
        async with tx.part():
            chunk = await tx.one(store.FAN_OUT_CHUNK, **given)
    except Duplicate:  # who began to follow just now has it already
        chunk = await tx.one(store.FAN_OUT_AGAIN, **given)
    if chunk.upto is not None and chunk.count == CHUNK:
        await fan_out.soon(tx, post=post, author=author, after=chunk.upto)
    else:
        # To name each of a crowd costs more than to have all looked at once more.
        _tell(tx, [post], [bus.ALL])


def _tell(tx: Tx, landed: Sequence[PostId], readers: Sequence[object]) -> None:
    """Whose homes have changed."""
    tx.say("feed", *readers)
    tx.say("landed", *landed)


@on(posts.PostRemoved)
async def take_out(tx: Tx, fact: posts.PostRemoved) -> None:
    tx.say("feed", *await tx.all(store.FORGET_POST, post=fact.post, author=fact.author))


@on(follows.Followed)
async def fill_in(tx: Tx, fact: follows.Followed) -> None:
    await refill.call(tx, fact.follower)


@on(follows.Unfollowed)
async def leave_out(tx: Tx, fact: follows.Unfollowed) -> None:
    await _forget(tx, fact.follower, [fact.followed])


@on(follows.FollowRefused)
async def turn_away(tx: Tx, fact: follows.FollowRefused) -> None:
    await _forget(tx, fact.follower, [fact.followed])


@on(follows.Blocked)
async def part(tx: Tx, fact: follows.Blocked) -> None:
    await _forget(tx, fact.blocker, [fact.blocked])
    await _forget(tx, fact.blocked, [fact.blocker])


@job
async def refill(tx: Tx, reader: ProfileId) -> None:
    """Put into the reader's home what belongs there by now and is not there."""
    if await tx.one(store.OWNED, reader=reader):
        await _fill(tx, reader)


async def _fill(tx: Tx, reader: ProfileId) -> None:
    await tx.run(store.REBUILD, reader=reader)
    await _fetch(tx, reader)
    tx.say("feed", reader)


async def _fetch(tx: Tx, reader: ProfileId) -> None:
    """What comes by other ways than follows."""
    for bring in _bring:
        await land(tx, [reader], await bring(tx, reader, MOST_BROUGHT))


async def _forget(tx: Tx, reader: ProfileId, authors: Sequence[ProfileId]) -> None:
    for author in authors:
        # Told late, or after the two have come together again: then there is nothing to forget.
        if not await follows.stands(tx, reader, author):
            await tx.run(store.FORGET_AUTHOR, reader=reader, author=author)
    await _fetch(tx, reader)
    tx.say("feed", reader)


@every(timedelta(hours=6))
async def forget_the_absent(tx: Tx) -> None:
    """Who has not looked for two weeks needs no feed; the next look builds one."""
    tx.say("feed", *await tx.all(store.FORGET_AWAY, before=now() - AWAY))
