"""Tables: collections, collection_items."""

from dataclasses import dataclass
from datetime import datetime

from hubbub.base.db import Statement
from hubbub.base.ids import ProfileId


@dataclass(frozen=True, slots=True)
class Collection:
    id: int
    owner: ProfileId
    name: str
    description: str
    language: str | None
    tag: str | None
    sensitive: bool
    discoverable: bool
    made_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Item:
    id: int
    collection: int
    profile: ProfileId
    added_at: datetime
    revoked_at: datetime | None


_COLLECTION = """c.id, c.owner_id, c.name, c.description, c.language, c.tag, c.sensitive, c.discoverable, c.made_at,
    c.changed_at"""
# Nobody sees a collection of somebody who is gone, or with whom there is a block.
_SEEN = """
    EXISTS (SELECT 1 FROM profiles o WHERE o.id = c.owner_id AND o.removed_at IS NULL AND o.suspended_at IS NULL)
    AND (:viewer::bigint IS NULL OR NOT EXISTS (
        SELECT 1 FROM blocks WHERE (blocker_id, blocked_id) IN ((:viewer, c.owner_id), (c.owner_id, :viewer))))
"""
GET = Statement(Collection, f"""
    SELECT {_COLLECTION} FROM collections c WHERE c.id = ANY(:ids::bigint[]) AND {_SEEN} ORDER BY c.id DESC
""")  # noqa: S608
BY_OWNER = Statement(Collection, f"""
    SELECT {_COLLECTION} FROM collections c
    WHERE c.owner_id = :owner AND (c.discoverable OR c.owner_id = :viewer) AND {_SEEN}
    ORDER BY c.id DESC LIMIT :limit OFFSET :offset
""")  # noqa: S608
WITH = Statement(Collection, f"""
    SELECT {_COLLECTION} FROM collection_items i JOIN collections c ON c.id = i.collection_id
    WHERE i.profile_id = :viewer AND i.revoked_at IS NULL AND {_SEEN}
    ORDER BY i.id DESC LIMIT :limit OFFSET :offset
""")  # noqa: S608
# Held, so that two at once cannot both be the last that there is room for.
HOLD = Statement(int, "SELECT owner_id FROM collections WHERE id = :id FOR UPDATE")
COUNT = Statement(int, "SELECT count(*)::int FROM collections WHERE owner_id = :owner")
TURN = Statement(bool, "SELECT pg_advisory_xact_lock(hashtextextended('collections', :owner)) IS NOT NULL")
ADD = Statement(None, """
    INSERT INTO collections (id, owner_id, name, description, language, tag, sensitive, discoverable, made_at,
        changed_at)
    VALUES (:id, :owner, :name, :description, :language, :tag, :sensitive, :discoverable, :now, :now)
""")
CHANGE = Statement(None, """
    UPDATE collections SET name = :name, description = :description, language = :language, tag = :tag,
        sensitive = :sensitive, discoverable = :discoverable, changed_at = :now
    WHERE id = :id
""")
DELETE = Statement(None, "DELETE FROM collections WHERE id = :id")
DELETE_ALL = Statement(None, """
    WITH own AS (DELETE FROM collections WHERE owner_id = :profile)
    DELETE FROM collection_items WHERE profile_id = :profile
""")
# Those who are gone, are kept from the viewer by a block, or do not want to be found, are not shown.
ITEMS = Statement(Item, """
    SELECT i.id, i.collection_id, i.profile_id, i.added_at, i.revoked_at
    FROM collection_items i JOIN profiles p ON p.id = i.profile_id
    WHERE i.collection_id = ANY(:collections::bigint[]) AND i.revoked_at IS NULL
      AND p.discoverable AND p.removed_at IS NULL AND p.suspended_at IS NULL
      AND (:viewer::bigint IS NULL OR NOT EXISTS (
        SELECT 1 FROM blocks WHERE (blocker_id, blocked_id) IN ((:viewer, p.id), (p.id, :viewer))))
    ORDER BY i.collection_id, i.id
""")
PEOPLE = Statement(Item, """
    SELECT id, collection_id, profile_id, added_at, revoked_at FROM collection_items WHERE collection_id = :collection
""")
TAKE_IN = Statement(None, """
    INSERT INTO collection_items (id, collection_id, profile_id, added_at)
    SELECT id, :collection, profile, :now FROM unnest(:ids::bigint[], :profiles::bigint[]) AS g(id, profile)
""")
TOUCH = Statement(None, "UPDATE collections SET changed_at = :now WHERE id = :id")
LEAVE_OUT = Statement(int, """
    DELETE FROM collection_items WHERE id = :item AND collection_id = :collection AND revoked_at IS NULL
    RETURNING profile_id
""")
REVOKE = Statement(int, """
    UPDATE collection_items SET revoked_at = :now
    WHERE collection_id = :collection AND profile_id = :profile AND revoked_at IS NULL
      AND (:item::bigint IS NULL OR id = :item) RETURNING id
""")
PART = Statement(None, """
    DELETE FROM collection_items i USING collections c
    WHERE c.id = i.collection_id AND (c.owner_id, i.profile_id) IN ((:one, :other), (:other, :one))
""")
