"""Tables: notifications, markers, notification_policies, notification_permissions, notification_requests."""

from dataclasses import dataclass
from datetime import datetime

from hubbub.base.db import Statement
from hubbub.base.ids import PostId, ProfileId


@dataclass(frozen=True, slots=True)
class Notification:
    id: int
    kind: str
    actor: ProfileId
    post: PostId | None
    about: int | None
    bundle: str | None
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Heard(Notification):
    """One with whom it is for."""

    reader: ProfileId


@dataclass(frozen=True, slots=True)
class Told:
    """A notification that was just made, and whether it is kept apart."""

    id: int
    reader: ProfileId
    filtered: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Notifications shown together: the newest of them, how many, by whom the latest were, the oldest on the page."""

    key: str
    kind: str
    post: PostId | None
    about: int | None
    newest: int
    oldest_on_page: int
    count: int
    actors: list[ProfileId]
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Marker:
    list: str
    last_read: int
    version: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Policy:
    """What is done with notifications of whom: `accept`, `filter` (kept apart as a request) or `drop`."""

    not_following: str = "accept"
    not_followers: str = "accept"
    new_accounts: str = "accept"
    private_mentions: str = "accept"
    limited_accounts: str = "filter"
    bots: str = "accept"


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody who has written and was kept apart: how often, and the newest of it that may be seen."""

    id: int
    actor: ProfileId
    made_at: datetime
    updated_at: datetime
    count: int
    newest: PostId | None


@dataclass(frozen=True, slots=True)
class Pending:
    requests: int
    notifications: int


@dataclass(frozen=True, slots=True)
class Listening:
    """Who wants to be told of each post of an author."""

    author: ProfileId
    reader: ProfileId


# Rows that the reader may be shown now: a block, a mute or a deletion may be younger than they are. Asked row by row:
# as EXISTS either question would be answered for all posts or profiles that there are, to be looked up in.
_HEARD = """
    n.profile_id = :me AND n.withdrawn_at IS NULL AND n.cleared_at IS NULL
      AND n.actor_id NOT IN (SELECT not_told_of(:me, :now)) AND NOT shuns(:me, n.actor_id)
      AND (SELECT a.suspended_at IS NULL AND a.removed_at IS NULL FROM profiles a WHERE a.id = n.actor_id)"""
_SHOWN = f"""
    {_HEARD}
      AND CASE WHEN n.post_id IS NULL THEN true
          ELSE (SELECT can_see(:me, p) FROM posts p WHERE p.id = n.post_id) END"""  # noqa: S608
_SHOWN_TO_THEIRS = _SHOWN.replace(":me", "n.profile_id")
_LET_IN = """
      AND n.filtered_at IS NULL"""
_ASKED = """
      AND (:filtered OR n.filtered_at IS NULL)
      AND (:kinds::text[] IS NULL OR n.kind = ANY(:kinds)) AND (:actor::bigint IS NULL OR n.actor_id = :actor)"""
_WITHIN = """
      AND (:below::bigint IS NULL OR n.id < :below) AND (:above::bigint IS NULL OR n.id > :above)"""
_KEY = "CASE WHEN n.bundle IS NOT NULL AND n.kind = ANY(:grouped::text[]) THEN n.bundle ELSE n.id::text END"

# Of the bundles that it may join, given the newest first, the newest that the reader has; else the first.
_JOINED = """
    coalesce((SELECT c.name FROM unnest(:bundles::text[]) WITH ORDINALITY AS c(name, place) WHERE EXISTS (
        SELECT 1 FROM notifications e WHERE e.profile_id = w.id AND e.bundle = c.name) ORDER BY c.place LIMIT 1),
        (:bundles::text[])[1])"""
