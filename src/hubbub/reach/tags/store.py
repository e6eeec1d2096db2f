"""Tables: tags, post_tags, followed_tags, featured_tags."""

from dataclasses import dataclass
from datetime import datetime

from hubbub.base.db import Statement
from hubbub.base.ids import PostId
from hubbub.base.weeks import Day


@dataclass(frozen=True, slots=True)
class Tagged:
    post: PostId
    name: str


@dataclass(frozen=True, slots=True)
class Given:
    """A post was given a tag that is known; whether anybody follows it, and whether posts here may not carry it."""

    post: PostId
    name: str
    followed: bool
    barred: bool


@dataclass(frozen=True, slots=True)
class Newest:
    """One of the newest public posts with a tag, and whether it is from here."""

    post: PostId
    here: bool


@dataclass(frozen=True, slots=True)
class Followed:
    """A tag that somebody follows, with the key that pages go by."""

    key: int
    name: str


@dataclass(frozen=True, slots=True)
class Featured:
    """A tag that somebody shows beside their profile, and what they wrote with it for everybody."""

    id: int
    name: str
    posts: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Interest:
    """What somebody does with a tag."""

    name: str
    following: bool
    featuring: bool
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A tag as staff sees it, with the key that pages go by."""

    key: int
    name: str
    usable: bool
    listable: bool


NAME = Statement(None, """
    INSERT INTO tags (name) SELECT n FROM unnest(:names::text[]) AS n ORDER BY n ON CONFLICT (name) DO NOTHING
""")
# By a statement of its own: one that waited for another's new tag does not see it itself, the next one does.
TAG = Statement(Given, """
    WITH wanted AS (
        SELECT g.post_id, t.id AS tag_id, t.name, t.barred_at
        FROM unnest(:posts::bigint[], :names::text[]) AS g(post_id, name) JOIN tags t ON t.name = g.name),
    given AS (INSERT INTO post_tags (post_id, tag_id) SELECT post_id, tag_id FROM wanted ON CONFLICT DO NOTHING)
    SELECT post_id, name, EXISTS (SELECT 1 FROM followed_tags f WHERE f.tag_id = wanted.tag_id), barred_at IS NOT NULL
    FROM wanted
""")
DROP_OTHERS = Statement(str, """
    DELETE FROM post_tags p USING tags t WHERE p.post_id = :post AND t.id = p.tag_id AND t.name <> ALL(:names::text[])
    RETURNING t.name
""")
FORGET = Statement(None, "DELETE FROM post_tags WHERE post_id = :post")
# When a post `p` carries one.
CARRIED = "EXISTS (SELECT 1 FROM post_tags x WHERE x.post_id = p.id)"
TAGGED = Statement(Tagged, """
    SELECT p.post_id, t.name FROM post_tags p JOIN tags t ON t.id = p.tag_id
    WHERE p.post_id = ANY(:posts::bigint[]) ORDER BY p.post_id, t.name
""", steady=True)
# What is public, whoever may see or hear it: each reader is asked about before anything is shown.
NEWEST = Statement(Newest, """
    SELECT t.post_id, a.domain IS NULL
    FROM tags n JOIN post_tags t ON t.tag_id = n.id
    JOIN posts p ON p.id = t.post_id JOIN profiles a ON a.id = p.author_id
    WHERE n.name = :name AND p.visibility = 'public' AND p.removed_at IS NULL
    ORDER BY t.post_id DESC LIMIT :limit
