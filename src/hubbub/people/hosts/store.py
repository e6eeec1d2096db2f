"""Tables: hosts, letters, taken."""

from dataclasses import dataclass
from datetime import datetime

from hubbub.base.db import Statement
from hubbub.base.ids import ProfileId


@dataclass(frozen=True, slots=True)
class Host:
    name: str
    signature: str
    software: str | None
    succeeded_at: datetime | None
    failed_at: datetime | None
    error: str | None
    away_since: datetime | None
    has_gone: bool  # some of its inboxes said that they are gone for good


@dataclass(frozen=True, slots=True)
class Failed:
    """A host that would not take something, and whether it has just gone away."""

    name: str
    went: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A host as those who look after the server see it, with the lane in which letters to it wait."""

    name: str
    software: str | None
    signature: str
    waiting: int
    oldest_at: datetime | None
    succeeded_at: datetime | None
    failed_at: datetime | None
    failing_since: datetime | None
    held_at: datetime | None
    error: str | None


@dataclass(frozen=True, slots=True)
class Letter:
    sender: ProfileId
    body: bytes
    post: int | None
    written_at: datetime


HOST = Statement(Host, """
    SELECT name, signature, software, succeeded_at, failed_at, error, away_since, gone <> '{}'
    FROM hosts WHERE name = :name
""")
HOSTS = Statement(Host, """
    SELECT name, signature, software, succeeded_at, failed_at, error, away_since, gone <> '{}'
    FROM hosts WHERE name = ANY(:names::text[])
""")
SUCCEEDED = Statement(Host, """
    INSERT INTO hosts (name, signature, succeeded_at)
    SELECT name, signature, :now FROM unnest(:names::text[], :signatures::text[]) AS g(name, signature) ORDER BY name
    ON CONFLICT (name) DO UPDATE
        SET signature = excluded.signature, succeeded_at = excluded.succeeded_at, error = NULL, away_since = NULL
    RETURNING name, signature, software, succeeded_at, failed_at, error, away_since, gone <> '{}'
""")
FAILED = Statement(Failed, """
    INSERT INTO hosts AS h (name, failed_at, error, away_since)
    SELECT name, :now, error, CASE WHEN away THEN :now::timestamptz END
    FROM unnest(:names::text[], :errors::text[], :aways::boolean[]) AS g(name, error, away) ORDER BY name
    ON CONFLICT (name) DO UPDATE SET failed_at = excluded.failed_at, error = excluded.error,
        away_since = coalesce(h.away_since, excluded.away_since)
    RETURNING name, coalesce(away_since = :now, false)
""")
GONE = Statement(None, """
    UPDATE hosts SET gone = array_append(gone, :inbox) WHERE name = :name AND NOT :inbox = ANY(gone)
""")
ALL_GONE = Statement(str, "SELECT unnest(gone) FROM hosts WHERE gone <> '{}' AND name = ANY(:names::text[])")
# What it says itself is a sign that it is back, but a try for each of its words would be too many.
HEARD = Statement(str, """
    UPDATE hosts SET heard_at = :now, gone = '{}'
    WHERE name = ANY(:names::text[]) AND (away_since IS NOT NULL OR gone <> '{}')
        AND (heard_at IS NULL OR heard_at < :before)
    RETURNING name
""")
# Of these hosts those that were away or had closed an inbox when we last wrote to them.
SILENT = Statement(str, """
    SELECT name FROM hosts WHERE name = ANY(:names::text[]) AND (away_since IS NOT NULL OR gone <> '{}')
""", steady=True)
FORGET_HOST = Statement(str, "DELETE FROM hosts WHERE name = :name RETURNING name")
STANDING = Statement(Standing, """
    SELECT h.name, h.software, h.signature, j.waiting, j.oldest_at, h.succeeded_at, h.failed_at, l.failing_since,
        l.held_at, h.error
    FROM hosts h LEFT JOIN lanes l ON l.name = :prefix || h.name
    CROSS JOIN LATERAL (SELECT count(*)::int AS waiting, min(made_at) AS oldest_at FROM jobs
        WHERE jobs.lane = :prefix || h.name AND parked_at IS NULL) AS j
    WHERE h.name > :after AND (:name::text IS NULL OR starts_with(h.name, :name))
        AND (NOT :troubled::boolean OR l.failing_since IS NOT NULL OR l.held_at IS NOT NULL OR h.gone <> '{}')
    ORDER BY h.name LIMIT :limit
""")
ASK = Statement(str, """
    INSERT INTO hosts (name, asked_at) SELECT name, :now FROM unnest(:names::text[]) AS name ORDER BY name
    ON CONFLICT (name) DO UPDATE SET asked_at = excluded.asked_at
    WHERE hosts.asked_at IS NULL OR hosts.asked_at < :before
    RETURNING name
""")
LEARN = Statement(None, "UPDATE hosts SET software = :software WHERE name = :name")
WRITE = Statement(None, """
    INSERT INTO letters (id, sender_id, body, post_id, written_at) VALUES (:id, :sender, :body, :post, :now)
""")
LETTER = Statement(Letter, "SELECT sender_id, body, post_id, written_at FROM letters WHERE id = :id")
# However old, what still waits for a host is carried one day.
BURN = Statement(None, """
    WITH waiting AS MATERIALIZED (
        SELECT DISTINCT (args->>'letter')::bigint AS id FROM jobs WHERE lane IS NOT NULL AND args ? 'letter')
    DELETE FROM letters WHERE written_at < :before AND id NOT IN (SELECT id FROM waiting)
""")
# The signatures of what is new and was not undone before it came; what was undone is awaited no longer once it has
# come: from then on only its doubles are.
TAKE = Statement(bytes, """
    WITH undone AS (
        UPDATE taken SET dead_until = least(dead_until, :doubles)
        WHERE hash = ANY(:activities::bytea[]) AND dead_until > :now RETURNING hash
    ), added AS (
        INSERT INTO taken (hash, taken_at) SELECT DISTINCT g, :now::timestamptz FROM unnest(:signatures::bytea[]) AS g
        ON CONFLICT (hash) DO NOTHING RETURNING hash)
    SELECT g.signature FROM unnest(:signatures::bytea[], :activities::bytea[]) AS g(signature, activity)
        JOIN added ON added.hash = g.signature
    WHERE NOT EXISTS (SELECT 1 FROM undone WHERE undone.hash = g.activity)
""")
UNDO = Statement(None, """
    INSERT INTO taken AS t (hash, taken_at, dead_until) VALUES (:activity, :now, :until)
    ON CONFLICT (hash) DO UPDATE SET taken_at = excluded.taken_at, dead_until = excluded.dead_until
    WHERE t.dead_until < excluded.taken_at
""")
FORGET = Statement(None, "DELETE FROM taken WHERE taken_at < :before")
