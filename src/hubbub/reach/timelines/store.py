"""Tables: feed_owners, feed."""

from dataclasses import dataclass

from hubbub.base.db import Statement
from hubbub.base.ids import PostId, ProfileId


@dataclass(frozen=True, slots=True)
class Entry:
    post: PostId
    original: PostId


@dataclass(frozen=True, slots=True)
class ChunkEnd:
    upto: ProfileId | None
    count: int


PAGE = Statement(Entry, """
    SELECT post_id, original_id FROM feed
    WHERE profile_id = :reader
      AND (:below::bigint IS NULL OR post_id < :below) AND (:above::bigint IS NULL OR post_id > :above)
    ORDER BY CASE WHEN :upward THEN post_id END ASC, post_id DESC LIMIT :limit
""")
# Of these entries, the ones the reader still wants: blocks, mutes and what they may see may be younger than
# the feed. Whom the reader does not hear is looked up once, and the predicate asked of restricted posts only:
# a public post of somebody heard is visible, unless its author is gone.
WANTED = Statement(int, """
    WITH unheard AS MATERIALIZED (
        SELECT blocked_id AS id FROM blocks WHERE blocker_id = :reader
        UNION ALL SELECT blocker_id FROM blocks WHERE blocked_id = :reader
        UNION ALL SELECT muted_id FROM mutes WHERE muter_id = :reader AND (ends_at IS NULL OR ends_at > :now))
    SELECT p.id FROM posts p
    JOIN profiles a ON a.id = p.author_id AND a.suspended_at IS NULL AND a.removed_at IS NULL
    LEFT JOIN posts o ON o.id = p.boost_of_id
    WHERE p.id = ANY(:posts::bigint[]) AND p.removed_at IS NULL
      AND p.author_id NOT IN (SELECT id FROM unheard)
      AND (o.id IS NULL OR o.author_id NOT IN (SELECT id FROM unheard))
      AND ((p.visibility IN ('public', 'quiet') AND o.id IS NULL AND NOT p.local_only) OR can_see(:reader, p))
""")
NEWEST = Statement(Entry, """
    SELECT post_id, original_id FROM feed WHERE profile_id = :reader ORDER BY post_id DESC LIMIT :limit
""")
OWNED = Statement(bool, "SELECT EXISTS (SELECT 1 FROM feed_owners WHERE profile_id = :reader)")
SEEN = Statement(None, "UPDATE feed_owners SET seen_at = :now WHERE profile_id = ANY(:readers::bigint[])")
OWN = Statement(None, """
    INSERT INTO feed_owners (profile_id, seen_at) VALUES (:reader, :now)
    ON CONFLICT (profile_id) DO UPDATE SET seen_at = excluded.seen_at
""")
REBUILD = Statement(None, """
    INSERT INTO feed (profile_id, post_id, original_id)
    SELECT :reader, p.id, coalesce(p.boost_of_id, p.id)
    FROM (SELECT followed_id AS author_id, shows_boosts FROM follows WHERE follower_id = :reader
          UNION ALL SELECT :reader::bigint, true) AS heard
    CROSS JOIN LATERAL (
        SELECT * FROM posts p WHERE p.author_id = heard.author_id AND p.removed_at IS NULL
        ORDER BY p.id DESC LIMIT 400) AS p
    WHERE (p.boost_of_id IS NULL OR heard.shows_boosts) AND can_see(:reader, p::posts)
      AND (p.reply_to_author_id IS NULL OR p.reply_to_author_id IN (p.author_id, :reader)
           OR EXISTS (SELECT 1 FROM follows WHERE follower_id = :reader AND followed_id = p.reply_to_author_id))
    ORDER BY p.id DESC LIMIT 400
    ON CONFLICT DO NOTHING
""")
ADD_OWN = Statement(None, """
    INSERT INTO feed (profile_id, post_id, original_id)
    SELECT :reader, :post, :original WHERE EXISTS (SELECT 1 FROM feed_owners WHERE profile_id = :reader)
    ON CONFLICT DO NOTHING
""")
# To those followers here who have a feed and whose ids lie within the chunk.
FAN_OUT = Statement(int, """
    INSERT INTO feed (profile_id, post_id, original_id)
    SELECT f.follower_id, p.id, coalesce(p.boost_of_id, p.id)
    FROM posts p
    JOIN follows f ON f.followed_id = p.author_id AND f.follower_id > :after AND f.follower_id <= :upto
         AND (p.boost_of_id IS NULL OR f.shows_boosts)
    JOIN feed_owners w ON w.profile_id = f.follower_id
    WHERE p.id = :post AND p.removed_at IS NULL
      AND (p.visibility IN ('public', 'quiet') OR can_see(f.follower_id, p))
      AND (p.reply_to_author_id IS NULL OR p.reply_to_author_id IN (p.author_id, f.follower_id)
           OR EXISTS (SELECT 1 FROM follows g
                      WHERE g.follower_id = f.follower_id AND g.followed_id = p.reply_to_author_id))
      AND (p.boost_of_id IS NULL OR EXISTS (
           SELECT 1 FROM posts o WHERE o.id = p.boost_of_id AND hears(f.follower_id, o.author_id, :now)))
    ON CONFLICT DO NOTHING
    RETURNING profile_id
""")
FORGET_POST = Statement(int, """
    DELETE FROM feed WHERE post_id = :post AND profile_id IN (
        SELECT follower_id FROM follows WHERE followed_id = :author UNION ALL SELECT :author) RETURNING profile_id
""")
FORGET_AUTHOR = Statement(None, """
    DELETE FROM feed USING posts p LEFT JOIN posts o ON o.id = p.boost_of_id
    WHERE feed.profile_id = :reader AND p.id = feed.post_id AND (p.author_id = :author OR o.author_id = :author)
""")
CHUNK_END = Statement(ChunkEnd, """
    SELECT max(follower_id), count(*)::int FROM (
        SELECT f.follower_id FROM follows f JOIN feed_owners w ON w.profile_id = f.follower_id
        WHERE f.followed_id = :author AND f.follower_id > :after ORDER BY f.follower_id LIMIT :most) AS chunk
""")
FORGET_AWAY = Statement(int, """
    WITH away AS (DELETE FROM feed_owners WHERE seen_at < :before RETURNING profile_id)
    DELETE FROM feed WHERE profile_id IN (SELECT profile_id FROM away) RETURNING profile_id
""")