""", steady=True)
# The newest of each tag by one look at its index, then the newest of all, each once.
_POSTS = """
    WITH any_of AS MATERIALIZED (SELECT id FROM tags WHERE name = ANY(:any_of::text[]))
    SELECT DISTINCT e.id
    FROM any_of CROSS JOIN LATERAL (
        SELECT p.id FROM post_tags t JOIN posts p ON p.id = t.post_id JOIN profiles a ON a.id = p.author_id
        WHERE t.tag_id = any_of.id
          AND t.post_id < coalesce(:below::bigint, 9223372036854775807) AND t.post_id > coalesce(:above::bigint, 0)
          AND p.visibility = 'public' AND can_see(:viewer, p) AND (NOT :only_media OR p.has_media)
          AND (cardinality(:all_of::text[]) = 0 OR cardinality(:all_of) = (
               SELECT count(*) FROM post_tags s JOIN tags n ON n.id = s.tag_id
               WHERE s.post_id = p.id AND n.name = ANY(:all_of)))
          AND (cardinality(:none_of::text[]) = 0 OR NOT EXISTS (
               SELECT 1 FROM post_tags s JOIN tags n ON n.id = s.tag_id
               WHERE s.post_id = p.id AND n.name = ANY(:none_of)))
          AND (NOT :here OR a.domain IS NULL) AND (NOT :elsewhere OR a.domain IS NOT NULL)
          AND (:viewer::bigint IS NULL OR p.author_id = :viewer OR hears(:viewer, p.author_id, :now))
          AND (a.silenced_at IS NULL OR is_loud(:viewer, a.id))
        ORDER BY t.post_id {order} LIMIT :limit) AS e
    ORDER BY e.id {order} LIMIT :limit
"""
POSTS = Statement(int, _POSTS.format(order="DESC"))
POSTS_UPWARD = Statement(int, _POSTS.format(order="ASC"))
BY_AUTHOR = Statement(int, """
    SELECT p.id FROM tags n JOIN post_tags t ON t.tag_id = n.id JOIN posts p ON p.id = t.post_id
    WHERE n.name = :name AND p.author_id = :author AND can_see(:viewer, p)
      AND (:replies OR p.reply_to_id IS NULL OR p.reply_to_author_id = p.author_id)
      AND (:direct OR p.visibility NOT IN ('mentioned', 'chosen')) AND (NOT :only_media OR p.has_media)
      AND (:among::bigint[] IS NULL OR p.id = ANY(:among))
      AND (:below::bigint IS NULL OR p.id < :below) AND (:above::bigint IS NULL OR p.id > :above)
    ORDER BY CASE WHEN :upward THEN p.id END ASC, p.id DESC LIMIT :limit
""")
# The ids of a week are one stretch of the index: they begin with the time. What is for everybody is told by hand, as a
# tag of a hundred thousand posts would be asked about for seconds.
DAYS = Statement(Day, """
    SELECT n.name, (p.published_at AT TIME ZONE 'UTC')::date AS day, count(*)::int, count(DISTINCT p.author_id)::int
    FROM tags n JOIN post_tags s ON s.tag_id = n.id AND s.post_id >= :least JOIN posts p ON p.id = s.post_id
    JOIN profiles a ON a.id = p.author_id AND a.suspended_at IS NULL AND a.removed_at IS NULL
    WHERE n.name = ANY(:names::text[]) AND p.visibility = 'public' AND NOT p.local_only AND p.removed_at IS NULL
      AND p.published_at >= :since AND p.published_at < :until
    GROUP BY n.name, day
""")
INTERESTS = Statement(Interest, """
    SELECT t.name, EXISTS (SELECT 1 FROM followed_tags WHERE profile_id = :viewer AND tag_id = t.id),
        EXISTS (SELECT 1 FROM featured_tags WHERE profile_id = :viewer AND tag_id = t.id), t.title
    FROM tags t WHERE t.name = ANY(:names::text[])
""")
FOLLOW = Statement(int, """
    INSERT INTO followed_tags (profile_id, tag_id, id)
    SELECT :profile, id, :id FROM tags
    WHERE name = :name AND (SELECT count(*) FROM followed_tags WHERE profile_id = :profile) < :most
    ON CONFLICT DO NOTHING RETURNING id
""")
UNFOLLOW = Statement(int, """
    DELETE FROM followed_tags f USING tags t
    WHERE t.name = :name AND f.tag_id = t.id AND f.profile_id = :profile RETURNING f.tag_id
""")
FOLLOWED = Statement(Followed, """
    SELECT f.id, t.name FROM followed_tags f JOIN tags t ON t.id = f.tag_id
    WHERE f.profile_id = :profile
      AND (:below::bigint IS NULL OR f.id < :below) AND (:above::bigint IS NULL OR f.id > :above)
    ORDER BY CASE WHEN :upward THEN f.id END ASC, f.id DESC LIMIT :limit
