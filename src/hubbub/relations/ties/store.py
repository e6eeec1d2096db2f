"""Tables: interactions, ties."""

from dataclasses import dataclass
from datetime import datetime

from hubbub.base.db import Statement
from hubbub.base.ids import ProfileId


@dataclass(frozen=True, slots=True)
class Pair:
    """Both directions between two profiles, each as it stands at the landmark."""

    other: ProfileId
    given: float
    received: float
    given_count: int
    received_count: int
    first_at: datetime
    given_at: datetime | None
    received_at: datetime | None


@dataclass(frozen=True, slots=True)
class Course:
    """How it went between two profiles: the last contacts, in how many weeks there was one, who waits for whom."""

    other: ProfileId
    latest: list[datetime]
    active_weeks: int
    said_at: datetime | None
    heard_at: datetime | None
    asks: bool


TOUCH = Statement(int, """
    WITH made AS (
        INSERT INTO interactions (from_id, to_id, kind, post_id, asks, at)
        SELECT :actor, p.id, :kind, :post, :asks, :at FROM profiles p
        WHERE p.id = ANY(:others::bigint[]) AND p.id <> :actor
          AND (p.domain IS NULL OR EXISTS (SELECT 1 FROM profiles a WHERE a.id = :actor AND a.domain IS NULL))
        ON CONFLICT DO NOTHING RETURNING to_id)
    INSERT INTO ties AS t (from_id, to_id, intensity, count, first_at, last_at)
    SELECT :actor, to_id, :worth, 1, :at, :at FROM made ORDER BY to_id
    ON CONFLICT (from_id, to_id) DO UPDATE SET intensity = t.intensity + excluded.intensity, count = t.count + 1,
        first_at = least(t.first_at, excluded.first_at), last_at = greatest(t.last_at, excluded.last_at)
    RETURNING to_id
""")
_PAIRS = """
    WITH pairs AS (
        SELECT coalesce(g.to_id, r.from_id) AS other, coalesce(g.intensity, 0) AS given,
            coalesce(r.intensity, 0) AS received, coalesce(g.count, 0) AS given_count,
            coalesce(r.count, 0) AS received_count, least(g.first_at, r.first_at) AS first_at,
            g.last_at AS given_at, r.last_at AS received_at
        FROM (SELECT * FROM ties WHERE from_id = :me) AS g
        FULL JOIN (SELECT * FROM ties WHERE to_id = :me) AS r ON r.from_id = g.to_id)"""
PAIRS = Statement(Pair, f"""{_PAIRS}
    SELECT other, given, received, given_count, received_count, first_at, given_at, received_at
    FROM pairs JOIN profiles p ON p.id = pairs.other
    WHERE p.removed_at IS NULL AND p.suspended_at IS NULL AND hears(:me, other, :now)
    ORDER BY sqrt(given) * sqrt(received) DESC, given + received DESC, other LIMIT :limit
""")  # noqa: S608
PAIR = Statement(Pair, f"""{_PAIRS}
    SELECT other, given, received, given_count, received_count, first_at, given_at, received_at
    FROM pairs WHERE other = :other
""")  # noqa: S608
USUAL = Statement(float, f"""{_PAIRS}
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY sqrt(given) * sqrt(received))
    FROM pairs WHERE given > 0 AND received > 0
""")  # noqa: S608
COURSES = Statement(Course, """
    SELECT o.other,
        (SELECT array_agg(l.at ORDER BY l.at DESC) FROM (
            (SELECT at FROM interactions WHERE from_id = :me AND to_id = o.other ORDER BY at DESC LIMIT 11)
            UNION ALL
            (SELECT at FROM interactions WHERE from_id = o.other AND to_id = :me ORDER BY at DESC LIMIT 11)) AS l),
        (SELECT count(DISTINCT date_trunc('week', i.at))::int FROM interactions i
         WHERE (i.from_id, i.to_id) IN ((:me, o.other), (o.other, :me))),
        said.at, heard.at, coalesce(heard.asks, false)
    FROM unnest(:others::bigint[]) AS o(other)
    LEFT JOIN LATERAL (
        SELECT at FROM interactions WHERE from_id = :me AND to_id = o.other
          AND kind IN ('mention', 'reply', 'message') ORDER BY at DESC LIMIT 1) AS said ON true
    LEFT JOIN LATERAL (
        SELECT at, asks FROM interactions WHERE from_id = o.other AND to_id = :me
          AND kind IN ('mention', 'reply', 'message') ORDER BY at DESC LIMIT 1) AS heard ON true
""")
FORGET = Statement(None, """
    WITH deeds AS (DELETE FROM interactions WHERE from_id = :profile OR to_id = :profile)
    DELETE FROM ties WHERE from_id = :profile OR to_id = :profile
""")
