"""The queue's tables, jobs and lanes, as statements: claimed by lease, finished by fence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .clock import now
from .db import Db, Statement
from .gather import Gathered
from .jobs import WORKS, Work

LEASE = "10 seconds"
# How many jobs of a lane are taken with it.
HEADS = 20


@dataclass(frozen=True, slots=True)
class Claim:
    id: int
    name: str
    args: dict[str, Any]
    tries: int
    fence: int


@dataclass(frozen=True, slots=True)
class LaneClaim:
    name: str
    fence: int
    added_count: int
    failure_count: int
    failing_since: datetime | None


@dataclass(frozen=True, slots=True)
class LaneJob:
    """One of the first jobs of a lane that was claimed; a lane without any comes with nothing in `job`."""

    lane: str
    fence: int
    added_count: int
    failure_count: int
    failing_since: datetime | None
    job: int | None
    name: str
    args: dict[str, Any]
    tries: int


@dataclass(frozen=True, slots=True)
class Step:
    """A lane goes on from a job that is done, or rests if it was the last of those that were seen with it."""

    lane: str
    fence: int
    job: int | None
    rests: bool
    added_count: int  # how many had been added when it was seen empty; -1 if it was not


@dataclass(frozen=True, slots=True)
class Wait:
    """A lane whose head has failed is tried `again`; what was promised `before` that time is given up."""

    lane: str
    fence: int
    job: int
    error: str
    again: datetime
    before: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """When the next job can be taken, the next lane, and the next that failed when it was tried last."""

    jobs: datetime | None
    lanes: datetime | None
    knocks: datetime | None


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


# As an array the rows are looked for once: as a join the plan may look again for each row, and with SKIP LOCKED find
# others each time, so that far more than asked for were claimed.
CLAIM = Statement(Claim, f"""
    UPDATE jobs SET tries = tries + 1, fence = nextval('fences'),
        leased_until = clock_timestamp() + interval '{LEASE}'
    WHERE id = ANY(ARRAY(
        SELECT id FROM jobs
        WHERE lane IS NULL AND parked_at IS NULL AND run_at <= :now AND name <> ALL(:but::text[])
          AND (leased_until IS NULL OR leased_until < clock_timestamp())
        ORDER BY run_at LIMIT :most FOR UPDATE SKIP LOCKED))
    RETURNING id, name, args, tries, fence
""")  # noqa: S608
# Work on our own rows that somebody else has in hand: a worker that has just been killed, as far as anybody knows.
IN_HAND = Statement(Claim, """
    SELECT id, name, args, tries, fence FROM jobs
    WHERE lane IS NULL AND parked_at IS NULL AND leased_until > clock_timestamp()
      AND name = ANY(:names::text[]) AND id <> ALL(:mine::bigint[])
""")
STILL_IN_HAND = Statement(Claim, """
    SELECT id, name, args, tries, fence FROM jobs
    WHERE (id, fence) IN (SELECT * FROM unnest(:ids::bigint[], :fences::bigint[])) AND leased_until > clock_timestamp()
""")
FINISH = Statement(int, "DELETE FROM jobs WHERE id = :id AND fence = :fence RETURNING id")
FINISH_ALL = Statement(int, """
    DELETE FROM jobs USING unnest(:ids::bigint[], :fences::bigint[]) AS done(job, mark)
    WHERE id = done.job AND fence = done.mark RETURNING id
""")
FAIL = Statement(int, """
    UPDATE jobs SET error = :error, run_at = :again, leased_until = NULL,
        parked_at = CASE WHEN :park::boolean THEN clock_timestamp() END
    WHERE id = :id AND fence = :fence RETURNING id
""")
# What is locked is being finished just now: waiting for it could only end in two waiting for each other.
EXTEND = Statement(None, f"""
    WITH running AS MATERIALIZED (
        SELECT id FROM jobs WHERE (id, fence) IN (SELECT * FROM unnest(:ids::bigint[], :fences::bigint[]))
        FOR UPDATE SKIP LOCKED
    ), held AS MATERIALIZED (
        SELECT name FROM lanes WHERE (name, fence) IN (SELECT * FROM unnest(:lanes::text[], :lane_fences::bigint[]))
        FOR UPDATE SKIP LOCKED
    ), extended AS (
        UPDATE jobs SET leased_until = clock_timestamp() + interval '{LEASE}' FROM running WHERE jobs.id = running.id)
    UPDATE lanes SET leased_until = clock_timestamp() + interval '{LEASE}' FROM held WHERE lanes.name = held.name
