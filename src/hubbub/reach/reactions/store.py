"""Tables: favourites, early_favourites, bookmarks, reactions, thread_mutes."""

from dataclasses import dataclass

from hubbub.base.db import Statement
from hubbub.base.ids import PostId, ProfileId


@dataclass(frozen=True, slots=True)
class Bits:
    post: PostId
    bits: int


@dataclass(frozen=True, slots=True)
class Flagged:
    profile: ProfileId
    bits: int


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of somebody's list: the key that pages go by, and the post."""

    key: int
    post: PostId


@dataclass(frozen=True, slots=True)
class Doer:
    """Who reacted to a post, with the key that pages go by."""

    key: int
    profile: ProfileId


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody's like of a post that had not come yet, and what it is called on the wire."""

    profile: ProfileId
    uri: str | None


FAVOURITE = Statement(int, """
    WITH made AS (
        INSERT INTO favourites (profile_id, post_id, id, made_at, uri) VALUES (:profile, :post, :id, :now, :uri)
        ON CONFLICT (profile_id, post_id) DO NOTHING RETURNING id
    ), marked AS (
        INSERT INTO reactions AS r (profile_id, post_id, bits) SELECT :profile, :post, 1 FROM made
        ON CONFLICT (profile_id, post_id) DO UPDATE SET bits = (r.bits | 1) & ~16)
    SELECT id FROM made
""")
UNFAVOURITE = Statement(int, """
    WITH gone AS (
        DELETE FROM favourites WHERE profile_id = :profile AND post_id = :post RETURNING id
    ), marked AS (
        UPDATE reactions SET bits = bits & ~1
        WHERE profile_id = :profile AND post_id = :post AND EXISTS (SELECT 1 FROM gone))
    SELECT id FROM gone
""")
EXPECT = Statement(None, """
    INSERT INTO early_favourites (post_uri, profile_id, came_at, uri) VALUES (:post, :profile, :now, :uri)
    ON CONFLICT DO NOTHING
""")
EXPECT_NOT = Statement(int, """
    DELETE FROM early_favourites WHERE post_uri = :uri AND profile_id = :profile RETURNING profile_id
""")
AWAITED = "EXISTS (SELECT 1 FROM early_favourites WHERE post_uri = :uri)"
EXPECTED = Statement(Expected, "DELETE FROM early_favourites WHERE post_uri = :uri RETURNING profile_id, uri")
NAMED = Statement(str, """
    SELECT p.uri FROM favourites f JOIN posts p ON p.id = f.post_id WHERE f.profile_id = :profile AND f.uri = :uri
    UNION ALL SELECT post_uri FROM early_favourites WHERE profile_id = :profile AND uri = :uri LIMIT 1
""")
FORGET_EXPECTED = Statement(None, "DELETE FROM early_favourites WHERE came_at < :before")
BOOKMARK = Statement(None, """
    WITH made AS (
        INSERT INTO bookmarks (profile_id, post_id, id, made_at) VALUES (:profile, :post, :id, :now)
        ON CONFLICT (profile_id, post_id) DO NOTHING RETURNING id)
    INSERT INTO reactions AS r (profile_id, post_id, bits) SELECT :profile, :post, 8 FROM made
    ON CONFLICT (profile_id, post_id) DO UPDATE SET bits = r.bits | 8
""")
UNBOOKMARK = Statement(None, """
    WITH gone AS (
        DELETE FROM bookmarks WHERE profile_id = :profile AND post_id = :post RETURNING id)
    UPDATE reactions SET bits = bits & ~8
    WHERE profile_id = :profile AND post_id = :post AND EXISTS (SELECT 1 FROM gone)
""")
MARK = Statement(int, """
    INSERT INTO reactions AS r (profile_id, post_id, bits) VALUES (:profile, :post, :bit)
    ON CONFLICT (profile_id, post_id) DO UPDATE SET bits = r.bits | excluded.bits WHERE r.bits & excluded.bits = 0
    RETURNING bits
""")
# Whatever was asked of its author, it is done now.
MARK_BOOSTED = Statement(None, """
    INSERT INTO reactions AS r (profile_id, post_id, bits) VALUES (:profile, :post, 2)
    ON CONFLICT (profile_id, post_id) DO UPDATE SET bits = (r.bits | 2) & ~32
""")
HOLD = Statement(int, "SELECT bits FROM reactions WHERE profile_id = :profile AND post_id = :post FOR UPDATE")
UNMARK = Statement(int, """
    UPDATE reactions SET bits = bits & ~:bit::smallint
    WHERE profile_id = :profile AND post_id = :post AND bits & :bit <> 0 RETURNING bits
""")
MUTE_THREAD = Statement(None, """
    WITH muted AS (
        INSERT INTO thread_mutes (profile_id, thread_id, made_at) VALUES (:profile, :thread, :now)
        ON CONFLICT DO NOTHING)
    INSERT INTO reactions AS r (profile_id, post_id, bits)
    SELECT :profile, id, 4 FROM posts WHERE thread_id = :thread AND boost_of_id IS NULL AND removed_at IS NULL
    ON CONFLICT (profile_id, post_id) DO UPDATE SET bits = r.bits | 4
""")
UNMUTE_THREAD = Statement(None, """
    WITH gone AS (DELETE FROM thread_mutes WHERE profile_id = :profile AND thread_id = :thread)
    UPDATE reactions r SET bits = r.bits & ~4 FROM posts p
    WHERE p.thread_id = :thread AND r.post_id = p.id AND r.profile_id = :profile
""")
MUTED_BY = Statement(None, """
    INSERT INTO reactions AS r (profile_id, post_id, bits)
    SELECT profile_id, :post, 4 FROM thread_mutes WHERE thread_id = :thread
    ON CONFLICT (profile_id, post_id) DO UPDATE SET bits = r.bits | 4
""")
FORGET = Statement(int, """
    WITH f AS (DELETE FROM favourites WHERE post_id = :post),
    b AS (DELETE FROM bookmarks WHERE post_id = :post)
    DELETE FROM reactions WHERE post_id = :post RETURNING profile_id
""")
CROWD = Statement(Flagged, """
    SELECT profile_id, bits FROM reactions WHERE profile_id = ANY(:viewers::bigint[]) AND post_id = :post
""")
FLAGS = Statement(Bits, """
    SELECT post_id, bits FROM reactions WHERE profile_id = :viewer AND post_id = ANY(:posts::bigint[])
""", steady=True)
FAVOURITES = Statement(Listed, """
    SELECT f.id, p.id FROM favourites f JOIN posts p ON p.id = f.post_id
    WHERE f.profile_id = :viewer AND can_see(:viewer, p)
      AND (:below::bigint IS NULL OR f.id < :below) AND (:above::bigint IS NULL OR f.id > :above)
    ORDER BY CASE WHEN :upward THEN f.id END ASC, f.id DESC LIMIT :limit
""")
BOOKMARKS = Statement(Listed, """
    SELECT b.id, p.id FROM bookmarks b JOIN posts p ON p.id = b.post_id
    WHERE b.profile_id = :viewer AND can_see(:viewer, p)
      AND (:below::bigint IS NULL OR b.id < :below) AND (:above::bigint IS NULL OR b.id > :above)
    ORDER BY CASE WHEN :upward THEN b.id END ASC, b.id DESC LIMIT :limit
""")
FAVOURERS = Statement(Doer, """
    SELECT f.id, f.profile_id FROM favourites f JOIN profiles a ON a.id = f.profile_id
    WHERE f.post_id = :post AND a.suspended_at IS NULL AND a.removed_at IS NULL
      AND (:below::bigint IS NULL OR f.id < :below) AND (:above::bigint IS NULL OR f.id > :above)
      AND (:viewer::bigint IS NULL OR f.profile_id = :viewer OR hears(:viewer, f.profile_id, :now))
    ORDER BY CASE WHEN :upward THEN f.id END ASC, f.id DESC LIMIT :limit
""")
BOOSTERS = Statement(Doer, """
    SELECT p.id, p.author_id FROM posts p
    WHERE p.boost_of_id = :post AND can_see(:viewer, p)
      AND (:below::bigint IS NULL OR p.id < :below) AND (:above::bigint IS NULL OR p.id > :above)
      AND (:viewer::bigint IS NULL OR p.author_id = :viewer OR hears(:viewer, p.author_id, :now))
    ORDER BY CASE WHEN :upward THEN p.id END ASC, p.id DESC LIMIT :limit
""")
