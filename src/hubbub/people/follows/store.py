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
class Shut:
    """Whom a block parts from a reader, or whom they mute until then, or which server they shun."""

    blocked: ProfileId | None
    muted: ProfileId | None
    ends_at: datetime | None
    shunned: str | None


@dataclass(frozen=True, slots=True)
class Listed:
    key: int
    profile: ProfileId


@dataclass(frozen=True, slots=True)
class Ending:
    """Whom somebody has muted or blocked, and until when."""

    key: int
    profile: ProfileId
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class Familiar:
    profile: ProfileId
    followers: list[ProfileId]


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
    block_ends_at: datetime | None
    blocked_by: bool
    muting: bool
    hides_notifications: bool
    mute_ends_at: datetime | None
    languages: list[str] | None
    shunning: bool


@dataclass(frozen=True, slots=True)
class Shunned:
    key: int
    domain: str


@dataclass(frozen=True, slots=True)
class Tie:
    follower: ProfileId
    followed: ProfileId


@dataclass(frozen=True, slots=True)
class Preview:
    following: int
    followers: int


@dataclass(frozen=True, slots=True)
class Tied:
    """Somebody here, and how many follows tie them to a server either way; requests are not counted."""

    profile: ProfileId
    following: int
    followers: int


@dataclass(frozen=True, slots=True)
class Made:
    """What somebody made, by its name on the wire: `Follow` or `Block`, and of whom."""

    kind: str
    uri: str


@dataclass(frozen=True, slots=True)
class Follower:
    profile: ProfileId
    uri: str
    made_at: datetime


FOLLOWERS_AT = Statement(Follower, """
    SELECT p.id, p.uri, f.made_at FROM follows f JOIN profiles p ON p.id = f.follower_id
    WHERE f.followed_id = :profile AND p.uri >= :first AND p.uri < :beyond AND p.removed_at IS NULL LIMIT :limit
""")
MADE = Statement(Made, """
    SELECT e.kind, p.uri FROM (
        SELECT 'Follow' AS kind, followed_id AS id FROM follows WHERE follower_id = :actor AND uri = :uri
        UNION ALL SELECT 'Follow', followed_id FROM follow_requests WHERE follower_id = :actor AND uri = :uri
        UNION ALL SELECT 'Block', blocked_id FROM blocks WHERE blocker_id = :actor AND uri = :uri
    ) AS e JOIN profiles p ON p.id = e.id LIMIT 1
""")
ADD = Statement(int, """
    INSERT INTO follows (follower_id, followed_id, id, uri, shows_boosts, notifies, languages, made_at)
    VALUES (:follower, :followed, :id, :uri, :shows_boosts, :notifies, :languages, :now)
    ON CONFLICT (follower_id, followed_id) DO NOTHING RETURNING id
""")
ADJUST = Statement(int, """
    UPDATE follows SET shows_boosts = :shows_boosts, notifies = :notifies, languages = :languages
    WHERE follower_id = :follower AND followed_id = :followed RETURNING id
""")
ASK = Statement(int, """
    INSERT INTO follow_requests AS r (follower_id, followed_id, id, uri, shows_boosts, notifies, languages, asked_at)
    VALUES (:follower, :followed, :id, :uri, :shows_boosts, :notifies, :languages, :now)
    ON CONFLICT (follower_id, followed_id) DO UPDATE SET uri = coalesce(excluded.uri, r.uri),
        shows_boosts = excluded.shows_boosts, notifies = excluded.notifies, languages = excluded.languages
    RETURNING id
""")
_GRANT = """
    WITH asked AS (
        DELETE FROM follow_requests WHERE followed_id = :followed AND {which} RETURNING *)
    INSERT INTO follows (follower_id, followed_id, id, uri, shows_boosts, notifies, languages, made_at)
    SELECT follower_id, followed_id, id, uri, shows_boosts, notifies, languages, :now FROM asked
    ON CONFLICT (follower_id, followed_id) DO NOTHING
    RETURNING id, follower_id, followed_id, uri
"""
GRANT = Statement(Edge, _GRANT.format(which="follower_id = :follower AND (:only::bigint IS NULL OR id = :only)"))
GRANT_ALL = Statement(Edge, _GRANT.format(which="""follower_id IN (
    SELECT follower_id FROM follow_requests WHERE followed_id = :followed ORDER BY id LIMIT :most)"""))
