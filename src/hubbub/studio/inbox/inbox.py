"""The studio's inbox: what was said to a profile, and whether it has been answered."""

from datetime import timedelta
from typing import Any

from hubbub.base.clock import now
from hubbub.base.db import Read, Statement, Tx
from hubbub.base.errors import NotFound
from hubbub.base.facts import on
from hubbub.base.ids import AccountId, PostId, ProfileId
from hubbub.reach import posts

from . import store
from .store import Item, ItemId

HISTORY = timedelta(days=7)
MOST_COUNTED = 100


async def list_open(db: Read, profile: ProfileId, below: int | None = None, most: int = 30) -> list[Item]:
    """What waits for an answer, the newest first."""
    return await db.all(store.OPEN, profile=profile, below=below, most=most, now=now())


async def list_done(db: Read, profile: ProfileId, below: int | None = None, most: int = 30) -> list[Item]:
    """What was answered or put aside, the newest first."""
    return await db.all(store.DONE, profile=profile, below=below, most=most, now=now())


async def count_open(db: Read, profile: ProfileId) -> int:
    """How many wait, counted up to a hundred."""
    return await db.one(store.COUNT_OPEN, profile=profile, most=MOST_COUNTED, now=now())


async def mark_done(tx: Tx, profile: ProfileId, item: ItemId) -> None:
    """It needs no answer. Raises `NotFound`."""
    await _mark(tx, store.MARK_DONE, profile, item, now=now())


async def mark_open(tx: Tx, profile: ProfileId, item: ItemId) -> None:
    """It needs an answer after all. Raises `NotFound`."""
    await _mark(tx, store.MARK_OPEN, profile, item)


async def assign(tx: Tx, profile: ProfileId, item: ItemId, account: AccountId | None) -> None:
    """Say who of the team answers it, or that nobody does yet. Raises `NotFound`."""
    await _mark(tx, store.ASSIGN, profile, item, account=account)


async def _mark(tx: Tx, statement: Statement[int], profile: ProfileId, item: ItemId, **given: Any) -> None:
    if await tx.maybe(statement, id=item, profile=profile, **given) is None:
        raise NotFound
    tx.say("inbox", profile)


async def _note_answer(tx: Tx, post: posts.Post, given: Any) -> None:
    """Whoever answers finds the item done when the page comes back."""
    if post.reply_to is not None and post.uri.startswith(tx.here.settings.base):
        tx.say("inbox", *await tx.all(store.ANSWER, answer=post.id))


posts.joins(posts.Part("inbox", attach=_note_answer))


@on(posts.PostPublished, lambda fact: fact.concerns)
async def stand(tx: Tx, fact: posts.PostPublished) -> None:
    await _stand(tx, fact.post)


@on(posts.PostArrived, lambda fact: fact.concerns)
async def stand_arrived(tx: Tx, fact: posts.PostArrived) -> None:
    await _stand(tx, fact.post)


async def _stand(tx: Tx, post: PostId) -> None:
    tx.say("inbox", *await tx.all(store.STAND, post=post, now=now(), oldest=now() - HISTORY))
    for answer in await tx.all(store.ANSWERS_TO, post=post):
        tx.say("inbox", *await tx.all(store.ANSWER, answer=answer))


@on(posts.PostRemoved)
async def withdraw(tx: Tx, fact: posts.PostRemoved) -> None:
    """What was taken back asks for nothing; what lost its answer asks again."""
    tx.say("inbox", *await tx.all(store.WITHDRAW, post=fact.post), *await tx.all(store.REOPEN, post=fact.post))
