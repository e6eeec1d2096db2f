"""Conversations: posts for the mentioned alone, put together by thread and by who is in it."""

from collections.abc import Sequence

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import NotFound
from hubbub.base.facts import on
from hubbub.base.ids import PostId, ProfileId
from hubbub.reach import posts

from . import store
from .store import Conversation


async def get(db: Read, me: ProfileId, conversation: int) -> Conversation:
    """One of mine. Raises `NotFound`."""
    found = await db.maybe(store.GET, id=conversation, me=me)
    if found is None:
        raise NotFound
    return found


async def list_own(
    db: Read, me: ProfileId, *, below: int | None = None, above: int | None = None, upward: bool = False,
    limit: int = 20,
) -> list[Conversation]:
    """Mine, that with the newest word first; pages go by the last post of each."""
    rows = await db.all(store.LIST, me=me, below=below, above=above, upward=upward, limit=limit)
    return sorted(rows, key=lambda row: row.last, reverse=True)


async def list_posts(
    db: Read, me: ProfileId, conversation: int | None = None, *, below: int | None = None, above: int | None = None,
    upward: bool = False, limit: int = 20,
) -> list[PostId]:
    """What was said in one of mine, or in all of them, the newest first."""
    rows = await db.all(store.POSTS, me=me, conversation=conversation, below=below, above=above, upward=upward,
                        limit=limit)
    return sorted((PostId(post) for post in rows), reverse=True)


async def mark(tx: Tx, me: ProfileId, conversation: int, *, read: bool) -> Conversation:
    """I have read it, or want to read it again. Raises `NotFound`."""
    marked = await tx.maybe(store.MARK, id=conversation, me=me, read_at=now() if read else None)
    if marked is None:
        raise NotFound
    tx.say("talks", me)
    return marked


async def unread(db: Read, me: ProfileId, *, limit: int = 99) -> int:
    """In how many of mine something is unread, counted up to the limit."""
    return await db.one(store.UNREAD, me=me, limit=limit)


async def remove(tx: Tx, me: ProfileId, conversation: int) -> None:
    """Put it away, with its posts, for me alone; who writes again begins it anew. Raises `NotFound`."""
    if not await tx.all(store.REMOVE, id=conversation, me=me):
        raise NotFound
    tx.say("talks", me)


@on(posts.PostPublished)
async def keep(tx: Tx, facts: Sequence[posts.PostPublished]) -> None:
    await _keep(tx, [fact.post for fact in facts])


@on(posts.PostArrived)
async def keep_arrived(tx: Tx, facts: Sequence[posts.PostArrived]) -> None:
    await _keep(tx, [fact.post for fact in facts])


async def _keep(tx: Tx, wanted: Sequence[PostId]) -> None:
    """For everybody here whom they are for; most posts are for more than a few."""
    few = [PostId(post) for post in await tx.all(store.FOR_FEW, ids=list(wanted))]
    for row in await posts.get(tx, few) if few else ():
        mentioned = (await posts.mentions_of(tx, [row.id])).get(row.id, [])
        people = sorted({row.author, *(each.profile for each in mentioned)})
        kept = await tx.all(store.KEEP, post=row.id, people=people, ids=[ids.new() for _ in people], now=now())
        tx.say("conversation", *kept)
        tx.say("talks", *people)


@on(posts.PostRemoved)
async def forget(tx: Tx, fact: posts.PostRemoved) -> None:
    """What was taken back is in nobody's conversation any more."""
    holding = await tx.all(store.FORGET, post=fact.post)
    held = [each.conversation for each in holding]
    tx.say("talks", *(each.owner for each in holding))
    await tx.run(store.END, ids=held)
    tx.say("conversation", *await tx.all(store.SHORTEN, ids=held))
