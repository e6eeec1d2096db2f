"""Whom one wants to be told of, and who waits until one has said so."""

from collections.abc import Sequence
from dataclasses import asdict

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import Invalid, NotFound
from hubbub.base.ids import ProfileId

from . import store
from .store import Pending, Policy, Request

ANSWERS = ("accept", "filter", "drop")
# Who was kept apart is worth a second look if they wrote something; a favourite alone is not.
WRITTEN = ("mention", "quote")


async def policy(db: Read, me: ProfileId) -> Policy:
    """What is done with notifications of whom."""
    return await db.maybe(store.POLICY, me=me) or Policy()


async def decide(tx: Tx, me: ProfileId, wanted: Policy) -> None:
    """From now on it is done so; what came before stays where it is. Raises `Invalid` by field."""
    for name, answer in asdict(wanted).items():
        if answer not in ANSWERS:
            raise Invalid("for_{name} must be accept, filter or drop.", field=f"for_{name}", name=name)
    await tx.run(store.SET_POLICY, me=me, **asdict(wanted))


async def pending(db: Read, me: ProfileId) -> Pending:
    """How many wait, and with how much; counted up to a hundred."""
    return await db.one(store.PENDING, me=me, now=now())


async def list_requests(
    db: Read, me: ProfileId, *, below: int | None = None, above: int | None = None, upward: bool = False,
    limit: int = 40,
) -> list[Request]:
    """Who has written to me and was kept apart, the newest first."""
    rows = await db.all(store.REQUESTS, me=me, now=now(), below=below, above=above, upward=upward, limit=limit)
    return sorted(rows, key=lambda row: row.id, reverse=True)


async def get_request(db: Read, me: ProfileId, request: int) -> Request:
    """One of those who wait. Raises `NotFound`."""
    found = await db.maybe(store.REQUEST, me=me, id=request, now=now())
    if found is None:
        raise NotFound
    return found


async def ask(tx: Tx, actor: ProfileId, readers: Sequence[ProfileId]) -> None:
    """The actor has written to these readers and waits."""
    if readers:
        await tx.run(store.ASK, ids=[ids.new() for _ in readers], readers=list(readers), actor=actor, now=now())


async def accept(tx: Tx, me: ProfileId, requests: Sequence[int]) -> int:
    """Whoever waits there gets through from now on, with all that was kept apart; how many requests those were."""
    if actors := await tx.all(store.ANSWERED, me=me, ids=list(requests)):
        await tx.run(store.PERMIT, me=me, actors=actors, now=now())
        await tx.run(store.MERGE, me=me, actors=actors)
        tx.say("notification", me)
        tx.say("merged", me)
    return len(actors)


async def dismiss(tx: Tx, me: ProfileId, requests: Sequence[int]) -> int:
    """What those who wait there have sent is put away; they may ask again. How many requests those were."""
    if actors := await tx.all(store.ANSWERED, me=me, ids=list(requests)):
        await tx.run(store.CLEAR_FILTERED, me=me, actors=actors, now=now())
    return len(actors)