ADD = Statement(Told, f"""
    INSERT INTO notifications (id, profile_id, kind, actor_id, post_id, about_id, bundle, made_at, filtered_at)
    SELECT r.id, w.id, :kind, :actor, :post, :about, {_JOINED}, :now, CASE v.verdict WHEN 'filter' THEN :now END
    FROM unnest(:ids::bigint[], :readers::bigint[]) AS r(id, reader) JOIN profiles w ON w.id = r.reader
    CROSS JOIN LATERAL (SELECT sifted(w.id, :actor, :kind, :post, :now) AS said, CASE
        WHEN :kind IN ('mention', 'favourite', 'boost', 'follow', 'follow_request', 'quote', 'feeling')
             AND NOT is_loud(w.id, :actor) AND NOT EXISTS (
                 SELECT 1 FROM notification_permissions n WHERE n.profile_id = w.id AND n.actor_id = :actor)
        THEN coalesce((SELECT limited_accounts FROM notification_policies n WHERE n.profile_id = w.id), 'filter')
        END AS held) AS s
    CROSS JOIN LATERAL (SELECT CASE WHEN 'drop' IN (s.said, s.held) THEN 'drop' WHEN 'filter' IN (s.said, s.held)
        THEN 'filter' ELSE 'accept' END AS verdict) AS v
    WHERE w.domain IS NULL AND (w.id <> :actor OR :own) AND :actor NOT IN (SELECT not_told_of(w.id, :now))
      AND NOT shuns(w.id, :actor)
      AND (:post::bigint IS NULL OR EXISTS (SELECT 1 FROM posts p WHERE p.id = :post AND can_see(w.id, p)))
      AND NOT EXISTS (SELECT 1 FROM posts p JOIN thread_mutes m ON m.thread_id = p.thread_id
                      WHERE p.id = :post AND m.profile_id = w.id)
      AND v.verdict <> 'drop'
    ON CONFLICT ON CONSTRAINT notifications_once DO NOTHING RETURNING id, profile_id, filtered_at IS NOT NULL
""")  # noqa: S608
# What happens anew each time, such as an edit, takes the place of the time before.
RENEW = Statement(int, """
    DELETE FROM notifications
    WHERE profile_id = ANY(:readers::bigint[]) AND kind = :kind AND actor_id = :actor
      AND post_id IS NOT DISTINCT FROM :post AND about_id IS NOT DISTINCT FROM :about RETURNING profile_id
""")
REVIVE = Statement(int, """
    UPDATE notifications SET withdrawn_at = NULL
    WHERE profile_id = ANY(:readers::bigint[]) AND kind = :kind AND actor_id = :actor
      AND post_id IS NOT DISTINCT FROM :post AND about_id IS NOT DISTINCT FROM :about
      AND withdrawn_at IS NOT NULL RETURNING profile_id
""")
WITHDRAW = Statement(int, """
    UPDATE notifications SET withdrawn_at = :now
    WHERE profile_id = ANY(:readers::bigint[]) AND kind = :kind AND actor_id = :actor
      AND post_id IS NOT DISTINCT FROM :post AND about_id IS NOT DISTINCT FROM :about
      AND withdrawn_at IS NULL RETURNING profile_id
""")
GRANTED = Statement(int, f"""
    UPDATE notifications n SET kind = 'follow', bundle = {_JOINED} FROM profiles w
    WHERE w.id = :reader AND n.profile_id = w.id AND n.kind = 'follow_request' AND n.actor_id = :actor AND NOT EXISTS (
        SELECT 1 FROM notifications f
        WHERE f.profile_id = n.profile_id AND f.kind = 'follow' AND f.actor_id = n.actor_id) RETURNING n.id
""")  # noqa: S608
ASKED_TO_HEAR = Statement(Listening, """
    SELECT followed_id, follower_id FROM follows WHERE followed_id = ANY(:authors::bigint[]) AND notifies
""")
# Those here who have passed the post on and still do.
BOOSTERS = Statement(int, """
    SELECT b.author_id FROM posts b JOIN profiles w ON w.id = b.author_id
    WHERE b.boost_of_id = :post AND b.removed_at IS NULL AND w.domain IS NULL
""")
# Of each who helps to run this server, the profile that they came with.
STAFF = Statement(int, """
    SELECT DISTINCT ON (a.id) m.profile_id FROM accounts a JOIN members m ON m.account_id = a.id
    WHERE a.role <> 'member' AND a.disabled_at IS NULL ORDER BY a.id, m.joined_at, m.profile_id
""")

