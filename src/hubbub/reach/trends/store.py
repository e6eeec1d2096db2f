"""Tables: tag_trends, post_trends."""

from hubbub.base.db import Statement

# A person counts once, by what they did last, and half as much with every :half_life (an interval).
_WEIGHT = "power(0.5, extract(epoch FROM :now - max(at)) / extract(epoch FROM :half_life::interval))"

CLEAR_TAGS = Statement(None, "DELETE FROM tag_trends")
COUNT_TAGS = Statement(None, f"""
    INSERT INTO tag_trends (tag_id, score, people_count)
    SELECT tag_id, sum(weight), count(*)::int FROM (
        SELECT tag_id, author_id, {_WEIGHT} AS weight
        FROM (
            SELECT s.tag_id, p.author_id, p.published_at AS at
            FROM posts p JOIN post_tags s ON s.post_id = p.id JOIN profiles a ON a.id = p.author_id
            WHERE p.id > :least AND p.visibility = 'public' AND p.boost_of_id IS NULL AND p.removed_at IS NULL
              AND NOT p.local_only AND a.suspended_at IS NULL AND a.removed_at IS NULL) AS each
        GROUP BY 1, 2) AS used
    GROUP BY 1 HAVING count(*) >= :people ORDER BY 2 DESC LIMIT :most
""")  # noqa: S608
CLEAR_POSTS = Statement(None, "DELETE FROM post_trends")
# Who likes a post and who passes it on, each person once and its author not; of each author the one post that most do.
COUNT_POSTS = Statement(None, f"""
    INSERT INTO post_trends (post_id, score, people_count)
    SELECT id, score, people FROM (
        SELECT p.id, sum(d.weight) AS score, count(*)::int AS people,
            row_number() OVER (PARTITION BY p.author_id ORDER BY sum(d.weight) DESC, p.id DESC) AS place
        FROM (SELECT post_id, profile_id, {_WEIGHT} AS weight FROM (
                SELECT post_id, profile_id, made_at AS at FROM favourites WHERE id > :least
                UNION ALL
                SELECT boost_of_id, author_id, published_at FROM posts
                WHERE id > :least AND boost_of_id IS NOT NULL AND removed_at IS NULL) AS done
              GROUP BY 1, 2) AS d
        JOIN posts p ON p.id = d.post_id AND p.author_id <> d.profile_id
        JOIN profiles a ON a.id = p.author_id
        WHERE p.id > :oldest AND p.visibility = 'public' AND p.reply_to_id IS NULL AND p.reply_to_uri IS NULL
          AND NOT p.sensitive AND p.removed_at IS NULL AND NOT p.local_only
          AND a.discoverable AND a.suspended_at IS NULL AND a.removed_at IS NULL
        GROUP BY p.id HAVING count(*) >= :people) AS counted
    WHERE place = 1 ORDER BY score DESC LIMIT :most
""")  # noqa: S608
TAGS = Statement(str, """
    SELECT n.name FROM tag_trends t JOIN tags n ON n.id = t.tag_id
    ORDER BY t.score DESC, n.name LIMIT :limit OFFSET :offset
""")
POSTS = Statement(int, """
    SELECT p.id FROM post_trends t JOIN posts p ON p.id = t.post_id
    WHERE p.visibility = 'public' AND can_see(:viewer, p)
      AND (:viewer::bigint IS NULL OR hears(:viewer, p.author_id, :now))
    ORDER BY t.score DESC, p.id DESC LIMIT :limit OFFSET :offset
""")