""")
FOLLOWERS = Statement(int, """
    SELECT DISTINCT f.profile_id FROM post_tags s JOIN followed_tags f ON f.tag_id = s.tag_id
    WHERE s.post_id = :post AND f.profile_id > :after ORDER BY f.profile_id LIMIT :most
""")
NEWEST_FOLLOWED = Statement(int, """
    SELECT DISTINCT s.post_id FROM followed_tags f CROSS JOIN LATERAL (
        SELECT post_id FROM post_tags WHERE tag_id = f.tag_id ORDER BY post_id DESC LIMIT :most) AS s
    WHERE f.profile_id = :profile ORDER BY s.post_id DESC LIMIT :most
""")
# What stands in a home with this tag and with no other that is followed.
LANDED = Statement(int, """
    SELECT h.post_id FROM feed h JOIN post_tags s ON s.post_id = h.post_id AND s.tag_id = :tag
    WHERE h.profile_id = :profile AND NOT EXISTS (
        SELECT 1 FROM post_tags o JOIN followed_tags f ON f.tag_id = o.tag_id AND f.profile_id = :profile
        WHERE o.post_id = h.post_id)
""")
FEATURE = Statement(int, """
    INSERT INTO featured_tags (profile_id, tag_id, id)
    SELECT :profile, id, :id FROM tags
    WHERE name = :name AND (SELECT count(*) FROM featured_tags WHERE profile_id = :profile) < :most
    ON CONFLICT DO NOTHING RETURNING id
""")
UNFEATURE = Statement(str, """
    DELETE FROM featured_tags f USING tags t
    WHERE f.tag_id = t.id AND f.profile_id = :profile AND (f.id = :id OR t.name = :name) RETURNING t.name
""")
FEATURED = Statement(Featured, """
    SELECT f.id, t.name, used.count, used.last_at
    FROM featured_tags f JOIN tags t ON t.id = f.tag_id CROSS JOIN LATERAL (
        SELECT count(*)::int AS count, max(p.published_at) AS last_at
        FROM post_tags s JOIN posts p ON p.id = s.post_id
        WHERE s.tag_id = f.tag_id AND p.author_id = f.profile_id AND p.visibility IN ('public', 'quiet')
          AND can_see(NULL, p)) AS used
    WHERE f.profile_id = :profile ORDER BY used.count DESC, t.name
""")
SUGGESTED = Statement(str, """
    SELECT t.name
    FROM (SELECT p.id FROM posts p WHERE p.author_id = :profile AND can_see(:profile, p)
          ORDER BY p.id DESC LIMIT 400) AS mine
    JOIN post_tags s ON s.post_id = mine.id JOIN tags t ON t.id = s.tag_id
    WHERE t.unlisted_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM featured_tags f WHERE f.profile_id = :profile AND f.tag_id = t.id)
    GROUP BY t.name ORDER BY count(*) DESC, t.name LIMIT :most
""")
KNOWN = Statement(Known, """
    SELECT id, name, barred_at IS NULL, unlisted_at IS NULL FROM tags
    WHERE (:below::bigint IS NULL OR id < :below) AND (:above::bigint IS NULL OR id > :above)
    ORDER BY CASE WHEN :upward THEN id END ASC, id DESC LIMIT :limit
""")
KNOWN_SO = Statement(Known, """
    SELECT id, name, barred_at IS NULL, unlisted_at IS NULL FROM tags WHERE name = ANY(:names::text[])
""")
# A ruling stays as old as it is when it is said once more.
RULE = Statement(None, """
    UPDATE tags SET title = coalesce(:title, title),
        barred_at = CASE WHEN coalesce(:usable, barred_at IS NULL) THEN NULL ELSE coalesce(barred_at, :now) END,
        unlisted_at = CASE WHEN coalesce(:listable, unlisted_at IS NULL) THEN NULL ELSE coalesce(unlisted_at, :now) END
    WHERE name = :name
""")