LIST = Statement(Notification, f"""
    SELECT n.id, n.kind, n.actor_id, n.post_id, n.about_id, n.bundle, n.made_at FROM notifications n
    WHERE {_SHOWN} {_ASKED} {_WITHIN}
    ORDER BY CASE WHEN :upward THEN n.id END ASC, n.id DESC LIMIT :limit
""")  # noqa: S608
# These, of whoever they are for among the readers.
OF = Statement(Heard, f"""
    SELECT n.id, n.kind, n.actor_id, n.post_id, n.about_id, n.bundle, n.made_at, n.profile_id FROM notifications n
    WHERE n.id = ANY(:ids::bigint[]) AND n.profile_id = ANY(:readers::bigint[])
      AND {_SHOWN_TO_THEIRS} {_LET_IN} ORDER BY n.id
""")  # noqa: S608
GET = Statement(Notification, f"""
    SELECT n.id, n.kind, n.actor_id, n.post_id, n.about_id, n.bundle, n.made_at FROM notifications n
    WHERE n.id = :id AND {_SHOWN}
""")  # noqa: S608


def _heads(past: str, order: str) -> str:
    """One notification of each group: step from group to group along the index, over those seen already."""
    step = f"SELECT n.id, {_KEY} AS key FROM notifications n WHERE {_SHOWN} {_ASKED}"  # noqa: S608
    return f"""
    WITH RECURSIVE page AS (
        SELECT id, ARRAY[key] AS seen FROM ({step} {_WITHIN} ORDER BY n.id {order} LIMIT 1) AS first
        UNION ALL
        SELECT further.id, page.seen || further.key FROM page CROSS JOIN LATERAL (
            {step} {_WITHIN} AND n.id {past} page.id AND NOT {_KEY} = ANY(page.seen) ORDER BY n.id {order} LIMIT 1
        ) AS further WHERE cardinality(page.seen) < :limit)
    SELECT id FROM page
"""  # noqa: S608


HEADS = Statement(int, _heads("<", "DESC"))
HEADS_UPWARD = Statement(int, _heads(">", "ASC"))
# The groups that these notifications belong to, as they stand up to `top`; `bottom` is where the page ends. All of a
# group are about one post, which the reader can see as they can see that of its head.
GROUPS = Statement(Group, f"""
    WITH heads AS (SELECT id, bundle, kind FROM notifications WHERE profile_id = :me AND id = ANY(:heads::bigint[]))
    SELECT {_KEY} AS key, min(n.kind), min(n.post_id), min(n.about_id), max(n.id),
        min(n.id) FILTER (WHERE n.id >= :bottom), count(*)::int,
        (array_agg(n.actor_id ORDER BY n.id DESC))[1:8], max(n.made_at)
    FROM notifications n
    WHERE {_HEARD} AND (:filtered OR n.filtered_at IS NULL) AND n.id <= :top AND (
        n.bundle IN (SELECT bundle FROM heads WHERE kind = ANY(:grouped::text[])) OR n.id IN (SELECT id FROM heads))
    GROUP BY key ORDER BY max(n.id) DESC
""")  # noqa: S608
BUNDLE = Statement(Notification, f"""
    SELECT n.id, n.kind, n.actor_id, n.post_id, n.about_id, n.bundle, n.made_at FROM notifications n
    WHERE n.bundle = :bundle AND {_SHOWN} {_LET_IN} {_WITHIN}
    ORDER BY CASE WHEN :upward THEN n.id END ASC, n.id DESC LIMIT :limit
""")  # noqa: S608
CLEAR = Statement(int, """
    UPDATE notifications SET cleared_at = :now
    WHERE profile_id = :me AND cleared_at IS NULL AND (:id::bigint IS NULL OR id = :id)
      AND (:bundle::text IS NULL OR bundle = :bundle) RETURNING id
""")
UNREAD = Statement(int, f"""
    SELECT count(*)::int FROM (
        SELECT 1 FROM notifications n
        WHERE {_SHOWN} {_ASKED} AND n.id > coalesce(
            (SELECT last_read FROM markers WHERE profile_id = :me AND list = 'notifications'), 0)
        LIMIT :limit) AS newer
""")  # noqa: S608
# Of the newest thousand: whoever has left more unread is told no exact figure.
UNREAD_GROUPS = Statement(int, f"""
    SELECT least(count(DISTINCT key), :limit)::int FROM (
        SELECT {_KEY} AS key FROM notifications n
        WHERE {_SHOWN} {_ASKED} AND n.id > coalesce(
            (SELECT last_read FROM markers WHERE profile_id = :me AND list = 'notifications'), 0)
        ORDER BY n.id DESC LIMIT 1000) AS newer
""")  # noqa: S608
POLICY = Statement(Policy, """
    SELECT not_following, not_followers, new_accounts, private_mentions, limited_accounts, bots
    FROM notification_policies WHERE profile_id = :me
""")
SET_POLICY = Statement(None, """
    INSERT INTO notification_policies
        (profile_id, not_following, not_followers, new_accounts, private_mentions, limited_accounts, bots)
    VALUES (:me, :not_following, :not_followers, :new_accounts, :private_mentions, :limited_accounts, :bots)
    ON CONFLICT (profile_id) DO UPDATE SET not_following = excluded.not_following,
        not_followers = excluded.not_followers, new_accounts = excluded.new_accounts,
        private_mentions = excluded.private_mentions, limited_accounts = excluded.limited_accounts,
        bots = excluded.bots
""")
ASK = Statement(None, """
    INSERT INTO notification_requests (id, profile_id, actor_id, made_at, updated_at)
    SELECT id, reader, :actor, :now, :now FROM unnest(:ids::bigint[], :readers::bigint[]) AS r(id, reader)
    ON CONFLICT (profile_id, actor_id) DO UPDATE SET updated_at = excluded.updated_at
""")
# Counted up to a hundred: more tells the reader nothing.
_REQUESTS = f"""
    SELECT r.id, r.actor_id, r.made_at, r.updated_at, f.count, f.newest
    FROM notification_requests r CROSS JOIN LATERAL (
        SELECT count(*)::int AS count, max(k.post_id) AS newest FROM (
            SELECT n.post_id FROM notifications n
            WHERE n.actor_id = r.actor_id AND n.filtered_at IS NOT NULL AND n.kind IN ('mention', 'quote') AND {_SHOWN}
            ORDER BY n.id DESC LIMIT 100) AS k) AS f
    WHERE r.profile_id = :me AND f.count > 0"""  # noqa: S608
