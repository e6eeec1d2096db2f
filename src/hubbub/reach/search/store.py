"""Tables: search_posts, search_people, search_reached."""

from dataclasses import dataclass

from hubbub.base.db import Statement
from hubbub.base.ids import PostId, ProfileId


@dataclass(frozen=True, slots=True)
class Named:
    profile: ProfileId
    name: str
    display_name: str
    domain: str | None


@dataclass(frozen=True, slots=True)
class Met:
    """A post that has the words, and whether it is public."""

    post: PostId
    open: bool


KEEP = Statement(None, """
    INSERT INTO search_posts (post_id, open, words)
    SELECT id, open, words::tsvector FROM unnest(:ids::bigint[], :open::boolean[], :words::text[]) AS t(id, open, words)
    ON CONFLICT (post_id) DO UPDATE SET open = excluded.open, words = excluded.words
""")
DROP = Statement(None, "DELETE FROM search_posts WHERE post_id = ANY(:ids::bigint[])")
KEEP_PEOPLE = Statement(None, """
    INSERT INTO search_people (profile_id, words)
    SELECT id, words::tsvector FROM unnest(:ids::bigint[], :words::text[]) AS t(id, words)
    ON CONFLICT (profile_id) DO UPDATE SET words = excluded.words
""")
NAMES = Statement(Named, "SELECT id, name, display_name, domain FROM profiles WHERE id = ANY(:ids::bigint[])")
REACHED = Statement(int, "SELECT id FROM search_reached WHERE what = :what")
REACH = Statement(None, """
    INSERT INTO search_reached (what, id) VALUES (:what, :id) ON CONFLICT (what) DO UPDATE SET id = excluded.id
""")
OLDER_POSTS = Statement(int, """
    SELECT id FROM posts WHERE id < :below AND boost_of_id IS NULL AND removed_at IS NULL ORDER BY id DESC LIMIT :limit
""")
OLDER_PEOPLE = Statement(int, """
    SELECT id FROM profiles WHERE id < :below AND removed_at IS NULL ORDER BY id DESC LIMIT :limit
""")

# Whether a row may be found: what is open, of those who may be searched; one's own; what one had to do with.
_FOUND = """
    SELECT p.id FROM posts p JOIN profiles a ON a.id = p.author_id
    WHERE p.id = s.post_id AND can_see(:viewer, p)
      AND (p.author_id = :viewer OR :viewer::bigint IS NULL OR hears(:viewer, p.author_id, :now))
      AND (a.silenced_at IS NULL OR is_loud(:viewer, a.id))
      AND (s.open AND a.indexable AND :place <> 'library' OR :place <> 'public' AND (
           p.author_id = :viewer
           OR EXISTS (SELECT 1 FROM reactions WHERE profile_id = :viewer AND post_id = p.id AND bits & 11 <> 0)
           OR EXISTS (SELECT 1 FROM mentions WHERE profile_id = :viewer AND post_id = p.id)
           OR EXISTS (SELECT 1 FROM posts r WHERE r.reply_to_id = p.id AND r.author_id = :viewer
                      AND r.removed_at IS NULL)))
"""
# The newest rows with these words; of each is asked whether it may be found.
WALK = Statement(Met, """
    SELECT post_id, open FROM search_walk(:query::tsquery, :above, :below, :most) ORDER BY post_id DESC LIMIT :most
""", steady=True)
FOUND = Statement(int, f"""
    SELECT s.post_id FROM search_posts s WHERE s.post_id = ANY(:ids::bigint[]) AND EXISTS ({_FOUND})
""", steady=True)  # noqa: S608
# Where no word has to be there the newest rows are looked at, one after another. OFFSET 0 keeps the planner from
# turning the question round.
NEWEST = Statement(int, f"""
    SELECT f.id FROM (
        SELECT post_id, open, words FROM search_posts WHERE post_id < :below AND post_id > :above
        ORDER BY post_id DESC LIMIT :depth) AS s
    CROSS JOIN LATERAL ({_FOUND} OFFSET 0) AS f
    WHERE :query::text IS NULL OR s.words @@ :query::tsquery
    LIMIT :limit
""")  # noqa: S608
PEOPLE = Statement(int, """
    SELECT p.id FROM search_people s JOIN profiles p ON p.id = s.profile_id
        JOIN profile_counts c ON c.profile_id = p.id
        LEFT JOIN follows f ON f.follower_id = :viewer AND f.followed_id = p.id
    WHERE s.words @@ :query::tsquery AND p.kind <> 'application' AND p.removed_at IS NULL AND p.suspended_at IS NULL
      AND (NOT :followed OR f.id IS NOT NULL)
      AND (:viewer::bigint IS NULL OR NOT EXISTS (
        SELECT 1 FROM blocks
        WHERE (blocker_id, blocked_id) = (p.id, :viewer)
           OR (blocker_id, blocked_id) = (:viewer, p.id) AND lower(p.name) <> :exact))
    ORDER BY lower(p.name) <> :exact, p.moved_to_id IS NOT NULL, f.id IS NULL, p.domain IS NOT NULL,
        c.follower_count DESC, p.id
    LIMIT :limit OFFSET :offset
""")
# A tag that nobody may see a post of is nobody's business: it may be a word of a letter.
TAGS = Statement(str, """
    SELECT t.name FROM (
        SELECT id, name FROM tags WHERE name ~>=~ :beginning AND name ~<~ :end AND unlisted_at IS NULL
        ORDER BY name USING ~<~ LIMIT 200) AS t
    CROSS JOIN LATERAL (
        SELECT count(*) AS posts FROM (
            SELECT 1 FROM post_tags s JOIN posts p ON p.id = s.post_id
            WHERE s.tag_id = t.id AND p.visibility = 'public' AND can_see(:viewer, p) LIMIT 50) AS seen) AS used
    WHERE used.posts > 0
    ORDER BY t.name <> :beginning, used.posts DESC, t.name LIMIT :limit OFFSET :offset
""")
