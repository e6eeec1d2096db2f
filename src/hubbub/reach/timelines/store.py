"""Tables: feed_owners, feed, left_out."""

from dataclasses import dataclass

from hubbub.base.db import Statement
from hubbub.base.ids import PostId, ProfileId


@dataclass(frozen=True, slots=True)
class Found:
    """What stands in a home, the newest first: posts and boosts, what each shows, and the reader's flags of that."""

    posts: list[PostId]
    originals: list[PostId]
    bits: list[int]


@dataclass(frozen=True, slots=True)
class ChunkEnd:
    upto: ProfileId | None
    count: int


# One look at two covering indexes. Blocks, mutes and what the reader may see may be younger than the feed, so
# all three are asked again; the predicate only of what is not for everybody. One row a home: to make an entry of each
# took as long as to find them.
_READ = """
  SELECT coalesce(array_agg(post), '{{}}'), coalesce(array_agg(original), '{{}}'), coalesce(array_agg(bits), '{{}}')
  FROM (
    WITH unheard AS MATERIALIZED (
        SELECT blocked_id AS id FROM blocks WHERE blocker_id = :reader
        UNION ALL SELECT blocker_id FROM blocks WHERE blocked_id = :reader
        UNION ALL SELECT muted_id FROM mutes WHERE muter_id = :reader AND (ends_at IS NULL OR ends_at > :now))
    SELECT e.post_id AS post, e.original_id AS original, coalesce(r.bits, 0)::int AS bits
    FROM (SELECT * FROM feed
          WHERE profile_id = :reader
            AND author_id NOT IN (SELECT id FROM unheard) AND original_author_id NOT IN (SELECT id FROM unheard)
            AND (NOT restricted OR EXISTS (SELECT 1 FROM posts p WHERE p.id = post_id AND can_see(:reader, p)))
            {which}) AS e
    LEFT JOIN reactions r ON r.profile_id = :reader AND r.post_id = e.original_id
    ORDER BY e.post_id DESC) AS found
"""
# Of many readers at once, each with the length of their page, in their order.
NEWEST = Statement(Found, """
    SELECT top.* FROM unnest(:readers::bigint[], :limits::int[]) WITH ORDINALITY AS asked (reader, page, place)
    CROSS JOIN LATERAL ({top}) AS top ORDER BY place
""".format(top=_READ.format(which="ORDER BY post_id DESC LIMIT page").replace(":reader", "asked.reader")), steady=True)  # noqa: S608
OLDER = Statement(Found, _READ.format(which="""
    AND post_id < :below AND (:above::bigint IS NULL OR post_id > :above) ORDER BY post_id DESC LIMIT :limit
"""), steady=True)
NEWER = Statement(Found, _READ.format(which="""
    AND post_id > :above AND (:below::bigint IS NULL OR post_id < :below) ORDER BY post_id DESC LIMIT :limit
"""), steady=True)
NEXT_UP = Statement(Found, _READ.format(which="""
    AND post_id > :above AND (:below::bigint IS NULL OR post_id < :below) ORDER BY post_id LIMIT :limit
"""), steady=True)
# In which languages somebody writes, by what of it the reader may see; what they boost says nothing of that.
WRITTEN = Statement(str, """
    SELECT DISTINCT split_part(language, '-', 1) FROM (
        SELECT p.language FROM posts p
        WHERE p.author_id = :author AND p.boost_of_id IS NULL AND p.language IS NOT NULL
          AND p.removed_at IS NULL AND can_see(:reader, p)
        ORDER BY p.id DESC LIMIT :most) AS lately
""")
OWNED = Statement(bool, "SELECT EXISTS (SELECT 1 FROM feed_owners WHERE profile_id = :reader)")
SEEN = Statement(None, "UPDATE feed_owners SET seen_at = :now WHERE profile_id = ANY(:readers::bigint[])")
OWN = Statement(None, """
    INSERT INTO feed_owners (profile_id, seen_at) VALUES (:reader, :now)
    ON CONFLICT (profile_id) DO UPDATE SET seen_at = excluded.seen_at
""")
REBUILD = Statement(None, """
    INSERT INTO feed (profile_id, post_id, original_id, author_id, original_author_id, restricted)
    SELECT :reader, p.id, coalesce(p.boost_of_id, p.id), p.author_id, coalesce(o.author_id, p.author_id),
        p.visibility NOT IN ('public', 'quiet') OR coalesce(o.visibility, 'public') NOT IN ('public', 'quiet')
    FROM (SELECT followed_id AS author_id, shows_boosts, languages FROM follows WHERE follower_id = :reader
          UNION ALL SELECT :reader::bigint, true, NULL) AS heard
    CROSS JOIN LATERAL (
        SELECT * FROM posts p WHERE p.author_id = heard.author_id AND p.removed_at IS NULL
        ORDER BY p.id DESC LIMIT 400) AS p
    LEFT JOIN posts o ON o.id = p.boost_of_id
    WHERE (p.boost_of_id IS NULL OR heard.shows_boosts) AND can_see(:reader, p::posts)
      AND (heard.languages IS NULL OR p.language IS NULL OR split_part(p.language, '-', 1) = ANY(heard.languages))
      AND NOT EXISTS (SELECT 1 FROM left_out l WHERE l.reader_id = :reader AND l.author_id = p.author_id)
      AND (p.reply_to_author_id IS NULL OR p.reply_to_author_id IN (p.author_id, :reader)
           OR EXISTS (SELECT 1 FROM follows WHERE follower_id = :reader AND followed_id = p.reply_to_author_id))
    ORDER BY p.id DESC LIMIT 400
    ON CONFLICT DO NOTHING
""")
ADD_OWN = Statement(None, """
    INSERT INTO feed (profile_id, post_id, original_id, author_id, original_author_id, restricted)
    SELECT p.author_id, p.id, coalesce(p.boost_of_id, p.id), p.author_id, coalesce(o.author_id, p.author_id),
        p.visibility NOT IN ('public', 'quiet') OR coalesce(o.visibility, 'public') NOT IN ('public', 'quiet')
    FROM posts p LEFT JOIN posts o ON o.id = p.boost_of_id
    WHERE p.id = ANY(:posts::bigint[]) AND EXISTS (SELECT 1 FROM feed_owners WHERE profile_id = p.author_id)
    ON CONFLICT DO NOTHING
""")
# Of these authors those with more followers who have a feed than go into one transaction. Most have fewer followers of
# any kind, and are looked at no further: joining two indexes in their order reads a long way into both.
CROWDED = Statement(int, """
    SELECT a FROM unnest(:authors::bigint[]) AS a
    WHERE CASE WHEN (SELECT count(*) FROM (
        SELECT 1 FROM follows WHERE followed_id = a LIMIT :most + 1) AS followers) > :most
    THEN (SELECT count(*) FROM (
        SELECT 1 FROM follows f JOIN feed_owners w ON w.profile_id = f.follower_id
        WHERE f.followed_id = a LIMIT :most + 1) AS crowd) > :most
    ELSE false END
""")
# What lands of a post `p`, which may pass on `o`, with a follower `f`.
_LANDS = """
    INSERT INTO feed (profile_id, post_id, original_id, author_id, original_author_id, restricted)
    SELECT f.follower_id, p.id, coalesce(p.boost_of_id, p.id), p.author_id, coalesce(o.author_id, p.author_id),
        p.visibility NOT IN ('public', 'quiet') OR coalesce(o.visibility, 'public') NOT IN ('public', 'quiet')
    FROM posts p LEFT JOIN posts o ON o.id = p.boost_of_id JOIN {followers}
    WHERE p.id = ANY(:posts::bigint[]) AND p.removed_at IS NULL AND (p.boost_of_id IS NULL OR f.shows_boosts)
      AND (f.languages IS NULL OR p.language IS NULL OR split_part(p.language, '-', 1) = ANY(f.languages))
      AND (p.visibility IN ('public', 'quiet') OR can_see(f.follower_id, p))
      AND (p.reply_to_author_id IS NULL OR p.reply_to_author_id IN (p.author_id, f.follower_id)
           OR EXISTS (SELECT 1 FROM follows g
                      WHERE g.follower_id = f.follower_id AND g.followed_id = p.reply_to_author_id))
      AND NOT EXISTS (SELECT 1 FROM left_out l WHERE l.reader_id = f.follower_id AND l.author_id = p.author_id)
      AND (o.id IS NULL OR hears(f.follower_id, o.author_id, :now))
      -- One post passed on by many stands in a home once in half a day (an id holds its milliseconds << 16).
      AND (o.id IS NULL OR NOT EXISTS (
           SELECT 1 FROM feed x WHERE x.profile_id = f.follower_id AND x.original_id = o.id
             AND x.post_id > p.id - (43200000::bigint << 16)))
"""
_ALL = "follows f ON f.followed_id = p.author_id JOIN feed_owners w ON w.profile_id = f.follower_id"
_CHUNK = "chunk f ON true"
_LAND_CHUNK = _LANDS.format(followers=_CHUNK)
# To all followers here who have a feed.
FAN_OUT = Statement(int, f"{_LANDS.format(followers=_ALL)} ON CONFLICT DO NOTHING RETURNING profile_id")
# To the next of them, as many as go into one transaction; up to whom that was. Looking first whether it is there costs
# half as much as landing, and it hardly ever is: only if it was is the second taken.
_CHUNK_OF = """
    WITH chunk AS MATERIALIZED (
        SELECT f.follower_id, f.shows_boosts, f.languages
        FROM follows f JOIN feed_owners w ON w.profile_id = f.follower_id
        WHERE f.followed_id = :author AND f.follower_id > :after ORDER BY f.follower_id LIMIT :most
    ), landed AS ({landing})
    SELECT max(follower_id), count(*)::int FROM chunk
"""
FAN_OUT_CHUNK = Statement(ChunkEnd, _CHUNK_OF.format(landing=_LAND_CHUNK))
FAN_OUT_AGAIN = Statement(ChunkEnd, _CHUNK_OF.format(landing=f"{_LAND_CHUNK} ON CONFLICT DO NOTHING"))
FORGET_POST = Statement(int, """
    DELETE FROM feed WHERE post_id = :post AND profile_id IN (
        SELECT follower_id FROM follows WHERE followed_id = :author UNION ALL SELECT :author) RETURNING profile_id
""")
FORGET_AUTHOR = Statement(None, """
    DELETE FROM feed WHERE profile_id = :reader AND (author_id = :author OR original_author_id = :author)
""")
# Posts that come by another way than a follow: for everybody to see, and of nobody whom the reader does not hear,
# or who is silenced for those who do not follow them.
LAND = Statement(int, """
    INSERT INTO feed (profile_id, post_id, original_id, author_id, original_author_id, restricted)
    SELECT w.profile_id, p.id, p.id, p.author_id, p.author_id, false
    FROM posts p JOIN profiles a ON a.id = p.author_id JOIN feed_owners w ON w.profile_id = ANY(:readers::bigint[])
    WHERE p.id = ANY(:posts::bigint[]) AND p.visibility = 'public' AND p.boost_of_id IS NULL
      AND can_see(w.profile_id, p) AND hears(w.profile_id, p.author_id, :now)
      AND (a.silenced_at IS NULL OR is_loud(w.profile_id, a.id))
      AND NOT EXISTS (SELECT 1 FROM left_out l WHERE l.reader_id = w.profile_id AND l.author_id = p.author_id)
    ON CONFLICT DO NOTHING RETURNING profile_id
""")
WITHDRAW = Statement(int, """
    DELETE FROM feed f WHERE f.profile_id = ANY(:readers::bigint[]) AND f.post_id = ANY(:posts::bigint[])
      AND f.author_id <> f.profile_id AND NOT EXISTS (
          SELECT 1 FROM follows WHERE follower_id = f.profile_id AND followed_id = f.author_id) RETURNING f.profile_id
""")
LEAVE_OUT = Statement(None, """
    INSERT INTO left_out (reader_id, author_id)
    SELECT follower_id, followed_id FROM follows
    WHERE follower_id = :reader AND followed_id = ANY(:authors::bigint[])
    ON CONFLICT DO NOTHING
""")
LET_IN = Statement(int, """
    DELETE FROM left_out WHERE reader_id = :reader AND author_id <> ALL(:authors::bigint[]) RETURNING author_id
""")
TAKE_OUT = Statement(None, "DELETE FROM feed WHERE profile_id = :reader AND author_id = ANY(:authors::bigint[])")
FORGET_AWAY = Statement(int, """
    WITH away AS (DELETE FROM feed_owners WHERE seen_at < :before RETURNING profile_id)
    DELETE FROM feed WHERE profile_id IN (SELECT profile_id FROM away) RETURNING profile_id
""")
LANDED = Statement(int, """
    SELECT profile_id FROM feed WHERE post_id = :post AND profile_id = ANY(:readers::bigint[])
""")
# Of these readers those who had the post at home, or whom it spoke to: it is gone from there, so the follows tell.
HAD = Statement(int, """
    SELECT follower_id FROM follows
    WHERE followed_id = :author AND follower_id = ANY(:readers::bigint[])
      AND (:visibility IN ('public', 'quiet', 'followers') OR :visibility = 'mutuals' AND EXISTS (
           SELECT 1 FROM follows back WHERE back.follower_id = :author AND back.followed_id = follows.follower_id))
    UNION SELECT profile_id FROM readers WHERE post_id = :post AND profile_id = ANY(:readers::bigint[])
    UNION SELECT profile_id FROM mentions WHERE post_id = :post AND profile_id = ANY(:readers::bigint[])
    UNION SELECT :author::bigint WHERE :author = ANY(:readers::bigint[])
""")
