"""Tables: notifications, markers."""

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
    bundle: str | None
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Group:
    """Notifications shown together: the newest of them, how many, by whom the latest were, the oldest on the page."""

    key: str
    kind: str
    post: PostId | None
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


# Rows that the reader may be shown now: a block, a mute or a deletion may be younger than they are.
_SHOWN = """
    n.profile_id = :me AND n.withdrawn_at IS NULL AND n.cleared_at IS NULL
      AND n.actor_id NOT IN (SELECT not_told_of(:me, :now))
      AND EXISTS (SELECT 1 FROM profiles a WHERE a.id = n.actor_id AND a.suspended_at IS NULL AND a.removed_at IS NULL)
      AND (n.post_id IS NULL OR EXISTS (SELECT 1 FROM posts p WHERE p.id = n.post_id AND can_see(:me, p)))"""
_ASKED = """
      AND (:kinds::text[] IS NULL OR n.kind = ANY(:kinds)) AND (:actor::bigint IS NULL OR n.actor_id = :actor)"""
_WITHIN = """
      AND (:below::bigint IS NULL OR n.id < :below) AND (:above::bigint IS NULL OR n.id > :above)"""
_KEY = "CASE WHEN n.bundle IS NOT NULL AND n.kind = ANY(:grouped::text[]) THEN n.bundle ELSE n.id::text END"

ADD = Statement(int, """
    INSERT INTO notifications (id, profile_id, kind, actor_id, post_id, bundle, made_at)
    SELECT r.id, w.id, :kind, :actor, :post, :bundle, :now
    FROM unnest(:ids::bigint[], :readers::bigint[]) AS r(id, reader) JOIN profiles w ON w.id = r.reader
    WHERE w.domain IS NULL AND w.id <> :actor AND :actor NOT IN (SELECT not_told_of(w.id, :now))
      AND (:post::bigint IS NULL OR EXISTS (SELECT 1 FROM posts p WHERE p.id = :post AND can_see(w.id, p)))
    ON CONFLICT ON CONSTRAINT notifications_once DO NOTHING RETURNING profile_id
""")
REVIVE = Statement(int, """
    UPDATE notifications SET withdrawn_at = NULL
    WHERE profile_id = ANY(:readers::bigint[]) AND kind = :kind AND actor_id = :actor
      AND post_id IS NOT DISTINCT FROM :post AND withdrawn_at IS NOT NULL RETURNING profile_id
""")
WITHDRAW = Statement(int, """
    UPDATE notifications SET withdrawn_at = :now
    WHERE profile_id = ANY(:readers::bigint[]) AND kind = :kind AND actor_id = :actor
      AND post_id IS NOT DISTINCT FROM :post AND withdrawn_at IS NULL RETURNING profile_id
""")
GRANTED = Statement(int, """
    UPDATE notifications n SET kind = 'follow', bundle = :bundle
    WHERE profile_id = :reader AND kind = 'follow_request' AND actor_id = :actor AND NOT EXISTS (
        SELECT 1 FROM notifications f
        WHERE f.profile_id = n.profile_id AND f.kind = 'follow' AND f.actor_id = n.actor_id) RETURNING id
""")
ASKED_TO_HEAR = Statement(int, "SELECT follower_id FROM follows WHERE followed_id = :author AND notifies")

LIST = Statement(Notification, f"""
    SELECT n.id, n.kind, n.actor_id, n.post_id, n.bundle, n.made_at FROM notifications n
    WHERE {_SHOWN} {_ASKED} {_WITHIN}
    ORDER BY CASE WHEN :upward THEN n.id END ASC, n.id DESC LIMIT :limit
""")  # noqa: S608
GET = Statement(Notification, f"""
    SELECT n.id, n.kind, n.actor_id, n.post_id, n.bundle, n.made_at FROM notifications n
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
# The groups that these notifications belong to, as they stand up to `top`; `bottom` is where the page ends.
GROUPS = Statement(Group, f"""
    WITH heads AS (SELECT id, bundle, kind FROM notifications WHERE profile_id = :me AND id = ANY(:heads::bigint[]))
    SELECT {_KEY} AS key, min(n.kind), min(n.post_id), max(n.id), min(n.id) FILTER (WHERE n.id >= :bottom),
        count(*)::int, (array_agg(n.actor_id ORDER BY n.id DESC))[1:8], max(n.made_at)
    FROM notifications n
    WHERE {_SHOWN} AND n.id <= :top AND (
        n.bundle IN (SELECT bundle FROM heads WHERE kind = ANY(:grouped::text[])) OR n.id IN (SELECT id FROM heads))
    GROUP BY key ORDER BY max(n.id) DESC
""")  # noqa: S608
BUNDLE = Statement(Notification, f"""
    SELECT n.id, n.kind, n.actor_id, n.post_id, n.bundle, n.made_at FROM notifications n
    WHERE n.bundle = :bundle AND {_SHOWN} ORDER BY n.id DESC LIMIT :limit
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
UNREAD_GROUPS = Statement(int, f"""
    SELECT least(count(DISTINCT {_KEY}), :limit)::int FROM notifications n
    WHERE {_SHOWN} {_ASKED} AND n.id > coalesce(
        (SELECT last_read FROM markers WHERE profile_id = :me AND list = 'notifications'), 0)
""")  # noqa: S608
MARKERS = Statement(Marker, """
    SELECT list, last_read, version, updated_at FROM markers WHERE profile_id = :me AND list = ANY(:lists::text[])
""")
MARK = Statement(Marker, """
    INSERT INTO markers AS m (profile_id, list, last_read, updated_at) VALUES (:me, :list, :last_read, :now)
    ON CONFLICT (profile_id, list) DO UPDATE
        SET last_read = excluded.last_read, version = m.version + 1, updated_at = excluded.updated_at
    RETURNING list, last_read, version, updated_at
""")
