"""What waits in lanes and what got stuck, for those who look after the server."""

from collections.abc import Iterable

from .clock import now
from .db import Read, Tx
from .queue import AGAIN, EMPTY, HOLD, HURRY, STUCK, THROW_AWAY, Stuck


async def hurry(tx: Tx, lanes: Iterable[str]) -> None:
    """Try these lanes now, those among them too that were held by hand."""
    await tx.run(HURRY, lanes=list(lanes), now=now())
    tx.wake()


async def hold(tx: Tx, lane: str) -> None:
    """Try nothing in this lane until it is hurried; what is promised to it waits."""
    await tx.run(HOLD, lane=lane, now=now())


async def empty(tx: Tx, lane: str) -> int:
    """Throw away what waits in the lane; how much it was."""
    return await tx.one(EMPTY, lane=lane)


async def stuck(db: Read, *, below: int | None = None, limit: int = 40) -> list[Stuck]:
    """What is not tried any more, the newest first."""
    return await db.all(STUCK, below=below, limit=limit)


async def again(tx: Tx, job: int) -> None:
    """Try once more what got stuck; apart from its lane, which has gone on without it."""
    await tx.run(AGAIN, id=job, now=now())
    tx.wake()


async def throw_away(tx: Tx, job: int) -> None:
    """Forget what got stuck."""
    await tx.run(THROW_AWAY, id=job)
