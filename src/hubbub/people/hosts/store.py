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


@dataclass(frozen=True, slots=True)
class Letter:
    sender: ProfileId
    body: bytes
    post: int | None
    written_at: datetime


HOST = Statement(Host, """
    SELECT name, signature, software, succeeded_at, failed_at, error FROM hosts WHERE name = :name
""")
SUCCEEDED = Statement(Host, """
    INSERT INTO hosts (name, signature, succeeded_at) VALUES (:name, :signature, :now)
    ON CONFLICT (name) DO UPDATE SET signature = excluded.signature, succeeded_at = excluded.succeeded_at, error = NULL
    RETURNING name, signature, software, succeeded_at, failed_at, error
""")
FAILED = Statement(None, """
    INSERT INTO hosts (name, failed_at, error) VALUES (:name, :now, :error)
    ON CONFLICT (name) DO UPDATE SET failed_at = excluded.failed_at, error = excluded.error
""")
ASK = Statement(str, """
    INSERT INTO hosts (name, asked_at) VALUES (:name, :now)
    ON CONFLICT (name) DO UPDATE SET asked_at = excluded.asked_at
    WHERE hosts.asked_at IS NULL OR hosts.asked_at < :before
    RETURNING name
""")
LEARN = Statement(None, "UPDATE hosts SET software = :software WHERE name = :name")
WRITE = Statement(None, """
    INSERT INTO letters (id, sender_id, body, post_id, written_at) VALUES (:id, :sender, :body, :post, :now)
""")
LETTER = Statement(Letter, "SELECT sender_id, body, post_id, written_at FROM letters WHERE id = :id")
BURN = Statement(None, "DELETE FROM letters WHERE written_at < :before")
# True for what is new, False for what was undone, nothing for what was taken already. What was undone before it came
# is awaited no longer once it has come: from then on only its doubles are.
TAKE = Statement(bool, """
    WITH undone AS (
        UPDATE taken SET dead_until = least(dead_until, :doubles) WHERE hash = :activity AND dead_until > :now
        RETURNING hash)
    INSERT INTO taken (hash, taken_at) VALUES (:signature, :now) ON CONFLICT (hash) DO NOTHING
    RETURNING NOT EXISTS (SELECT 1 FROM undone)
""")
UNDO = Statement(None, """
    INSERT INTO taken AS t (hash, taken_at, dead_until) VALUES (:activity, :now, :until)
    ON CONFLICT (hash) DO UPDATE SET taken_at = excluded.taken_at, dead_until = excluded.dead_until
    WHERE t.dead_until < excluded.taken_at
""")
FORGET = Statement(None, "DELETE FROM taken WHERE taken_at < :before")
