"""What waits in lanes and what got stuck, for those who look after the server."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from .clock import now
from .db import Read, Statement, Tx


@dataclass(frozen=True, slots=True)
class Stuck:
    """A job that is not tried any more; `error` is its trace."""

    id: int
    name: str
    args: str
    error: str
    tries: int
    made_at: datetime
    parked_at: datetime


HURRY = Statement(str, """
    UPDATE lanes SET held_at = NULL, failure_count = 0,
        next_at = CASE WHEN leased_until > clock_timestamp() THEN next_at ELSE :now END
    WHERE name = ANY(:lanes::text[]) AND (held_at IS NOT NULL OR (next_at > :now AND next_at < 'infinity'))
    RETURNING name
""")
HOLD = Statement(str, """
    INSERT INTO lanes (name, next_at, held_at) VALUES (:lane, 'infinity', :now)
    ON CONFLICT (name) DO UPDATE SET held_at = excluded.held_at, next_at = 'infinity' RETURNING name
""")
EMPTY = Statement(int, """
    WITH gone AS (DELETE FROM jobs WHERE lane = :lane AND parked_at IS NULL RETURNING id),
    idle AS (UPDATE lanes SET held_at = NULL, failing_since = NULL, failure_count = 0, error = NULL,
        next_at = 'infinity' WHERE name = :lane)
    SELECT count(*)::int FROM gone
""")
STUCK = Statement(Stuck, """
    SELECT id, name, left(args::text, 300), coalesce(error, ''), tries, made_at, parked_at FROM jobs
    WHERE parked_at IS NOT NULL AND (:below::bigint IS NULL OR id < :below) ORDER BY id DESC LIMIT :limit
""")
AGAIN = Statement(int, """
    UPDATE jobs SET parked_at = NULL, tries = 0, leased_until = NULL, run_at = :now, lane = NULL
    WHERE id = :id AND parked_at IS NOT NULL RETURNING id
""")
THROW_AWAY = Statement(int, "DELETE FROM jobs WHERE id = :id AND parked_at IS NOT NULL RETURNING id")


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
