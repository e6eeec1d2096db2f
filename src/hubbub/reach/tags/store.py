"""Tables: tags, post_tags."""

from dataclasses import dataclass
from datetime import date

from hubbub.base.db import Statement
from hubbub.base.ids import PostId


@dataclass(frozen=True, slots=True)
class Tagged:
    post: PostId
    name: str


@dataclass(frozen=True, slots=True)
class Day:
    """How much a tag was used in one day: by how many posts, of how many people."""

    day: date
    posts: int
    authors: int


# Two statements: one that waited for another's new tag does not see it itself, the next one does.
NAME = Statement(None, """
    INSERT INTO tags (name) SELECT n FROM unnest(:names::text[]) AS n ORDER BY n ON CONFLICT (name) DO NOTHING
""")
TAG = Statement(None, """
    INSERT INTO post_tags (post_id, tag_id) SELECT :post, id FROM tags WHERE name = ANY(:names::text[])
    ON CONFLICT DO NOTHING
""")
DROP_OTHERS = Statement(None, """
    DELETE FROM post_tags WHERE post_id = :post
      AND tag_id NOT IN (SELECT id FROM tags WHERE name = ANY(:names::text[]))
""")
FORGET = Statement(None, "DELETE FROM post_tags WHERE post_id = :post")
TAGGED = Statement(Tagged, """
    SELECT p.post_id, t.name FROM post_tags p JOIN tags t ON t.id = p.tag_id
    WHERE p.post_id = ANY(:posts::bigint[]) ORDER BY p.post_id, t.name
""")
# A post with several of the tags is listed once, by that with the smallest id.
POSTS = Statement(int, """
    WITH any_of AS MATERIALIZED (SELECT id FROM tags WHERE name = ANY(:any_of::text[]))
    SELECT p.id FROM post_tags t JOIN posts p ON p.id = t.post_id JOIN profiles a ON a.id = p.author_id
    WHERE t.tag_id IN (SELECT id FROM any_of)
      AND NOT EXISTS (SELECT 1 FROM post_tags s WHERE s.post_id = t.post_id AND s.tag_id < t.tag_id
                      AND s.tag_id IN (SELECT id FROM any_of))
      AND (SELECT count(*) FROM post_tags s JOIN tags n ON n.id = s.tag_id
           WHERE s.post_id = p.id AND n.name = ANY(:all_of::text[])) = cardinality(:all_of::text[])
      AND NOT EXISTS (SELECT 1 FROM post_tags s JOIN tags n ON n.id = s.tag_id
                      WHERE s.post_id = p.id AND n.name = ANY(:none_of::text[]))
      AND p.visibility = 'public' AND can_see(:viewer, p)
      AND (:below::bigint IS NULL OR p.id < :below) AND (:above::bigint IS NULL OR p.id > :above)
      AND (NOT :here OR a.domain IS NULL) AND (NOT :elsewhere OR a.domain IS NOT NULL)
      AND (:viewer::bigint IS NULL OR p.author_id = :viewer OR hears(:viewer, p.author_id, :now))
    ORDER BY CASE WHEN :upward THEN p.id END ASC, p.id DESC LIMIT :limit
""")
DAYS = Statement(Day, """
    SELECT (p.published_at AT TIME ZONE 'UTC')::date AS day, count(*)::int, count(DISTINCT p.author_id)::int
    FROM post_tags s JOIN tags n ON n.id = s.tag_id JOIN posts p ON p.id = s.post_id
    WHERE n.name = :name AND p.visibility = 'public' AND can_see(NULL, p) AND p.published_at >= :since
    GROUP BY day ORDER BY day DESC
""")
