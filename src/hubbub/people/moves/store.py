"""Tables: aliases, moves."""

from dataclasses import dataclass
from datetime import datetime

from hubbub.base.db import Statement
from hubbub.base.ids import ProfileId


@dataclass(frozen=True, slots=True)
class Move:
    """The last move of somebody; one that is called off has ended."""

    id: int
    profile: ProfileId
    target: ProfileId
    moved_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Follower:
    profile: ProfileId
    shows_boosts: bool
    notifies: bool
    languages: list[str] | None


@dataclass(frozen=True, slots=True)
class Blocker:
    profile: ProfileId
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class Muter:
    profile: ProfileId
    hides_notifications: bool
    ends_at: datetime | None


ALIAS = Statement(int, """
    INSERT INTO aliases (profile_id, uri, id)
    SELECT :profile, :uri, :id WHERE (SELECT count(*) FROM aliases WHERE profile_id = :profile) < :most
    ON CONFLICT DO NOTHING RETURNING id
""")
UNALIAS = Statement(int, "DELETE FROM aliases WHERE profile_id = :profile AND uri = :uri RETURNING id")
ALIASES = Statement(str, "SELECT uri FROM aliases WHERE profile_id = :profile ORDER BY id")
NAMES = Statement(bool, "SELECT EXISTS (SELECT 1 FROM aliases WHERE profile_id = :profile AND uri = :uri)")
LEARN = Statement(None, """
    WITH gone AS (DELETE FROM aliases WHERE profile_id = :profile AND uri <> ALL(:uris::text[]))
    INSERT INTO aliases (profile_id, uri, id)
    SELECT :profile, g.uri, g.id FROM unnest(:uris::text[], :ids::bigint[]) AS g(uri, id) ON CONFLICT DO NOTHING
""")
GET = Statement(Move, "SELECT id, profile_id, target_id, moved_at, ended_at FROM moves WHERE profile_id = :profile")
# Nothing while one still rests from the move before.
BEGIN = Statement(int, """
    INSERT INTO moves AS m (profile_id, target_id, id, moved_at) VALUES (:profile, :target, :id, :now)
    ON CONFLICT (profile_id) DO UPDATE
        SET target_id = excluded.target_id, id = excluded.id, moved_at = excluded.moved_at, ended_at = NULL
        WHERE m.moved_at <= :rested
    RETURNING id
""")
END = Statement(int, """
    UPDATE moves SET ended_at = :now WHERE profile_id = :profile AND ended_at IS NULL RETURNING id
""")
LEFT_FOR = Statement(int, "SELECT profile_id FROM moves WHERE target_id = :target AND ended_at IS NULL")
# Those here who followed, blocked or muted the one who moved, a chunk after the other.
FOLLOWERS = Statement(Follower, """
    SELECT f.follower_id, f.shows_boosts, f.notifies, f.languages
    FROM follows f JOIN profiles p ON p.id = f.follower_id
    WHERE f.followed_id = :profile AND f.follower_id > :after AND p.domain IS NULL
    ORDER BY f.follower_id LIMIT :limit
""")
BLOCKERS = Statement(Blocker, """
    SELECT b.blocker_id, b.ends_at FROM blocks b JOIN profiles p ON p.id = b.blocker_id
    WHERE b.blocked_id = :profile AND b.blocker_id > :after AND p.domain IS NULL
      AND NOT EXISTS (SELECT 1 FROM blocks n WHERE n.blocker_id = b.blocker_id AND n.blocked_id = :new)
    ORDER BY b.blocker_id LIMIT :limit
""")
MUTERS = Statement(Muter, """
    SELECT muter_id, hides_notifications, ends_at FROM mutes
    WHERE muted_id = :profile AND muter_id > :after AND (ends_at IS NULL OR ends_at > :now)
    ORDER BY muter_id LIMIT :limit
""")
