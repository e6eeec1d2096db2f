"""Tables: follows, follow_requests, blocks, mutes."""

from dataclasses import dataclass
from datetime import datetime

from hubbub.base.db import Statement
from hubbub.base.ids import ProfileId


@dataclass(frozen=True, slots=True)
class Edge:
    id: int
    follower: ProfileId
    followed: ProfileId
    uri: str | None


@dataclass(frozen=True, slots=True)
class Listed:
    key: int
    profile: ProfileId


@dataclass(frozen=True, slots=True)
class Relation:
    """How two profiles stand, seen from the first."""

    profile: ProfileId
    following: bool
    shows_boosts: bool
    notifies: bool
    followed_by: bool
    requested: bool
    requested_by: bool
    blocking: bool
    blocked_by: bool
    muting: bool
    hides_notifications: bool
    mute_ends_at: datetime | None


ADD = Statement(int, """
    INSERT INTO follows (follower_id, followed_id, id, uri, shows_boosts, notifies, made_at)
    VALUES (:follower, :followed, :id, :uri, :shows_boosts, :notifies, :now)
    ON CONFLICT (follower_id, followed_id) DO NOTHING RETURNING id
""")
ADJUST = Statement(int, """
    UPDATE follows SET shows_boosts = :shows_boosts, notifies = :notifies
    WHERE follower_id = :follower AND followed_id = :followed RETURNING id
""")
ASK = Statement(int, """
    INSERT INTO follow_requests AS r (follower_id, followed_id, id, uri, shows_boosts, notifies, asked_at)
    VALUES (:follower, :followed, :id, :uri, :shows_boosts, :notifies, :now)
    ON CONFLICT (follower_id, followed_id) DO UPDATE SET uri = coalesce(excluded.uri, r.uri) RETURNING id
""")
GRANT = Statement(Edge, """
    WITH asked AS (
        DELETE FROM follow_requests WHERE follower_id = :follower AND followed_id = :followed RETURNING *)
    INSERT INTO follows (follower_id, followed_id, id, uri, shows_boosts, notifies, made_at)
    SELECT follower_id, followed_id, id, uri, shows_boosts, notifies, :now FROM asked
    ON CONFLICT (follower_id, followed_id) DO NOTHING
    RETURNING id, follower_id, followed_id, uri
""")
UNASK = Statement(Edge, """
    DELETE FROM follow_requests WHERE follower_id = :follower AND followed_id = :followed
    RETURNING id, follower_id, followed_id, uri
""")
REMOVE = Statement(Edge, """
    DELETE FROM follows WHERE follower_id = :follower AND followed_id = :followed
    RETURNING id, follower_id, followed_id, uri
""")
BLOCK = Statement(int, """
    INSERT INTO blocks (blocker_id, blocked_id, id, uri, made_at) VALUES (:blocker, :blocked, :id, :uri, :now)
    ON CONFLICT (blocker_id, blocked_id) DO NOTHING RETURNING id
""")
UNBLOCK = Statement(Edge, """
    DELETE FROM blocks WHERE blocker_id = :blocker AND blocked_id = :blocked
    RETURNING id, blocker_id, blocked_id, uri
""")
MUTE = Statement(int, """
    INSERT INTO mutes (muter_id, muted_id, id, hides_notifications, ends_at, made_at)
    VALUES (:muter, :muted, :id, :hides_notifications, :ends_at, :now)
    ON CONFLICT (muter_id, muted_id) DO UPDATE
        SET hides_notifications = excluded.hides_notifications, ends_at = excluded.ends_at
    RETURNING id
""")
UNMUTE = Statement(int, "DELETE FROM mutes WHERE muter_id = :muter AND muted_id = :muted RETURNING id")
APART = Statement(bool, """
    SELECT EXISTS (SELECT 1 FROM blocks WHERE (blocker_id, blocked_id) IN ((:one, :other), (:other, :one)))
""")
RELATIONS = Statement(Relation, """
    SELECT o.id, f.id IS NOT NULL, coalesce(f.shows_boosts, false), coalesce(f.notifies, false), b.id IS NOT NULL,
        r.id IS NOT NULL, rb.id IS NOT NULL, k.id IS NOT NULL, kb.id IS NOT NULL, m.id IS NOT NULL,
        coalesce(m.hides_notifications, false), m.ends_at
    FROM unnest(:others::bigint[]) WITH ORDINALITY AS o(id, place)
    JOIN profiles p ON p.id = o.id
    LEFT JOIN follows f ON f.follower_id = :me AND f.followed_id = o.id
    LEFT JOIN follows b ON b.follower_id = o.id AND b.followed_id = :me
    LEFT JOIN follow_requests r ON r.follower_id = :me AND r.followed_id = o.id
    LEFT JOIN follow_requests rb ON rb.follower_id = o.id AND rb.followed_id = :me
    LEFT JOIN blocks k ON k.blocker_id = :me AND k.blocked_id = o.id
    LEFT JOIN blocks kb ON kb.blocker_id = o.id AND kb.blocked_id = :me
    LEFT JOIN mutes m ON m.muter_id = :me AND m.muted_id = o.id AND (m.ends_at IS NULL OR m.ends_at > :now)
    ORDER BY o.place
""")
FOLLOWERS = Statement(Listed, """
    SELECT id, follower_id FROM follows
    WHERE followed_id = :profile AND (:below::bigint IS NULL OR id < :below) AND (:above::bigint IS NULL OR id > :above)
    ORDER BY id DESC LIMIT :limit
""")
FOLLOWED = Statement(Listed, """
    SELECT id, followed_id FROM follows
    WHERE follower_id = :profile AND (:below::bigint IS NULL OR id < :below) AND (:above::bigint IS NULL OR id > :above)
    ORDER BY id DESC LIMIT :limit
""")
REQUESTS = Statement(Listed, """
    SELECT id, follower_id FROM follow_requests
    WHERE followed_id = :profile AND (:below::bigint IS NULL OR id < :below) AND (:above::bigint IS NULL OR id > :above)
    ORDER BY id DESC LIMIT :limit
""")