UNASK = Statement(Edge, """
    DELETE FROM follow_requests WHERE follower_id = :follower AND followed_id = :followed
      AND (:only::bigint IS NULL OR id = :only)
    RETURNING id, follower_id, followed_id, uri
""")
REMOVE = Statement(Edge, """
    DELETE FROM follows WHERE follower_id = :follower AND followed_id = :followed
      AND (:only::bigint IS NULL OR id = :only)
    RETURNING id, follower_id, followed_id, uri
""")
BLOCK = Statement(int, """
    INSERT INTO blocks (blocker_id, blocked_id, id, uri, ends_at, made_at)
    VALUES (:blocker, :blocked, :id, :uri, :ends_at, :now)
    ON CONFLICT (blocker_id, blocked_id) DO NOTHING RETURNING id
""")
BLOCK_UNTIL = Statement(int, """
    UPDATE blocks SET ends_at = :ends_at WHERE blocker_id = :blocker AND blocked_id = :blocked RETURNING id
""")
LIFT = Statement(Edge, """
    DELETE FROM blocks WHERE id = :id AND ends_at <= :now RETURNING id, blocker_id, blocked_id, uri
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
# All in one look; each row has one of them.
APART_FROM = Statement(Shut, """
    SELECT blocked_id, NULL::bigint, NULL::timestamptz, NULL::text FROM blocks WHERE blocker_id = :reader
    UNION ALL SELECT blocker_id, NULL, NULL, NULL FROM blocks WHERE blocked_id = :reader
    UNION ALL SELECT NULL, muted_id, ends_at, NULL FROM mutes WHERE muter_id = :reader
    UNION ALL SELECT NULL, NULL, NULL, domain FROM shunned_domains WHERE profile_id = :reader
""", steady=True)
RELATIONS = Statement(Relation, """
    SELECT o.id, f.id IS NOT NULL, coalesce(f.shows_boosts, r.shows_boosts, false),
        coalesce(f.notifies, r.notifies, false), b.id IS NOT NULL,
        r.id IS NOT NULL, rb.id IS NOT NULL, k.id IS NOT NULL, k.ends_at, kb.id IS NOT NULL, m.id IS NOT NULL,
        coalesce(m.hides_notifications, false), m.ends_at, coalesce(f.languages, r.languages), shuns(:me, o.id)
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
STANDS = Statement(bool, """
    SELECT EXISTS (SELECT 1 FROM follows WHERE follower_id = :follower AND followed_id = :followed)
""")
# Somebody who has asked to follow waits for what comes: the answer may arrive after the first post.
FOLLOWED_HERE = Statement(int, """
    SELECT p FROM unnest(:profiles::bigint[]) AS p
    WHERE EXISTS (SELECT 1 FROM follows WHERE followed_id = p) OR EXISTS (
        SELECT 1 FROM follow_requests WHERE followed_id = p)
""")
INBOXES = Statement(str, """
    SELECT DISTINCT coalesce(p.shared_inbox, p.inbox) FROM follows f JOIN profiles p ON p.id = f.follower_id
    WHERE f.followed_id = :profile AND p.domain IS NOT NULL AND p.removed_at IS NULL AND p.suspended_at IS NULL
""")
INBOXES_EITHER_WAY = Statement(str, """
    SELECT DISTINCT coalesce(p.shared_inbox, p.inbox)
    FROM (SELECT follower_id AS id FROM follows WHERE followed_id = :profile
          UNION SELECT followed_id FROM follows WHERE follower_id = :profile
          UNION SELECT followed_id FROM follow_requests WHERE follower_id = :profile) e JOIN profiles p ON p.id = e.id
    WHERE p.domain IS NOT NULL AND p.removed_at IS NULL AND p.suspended_at IS NULL
""")
# Who is blocked either way is not listed to the viewer, nor is anybody who is gone; and to nobody else what is kept
# to oneself.
_LISTED = """
      AND (:viewer::bigint IS NOT DISTINCT FROM :profile
           OR NOT EXISTS (SELECT 1 FROM profiles WHERE id = :profile AND hides_people))
      AND (:below::bigint IS NULL OR f.id < :below) AND (:above::bigint IS NULL OR f.id > :above)
      AND p.removed_at IS NULL AND p.suspended_at IS NULL
      AND (:viewer::bigint IS NULL OR NOT EXISTS (
        SELECT 1 FROM blocks WHERE (blocker_id, blocked_id) IN ((:viewer, p.id), (p.id, :viewer))))
    ORDER BY CASE WHEN :upward THEN f.id END ASC, f.id DESC LIMIT :limit
"""
FOLLOWERS = Statement(Listed, f"""
    SELECT f.id, f.follower_id FROM follows f JOIN profiles p ON p.id = f.follower_id
    WHERE f.followed_id = :profile {_LISTED}
""")  # noqa: S608
FOLLOWED = Statement(Listed, f"""
    SELECT f.id, f.followed_id FROM follows f JOIN profiles p ON p.id = f.followed_id
    WHERE f.follower_id = :profile {_LISTED}
""")  # noqa: S608
REQUESTS = Statement(Listed, """
    SELECT id, follower_id FROM follow_requests
    WHERE followed_id = :profile AND (:below::bigint IS NULL OR id < :below) AND (:above::bigint IS NULL OR id > :above)
    ORDER BY CASE WHEN :upward THEN id END ASC, id DESC LIMIT :limit
""")
REQUEST_COUNT = Statement(int, "SELECT count(*)::int FROM follow_requests WHERE followed_id = :profile")
BLOCKED = Statement(Ending, """
    SELECT id, blocked_id, ends_at FROM blocks
    WHERE blocker_id = :profile AND (:below::bigint IS NULL OR id < :below) AND (:above::bigint IS NULL OR id > :above)
    ORDER BY CASE WHEN :upward THEN id END ASC, id DESC LIMIT :limit
""")
MUTED = Statement(Ending, """
    SELECT id, muted_id, ends_at FROM mutes
    WHERE muter_id = :profile AND (:below::bigint IS NULL OR id < :below) AND (:above::bigint IS NULL OR id > :above)
      AND (ends_at IS NULL OR ends_at > :now)
    ORDER BY CASE WHEN :upward THEN id END ASC, id DESC LIMIT :limit
""")
# Of those whom I follow, who follows each of them too.
FAMILIAR = Statement(Familiar, """
    SELECT o.id, ARRAY(
        SELECT theirs.follower_id FROM follows theirs JOIN follows mine ON mine.followed_id = theirs.follower_id
            JOIN profiles p ON p.id = theirs.follower_id AND NOT p.hides_people
        WHERE theirs.followed_id = o.id AND mine.follower_id = :me
        ORDER BY theirs.id DESC LIMIT :limit)
    FROM unnest(:others::bigint[]) WITH ORDINALITY AS o(id, place) ORDER BY o.place
""")
SHUN = Statement(int, """
    INSERT INTO shunned_domains (profile_id, domain, id, made_at) VALUES (:profile, :domain, :id, :now)
    ON CONFLICT (profile_id, domain) DO NOTHING RETURNING 1
""")
UNSHUN = Statement(None, "DELETE FROM shunned_domains WHERE profile_id = :profile AND domain = :domain")
SHUNNED = Statement(Shunned, """
    SELECT id, domain FROM shunned_domains
    WHERE profile_id = :profile AND (:below::bigint IS NULL OR id < :below) AND (:above::bigint IS NULL OR id > :above)
    ORDER BY CASE WHEN :upward THEN id END ASC, id DESC LIMIT :limit
""")
# Follows and requests between somebody and the people of a server, either way.
TIES_WITH = Statement(Tie, """
    SELECT f.follower_id, f.followed_id FROM (
        SELECT follower_id, followed_id, followed_id AS other FROM follows WHERE follower_id = :profile
        UNION ALL SELECT follower_id, followed_id, follower_id FROM follows WHERE followed_id = :profile
        UNION ALL SELECT follower_id, followed_id, followed_id FROM follow_requests WHERE follower_id = :profile
        UNION ALL SELECT follower_id, followed_id, follower_id FROM follow_requests WHERE followed_id = :profile
    ) AS f JOIN profiles p ON p.id = f.other WHERE :domain::text IS NULL OR p.domain = :domain LIMIT :limit
""")
TIED_WITH = Statement(Tied, """
    SELECT w.id, (count(*) FILTER (WHERE t.way = 'to'))::int, (count(*) FILTER (WHERE t.way = 'from'))::int
    FROM profiles p CROSS JOIN LATERAL (
        SELECT follower_id AS me, 'to' AS way FROM follows WHERE followed_id = p.id
        UNION ALL SELECT followed_id, 'from' FROM follows WHERE follower_id = p.id
        UNION ALL SELECT follower_id, 'asked' FROM follow_requests WHERE followed_id = p.id
        UNION ALL SELECT followed_id, 'asked' FROM follow_requests WHERE follower_id = p.id
    ) AS t JOIN profiles w ON w.id = t.me AND w.domain IS NULL
    WHERE p.domain = :domain GROUP BY w.id
""")
PREVIEW = Statement(Preview, """
    SELECT
        (SELECT count(*)::int FROM follows f JOIN profiles p ON p.id = f.followed_id
         WHERE f.follower_id = :profile AND p.domain = :domain),
        (SELECT count(*)::int FROM follows f JOIN profiles p ON p.id = f.follower_id
         WHERE f.followed_id = :profile AND p.domain = :domain)
""")
