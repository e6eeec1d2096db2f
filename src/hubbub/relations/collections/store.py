"""Tables: collections, collection_items, collection_policies, collection_stamps."""

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
    uri: str | None  # of one elsewhere
    url: str | None

    @property
    def here(self) -> bool:
        return self.uri is None


@dataclass(frozen=True, slots=True)
class Item:
    id: int
    collection: int
    profile: ProfileId
    added_at: datetime
    asked_at: datetime | None  # somebody elsewhere was asked, and has not agreed
    revoked_at: datetime | None
    stamp: str | None  # where somebody elsewhere has agreed

    @property
    def state(self) -> str:
        if self.asked_at is not None:
            return "pending" if self.revoked_at is None else "rejected"
        return "accepted" if self.revoked_at is None else "revoked"


@dataclass(frozen=True, slots=True)
class Count:
    """How many are in a collection, as far as its owner knows, and how many of them have not answered yet."""

    collection: int
    people: int
    asked: int


@dataclass(frozen=True, slots=True)
class Changed:
    """A collection elsewhere as it was taken: whether it is new, and whether it says something else than before."""

    id: int
    new: bool
    renamed: bool


@dataclass(frozen=True, slots=True)
class Agreed:
    """Somebody here who has agreed to be in a collection elsewhere, and when, if its owner has not shown to know it."""

    profile: ProfileId
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may put somebody elsewhere into a collection at once, and who if they agree."""

    profile: ProfileId
    automatic: list[str]
    manual: list[str]


@dataclass(frozen=True, slots=True)
class Stamp:
    """The consent of somebody here to be in one collection, of this server or another."""

    id: int
    profile: ProfileId
    asker: ProfileId
    collection: int | None
    collection_uri: str | None
    revoked: bool


_COLLECTION = """c.id, c.owner_id, c.name, c.description, c.language, c.tag, c.sensitive, c.discoverable, c.made_at,
    c.changed_at, c.uri, c.url"""
_ITEM = "i.id, i.collection_id, i.profile_id, i.added_at, i.asked_at, i.revoked_at, i.stamp_uri"

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
    WITH own AS (DELETE FROM collections WHERE owner_id = :profile),
        said AS (DELETE FROM collection_policies WHERE profile_id = :profile),
        agreed AS (DELETE FROM collection_stamps WHERE profile_id = :profile OR asker_id = :profile)
    DELETE FROM collection_items WHERE profile_id = :profile
""")
# Those who are gone, are kept from the viewer by a block, or do not want to be found, are not shown; who has not agreed
# yet, to the owner alone.
ITEMS = Statement(Item, f"""
    SELECT {_ITEM}
    FROM collection_items i JOIN profiles p ON p.id = i.profile_id JOIN collections c ON c.id = i.collection_id
    WHERE i.collection_id = ANY(:collections::bigint[]) AND i.revoked_at IS NULL
      AND (i.asked_at IS NULL OR c.owner_id = :viewer)
      AND (p.discoverable OR p.domain IS NOT NULL) AND p.removed_at IS NULL AND p.suspended_at IS NULL
      AND (:viewer::bigint IS NULL OR NOT EXISTS (
        SELECT 1 FROM blocks WHERE (blocker_id, blocked_id) IN ((:viewer, p.id), (p.id, :viewer))))
    ORDER BY i.collection_id, i.id
""")  # noqa: S608
PEOPLE = Statement(Item, f"SELECT {_ITEM} FROM collection_items i WHERE i.collection_id = :collection ORDER BY i.id")  # noqa: S608
PLACES = Statement(Item, f"""
    SELECT {_ITEM} FROM collection_items i WHERE i.collection_id = :collection
    ORDER BY i.revoked_at DESC NULLS FIRST, i.id LIMIT :limit
""")  # noqa: S608
PLACES_WITH = Statement(Item, f"""
    SELECT {_ITEM} FROM collection_items i JOIN collections c ON c.id = i.collection_id
    WHERE c.owner_id = :owner AND i.profile_id = :profile
""")  # noqa: S608
COUNTS = Statement(Count, """
    SELECT c.id AS collection_id, count(i.id)::int AS people, count(i.asked_at)::int AS asked
    FROM collections c LEFT JOIN collection_items i ON i.collection_id = c.id AND i.revoked_at IS NULL
    WHERE c.owner_id = :owner GROUP BY c.id
""")
ITEM = Statement(Item, f"SELECT {_ITEM} FROM collection_items i WHERE i.id = :id")  # noqa: S608
TAKE_IN = Statement(None, """
    INSERT INTO collection_items (id, collection_id, profile_id, added_at, asked_at)
    SELECT id, :collection, profile, :now, CASE WHEN asked THEN :now::timestamptz END
    FROM unnest(:ids::bigint[], :profiles::bigint[], :asked::boolean[]) AS g(id, profile, asked)
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
PART = Statement(Item, f"""
    DELETE FROM collection_items i USING collections c
    WHERE c.id = i.collection_id AND (c.owner_id, i.profile_id) IN ((:one, :other), (:other, :one)) RETURNING {_ITEM}
""")  # noqa: S608

AGREE = Statement(int, """
    UPDATE collection_items SET asked_at = NULL, stamp_uri = :stamp
    WHERE id = :item AND asked_at IS NOT NULL AND revoked_at IS NULL RETURNING id
""")
STAMPED = Statement(Item, f"""
    SELECT {_ITEM} FROM collection_items i
    WHERE i.stamp_uri = :stamp AND i.profile_id = :profile AND i.revoked_at IS NULL
""")  # noqa: S608
POLICIES = Statement(Policy, """
    SELECT profile_id, automatic, manual FROM collection_policies WHERE profile_id = ANY(:profiles::bigint[])
""")
SET_POLICY = Statement(None, """
    INSERT INTO collection_policies AS p (profile_id, automatic, manual) VALUES (:profile, :automatic, :manual)
    ON CONFLICT (profile_id) DO UPDATE SET automatic = excluded.automatic, manual = excluded.manual
    WHERE (p.automatic, p.manual) IS DISTINCT FROM (excluded.automatic, excluded.manual)
""")
DROP_POLICY = Statement(None, "DELETE FROM collection_policies WHERE profile_id = :profile")
# Of collections here the consent is that somebody is in one.
STAMP = Statement(Stamp, """
    SELECT id, profile_id, asker_id, NULL::bigint AS collection_id, collection_uri, revoked_at IS NOT NULL AS revoked
    FROM collection_stamps WHERE id = :id
    UNION ALL
    SELECT i.id, i.profile_id, c.owner_id, c.id, c.uri, i.revoked_at IS NOT NULL
    FROM collection_items i JOIN collections c ON c.id = i.collection_id
    WHERE i.id = :id AND c.uri IS NULL AND i.asked_at IS NULL
""")
GRANT = Statement(int, """
    INSERT INTO collection_stamps AS s (id, profile_id, asker_id, collection_uri, made_at)
    VALUES (:id, :profile, :asker, :uri, :now)
    ON CONFLICT (profile_id, collection_uri) DO UPDATE SET id = s.id
    WHERE s.revoked_at IS NULL AND s.asker_id = excluded.asker_id
    RETURNING id
""")
GRANTED = Statement(int, "SELECT count(*)::int FROM collection_stamps WHERE asker_id = :asker")
# Whoever takes people out has heard of whoever agreed before.
HEAR = Statement(None, """
    UPDATE collection_stamps SET heard_at = :now WHERE collection_uri = :uri AND asker_id = :asker
""")
AGREED = Statement(Agreed, """
    SELECT profile_id, CASE WHEN heard_at IS NULL THEN made_at END FROM collection_stamps
    WHERE collection_uri = :uri AND asker_id = :asker AND revoked_at IS NULL
""")
UNSTAMP = Statement(Stamp, """
    UPDATE collection_stamps SET revoked_at = :now
    WHERE profile_id = :profile AND collection_uri = :uri AND revoked_at IS NULL
    RETURNING id, profile_id, asker_id, NULL::bigint AS collection_id, collection_uri, true AS revoked
""")

FIND = Statement(int, "SELECT id FROM collections WHERE uri = :uri AND owner_id = :owner")
# One elsewhere; nothing if the id belongs to another.
ARRIVE = Statement(Changed, """
    WITH was AS (SELECT id, name, description FROM collections WHERE uri = :uri)
    INSERT INTO collections AS c (id, owner_id, name, description, language, tag, sensitive, discoverable, made_at,
        changed_at, uri, url)
    VALUES (:id, :owner, :name, :description, :language, :tag, :sensitive, :discoverable, :made_at, :changed_at, :uri,
        :url)
    ON CONFLICT (uri) DO UPDATE SET name = excluded.name, description = excluded.description,
        language = excluded.language, tag = excluded.tag, sensitive = excluded.sensitive,
        discoverable = excluded.discoverable, changed_at = excluded.changed_at, url = excluded.url
    WHERE c.owner_id = excluded.owner_id
    RETURNING c.id, c.id = :id AS new,
        EXISTS (SELECT 1 FROM was WHERE (was.name, was.description) IS DISTINCT FROM (:name, :description)) AS renamed
""")
# Who is in it as its server says it, as far as their consents are true; those who have left it stay away.
REPLACE = Statement(None, """
    WITH given AS (
        SELECT * FROM unnest(:ids::bigint[], :profiles::bigint[], :uris::text[], :stamps::text[], :times::timestamptz[])
            AS g(id, profile, uri, stamp, added_at)
    ), gone AS (
        DELETE FROM collection_items i
        WHERE i.collection_id = :collection AND i.revoked_at IS NULL
          AND i.profile_id <> ALL(:profiles::bigint[])
    )
    INSERT INTO collection_items AS i (id, collection_id, profile_id, added_at, uri, stamp_uri)
    SELECT id, :collection, profile, added_at, uri, stamp FROM given
    ON CONFLICT (collection_id, profile_id) DO UPDATE
        SET uri = coalesce(excluded.uri, i.uri), stamp_uri = excluded.stamp_uri
    WHERE i.revoked_at IS NULL
""")
LEAVE_OUT_ELSEWHERE = Statement(Item, f"""
    DELETE FROM collection_items i USING collections c
    WHERE c.id = i.collection_id AND i.uri = :uri AND c.owner_id = :owner AND i.revoked_at IS NULL RETURNING {_ITEM}
""")  # noqa: S608
REMOVE_ITEM = Statement(None, "DELETE FROM collection_items WHERE id = :item")
