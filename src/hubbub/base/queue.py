"""The queue's tables, jobs and lanes, as statements: claimed by lease, finished by fence."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .db import Statement

LEASE = "10 seconds"


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


CLAIM = Statement(Claim, f"""
    UPDATE jobs SET tries = tries + 1, fence = nextval('fences'),
        leased_until = clock_timestamp() + interval '{LEASE}'
    WHERE id IN (
        SELECT id FROM jobs
        WHERE lane IS NULL AND parked_at IS NULL AND run_at <= :now
          AND (leased_until IS NULL OR leased_until < clock_timestamp())
        ORDER BY run_at LIMIT :most FOR UPDATE SKIP LOCKED)
    RETURNING id, name, args, tries, fence
""")  # noqa: S608
FINISH = Statement(int, "DELETE FROM jobs WHERE id = :id AND fence = :fence RETURNING id")
FINISH_ALL = Statement(int, """
    DELETE FROM jobs WHERE (id, fence) IN (SELECT * FROM unnest(:ids::bigint[], :fences::bigint[])) RETURNING id
""")
FAIL = Statement(int, """
    UPDATE jobs SET error = :error, run_at = :again, leased_until = NULL,
        parked_at = CASE WHEN :park::boolean THEN clock_timestamp() END
    WHERE id = :id AND fence = :fence RETURNING id
""")
EXTEND = Statement(None, f"""
    WITH j AS (UPDATE jobs SET leased_until = clock_timestamp() + interval '{LEASE}'
               WHERE (id, fence) IN (SELECT * FROM unnest(:ids::bigint[], :fences::bigint[])))
    UPDATE lanes SET leased_until = clock_timestamp() + interval '{LEASE}'
    WHERE (name, fence) IN (SELECT * FROM unnest(:lanes::text[], :lane_fences::bigint[]))
""")  # noqa: S608
CLAIM_LANES = Statement(LaneClaim, f"""
    UPDATE lanes SET fence = nextval('fences'), leased_until = clock_timestamp() + interval '{LEASE}'
    WHERE name IN (
        SELECT name FROM lanes
        WHERE next_at <= :now AND (leased_until IS NULL OR leased_until < clock_timestamp())
        ORDER BY next_at LIMIT :most FOR UPDATE SKIP LOCKED)
    RETURNING name, fence, added_count, failure_count
""")  # noqa: S608
LANE_HEAD = Statement(Claim, """
    SELECT id, name, args, tries, fence FROM jobs
    WHERE lane = :lane AND parked_at IS NULL ORDER BY id LIMIT 20
""")
LANE_STEP = Statement(int, """
    DELETE FROM jobs USING lanes
    WHERE jobs.id = :id AND lanes.name = jobs.lane AND lanes.fence = :fence RETURNING jobs.id
""")
LANE_PARK = Statement(int, """
    UPDATE jobs SET error = :error, parked_at = clock_timestamp() FROM lanes
    WHERE jobs.id = :id AND lanes.name = jobs.lane AND lanes.fence = :fence RETURNING jobs.id
""")
LANE_REST = Statement(int, """
    UPDATE lanes SET leased_until = NULL, error = NULL, failure_count = 0, succeeded_at = clock_timestamp(),
        next_at = CASE WHEN added_count = :added_count THEN 'infinity'::timestamptz ELSE :now::timestamptz END
    WHERE name = :name AND fence = :fence RETURNING 1
""")
LANE_WAIT = Statement(int, """
    WITH tried AS (UPDATE jobs SET tries = tries + 1, error = :error WHERE id = :id)
    UPDATE lanes SET leased_until = NULL, error = :error, failure_count = failure_count + 1, next_at = :again
    WHERE name = :name AND fence = :fence RETURNING 1
""")
GIVEN_UP = Statement(int, """
    UPDATE jobs SET parked_at = clock_timestamp()
    WHERE lane = :lane AND parked_at IS NULL AND made_at < clock_timestamp() - :patience::interval RETURNING id
""")
NEXT_DUE = Statement(datetime, """
    SELECT least(
        (SELECT min(greatest(run_at, coalesce(leased_until, run_at))) FROM jobs
         WHERE lane IS NULL AND parked_at IS NULL),
        (SELECT min(greatest(next_at, coalesce(leased_until, next_at))) FROM lanes WHERE next_at < 'infinity'))
""")
OPEN_TICKS = Statement(None, """
    INSERT INTO ticks (name, next_at) SELECT unnest(:names::text[]), :now ON CONFLICT DO NOTHING
""")
TAKE_TICK = Statement(str, """
    UPDATE ticks SET next_at = :next WHERE name IN (
        SELECT name FROM ticks WHERE name = :name AND next_at <= :now FOR UPDATE SKIP LOCKED) RETURNING name
""")