""")  # noqa: S608
# The lane is looked at twice: the jobs seen are those of the moment when the statement began, and so must be the
# count of what was added, or what came in between would be forgotten when the lane rests. Lanes that failed when they
# were tried last are counted apart.
CLAIM_LANES = Statement(LaneJob, f"""
    WITH claimed AS (
        UPDATE lanes SET fence = nextval('fences'), leased_until = clock_timestamp() + interval '{LEASE}'
        WHERE name = ANY(ARRAY(
            SELECT name FROM lanes
            WHERE next_at <= :now AND failing_since IS NULL
              AND (leased_until IS NULL OR leased_until < clock_timestamp())
            ORDER BY next_at LIMIT :most FOR UPDATE SKIP LOCKED) || ARRAY(
            SELECT name FROM lanes
            WHERE next_at <= :now AND failing_since IS NOT NULL
              AND (leased_until IS NULL OR leased_until < clock_timestamp())
            ORDER BY next_at LIMIT :knocks FOR UPDATE SKIP LOCKED))
        RETURNING name, fence, failure_count, failing_since)
    SELECT c.name, c.fence, seen.added_count, c.failure_count, c.failing_since, j.id, coalesce(j.name, ''), j.args,
        coalesce(j.tries, 0)
    FROM claimed c JOIN lanes seen ON seen.name = c.name
    LEFT JOIN LATERAL (
        SELECT id, name, args, tries FROM jobs WHERE lane = c.name AND parked_at IS NULL ORDER BY id LIMIT {HEADS}
    ) AS j ON true
    ORDER BY c.fence, j.id
""")  # noqa: S608
# One step of each of many lanes: its job is done (if there was one), and it rests until something is added.
STEP_LANES = Statement(str, """
    WITH given AS (
        SELECT * FROM unnest(:lanes::text[], :fences::bigint[], :jobs::bigint[], :rests::boolean[], :added::bigint[])
            AS g(lane, fence, job, rests, added_count)
    ), held AS MATERIALIZED (
        SELECT l.name, g.job, g.rests, g.added_count FROM lanes l JOIN given g ON g.lane = l.name AND g.fence = l.fence
        ORDER BY l.name FOR UPDATE OF l
    ), stepped AS (
        UPDATE lanes l SET error = NULL, failure_count = 0, failing_since = NULL, succeeded_at = clock_timestamp(),
            leased_until = CASE WHEN held.rests THEN NULL ELSE l.leased_until END,
            next_at = CASE WHEN NOT held.rests THEN l.next_at
                WHEN l.held_at IS NOT NULL OR l.added_count = held.added_count THEN 'infinity'::timestamptz
                ELSE :now::timestamptz END
        FROM held WHERE l.name = held.name
    ), done AS (DELETE FROM jobs USING held WHERE jobs.id = held.job AND jobs.lane = held.name)
    SELECT name FROM held
""")
LANE_PARK = Statement(int, """
    UPDATE jobs SET error = :error, parked_at = clock_timestamp() FROM lanes
    WHERE jobs.id = :id AND lanes.name = jobs.lane AND lanes.fence = :fence RETURNING jobs.id
""")
# The heads of many lanes have failed: each waits until it is tried again, and what waits in it for too long is gone.
LANES_WAIT = Statement(str, """
    WITH given AS (
        SELECT * FROM unnest(:lanes::text[], :fences::bigint[], :jobs::bigint[], :errors::text[],
            :agains::timestamptz[], :befores::timestamptz[]) AS g(lane, fence, job, error, again, before)
    ), held AS MATERIALIZED (
        SELECT l.name, g.job, g.error, g.again, g.before
        FROM lanes l JOIN given g ON g.lane = l.name AND g.fence = l.fence ORDER BY l.name FOR UPDATE OF l
    ), tried AS (
        UPDATE jobs SET tries = tries + 1, error = held.error FROM held
        WHERE jobs.id = held.job AND jobs.made_at >= held.before
    ), given_up AS (
        DELETE FROM jobs USING held WHERE jobs.lane = held.name AND parked_at IS NULL AND made_at < held.before)
    UPDATE lanes SET leased_until = NULL, error = held.error, failure_count = failure_count + 1,
        failing_since = coalesce(failing_since, :now),
        next_at = CASE WHEN held_at IS NULL THEN held.again ELSE 'infinity' END
    FROM held WHERE lanes.name = held.name RETURNING lanes.name