REQUESTS = Statement(Request, f"""
    {_REQUESTS} AND (:below::bigint IS NULL OR r.id < :below) AND (:above::bigint IS NULL OR r.id > :above)
    ORDER BY CASE WHEN :upward THEN r.id END ASC, r.id DESC LIMIT :limit
""")
REQUEST = Statement(Request, f"{_REQUESTS} AND r.id = :id")
PENDING = Statement(Pending, f"""
    SELECT count(*)::int, coalesce(sum(q.count), 0)::int FROM ({_REQUESTS} ORDER BY r.id DESC LIMIT 100) AS q
""")  # noqa: S608
ANSWERED = Statement(int, """
    DELETE FROM notification_requests WHERE profile_id = :me AND id = ANY(:ids::bigint[]) RETURNING actor_id
""")
PERMIT = Statement(None, """
    INSERT INTO notification_permissions (profile_id, actor_id, made_at)
    SELECT :me, actor, :now FROM unnest(:actors::bigint[]) AS a(actor)
    ON CONFLICT (profile_id, actor_id) DO NOTHING
""")
MERGE = Statement(int, """
    UPDATE notifications SET filtered_at = NULL
    WHERE profile_id = :me AND actor_id = ANY(:actors::bigint[]) AND filtered_at IS NOT NULL RETURNING id
""")
CLEAR_FILTERED = Statement(int, """
    UPDATE notifications SET cleared_at = :now
    WHERE profile_id = :me AND actor_id = ANY(:actors::bigint[]) AND filtered_at IS NOT NULL AND cleared_at IS NULL
    RETURNING id
""")
MARKERS = Statement(Marker, """
    SELECT list, last_read, version, updated_at FROM markers WHERE profile_id = :me AND list = ANY(:lists::text[])
""")
MARK = Statement(Marker, """
    INSERT INTO markers AS m (profile_id, list, last_read, updated_at) VALUES (:me, :list, :last_read, :now)
    ON CONFLICT (profile_id, list) DO UPDATE
        SET last_read = excluded.last_read, version = m.version + 1, updated_at = excluded.updated_at
        WHERE :version::int IS NULL OR m.version = :version
    RETURNING list, last_read, version, updated_at
""")