""")
NEXT_DUE = Statement(Due, """
    SELECT (SELECT min(greatest(run_at, coalesce(leased_until, run_at))) FROM jobs
            WHERE lane IS NULL AND parked_at IS NULL),
        (SELECT min(greatest(next_at, coalesce(leased_until, next_at))) FROM lanes
            WHERE next_at < 'infinity' AND failing_since IS NULL),
        (SELECT min(greatest(next_at, coalesce(leased_until, next_at))) FROM lanes
            WHERE next_at < 'infinity' AND failing_since IS NOT NULL)
""")
OPEN_TICKS = Statement(None, """
    INSERT INTO ticks (name, next_at) SELECT unnest(:names::text[]), :now ON CONFLICT DO NOTHING
""")
TAKE_TICK = Statement(str, """
    UPDATE ticks SET next_at = :next WHERE name IN (
        SELECT name FROM ticks WHERE name = :name AND next_at <= :now FOR UPDATE SKIP LOCKED) RETURNING name
""")
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


def lots(claims: Iterable[Claim], most: int) -> list[list[Claim]]:
    """Jobs of a kind that are done together, in their order: of one turn none stands before an earlier one."""
    made: list[list[Claim]] = []
    last: dict[str, list[Claim]] = {}
    for claim in claims:
        work = WORKS.get(claim.name)
        turn = work.turn if work is not None else claim.name
        lot = last.get(turn, [])
        if not lot or lot[0].name != claim.name or len(lot) == most or work is None or not work.transactional:
            lot = last[turn] = []
            made.append(lot)
        lot.append(claim)
    return made


class Others:
    """What others have in hand, as a worker sees it when it begins or has lost the database.

    Work on our own rows is done in the order in which it was promised: as long as the lease of a worker lasts that may
    have been killed with some, no other begins what was promised later of that kind, or told later by the same room.
    """

    def __init__(self) -> None:
        self._in_hand: list[Claim] | None = None

    @property
    def kinds(self) -> list[str]:
        """The names of the work that is not begun for now."""
        if not self._in_hand:
            return []
        turns = {WORKS[each.name].turn for each in self._in_hand}
        return sorted(name for name, work in WORKS.items() if work.transactional and work.turn in turns)

    def unsure(self) -> None:
        """Something may be in hand of which nobody knows: look anew."""
        self._in_hand = None

    async def look(self, db: Db, works: Iterable[Work[Any]], mine: Iterable[int]) -> None:
        """See what is in hand, but for what is `mine`; or what still is of what was."""
        if self._in_hand is None:
            names = [work.name for work in works if work.transactional]
            self._in_hand = await db.all(IN_HAND, names=names, mine=list(mine))
        elif self._in_hand:
            ids, fences = zip(*((each.id, each.fence) for each in self._in_hand), strict=True)
            self._in_hand = await db.all(STILL_IN_HAND, ids=ids, fences=fences)


async def _write_steps(db: Db, steps: list[Step]) -> set[str]:
    """Those of the lanes that were still ours."""
    return set(await db.at_once(
        STEP_LANES, lanes=[each.lane for each in steps], fences=[each.fence for each in steps],
        jobs=[each.job for each in steps], rests=[each.rests for each in steps],
        added=[each.added_count for each in steps], now=now()))


async def _write_waits(db: Db, waits: list[Wait]) -> None:
    await db.at_once(
        LANES_WAIT, lanes=[each.lane for each in waits], fences=[each.fence for each in waits],
        jobs=[each.job for each in waits], errors=[each.error for each in waits],
        agains=[each.again for each in waits], befores=[each.before for each in waits], now=now())


steps: Gathered[Step, set[str]] = Gathered(_write_steps)
waits: Gathered[Wait, None] = Gathered(_write_waits)
