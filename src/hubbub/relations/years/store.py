"""Tables: years."""

from dataclasses import dataclass
from typing import Any

from hubbub.base.db import Statement


@dataclass(frozen=True, slots=True)
class Year:
    year: int
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kinds:
    total: int
    boosts: int
    replies: int
    polls: int


@dataclass(frozen=True, slots=True)
class Counted:
    """How often something came: an id, a name, or a month."""

    what: str
    count: int


@dataclass(frozen=True, slots=True)
class Tops:
    by_boosts: int | None
    by_favourites: int | None
    by_replies: int | None


ASK = Statement(int, """
    INSERT INTO years (profile_id, year, asked_at) VALUES (:profile, :year, :now) ON CONFLICT DO NOTHING RETURNING year
""")
KEEP = Statement(None, "UPDATE years SET data = :data WHERE profile_id = :profile AND year = :year")
READ = Statement(int, """
    UPDATE years SET read_at = coalesce(read_at, :now)
    WHERE profile_id = :profile AND year = :year AND data IS NOT NULL RETURNING year
""")
STATE = Statement(bool, "SELECT data IS NOT NULL FROM years WHERE profile_id = :profile AND year = :year")
GET = Statement(Year, """
    SELECT year, data FROM years
    WHERE profile_id = :profile AND data IS NOT NULL AND (:year::int IS NULL OR year = :year) ORDER BY year DESC
""")
UNREAD = Statement(Year, """
    SELECT year, data FROM years WHERE profile_id = :profile AND data IS NOT NULL AND read_at IS NULL ORDER BY year DESC
""")
FORGET = Statement(None, "DELETE FROM years WHERE profile_id = :profile")
# All of the following are one's own posts between two ids, which begin with the time.
WROTE = Statement(bool, """
    SELECT EXISTS (SELECT 1 FROM posts WHERE author_id = :me AND id >= :least AND id < :end AND removed_at IS NULL)
""")
KINDS = Statement(Kinds, """
    SELECT count(*)::int, (count(*) FILTER (WHERE boost_of_id IS NOT NULL))::int,
        (count(*) FILTER (WHERE boost_of_id IS NULL
            AND (reply_to_uri IS NOT NULL OR reply_to_id IS NOT NULL)
            AND reply_to_author_id IS DISTINCT FROM :me))::int,
        (count(*) FILTER (WHERE EXISTS (SELECT 1 FROM polls WHERE post_id = p.id)))::int
    FROM posts p WHERE author_id = :me AND id >= :least AND id < :end AND removed_at IS NULL
""")
TOPS = Statement(Tops, """
    WITH mine AS (
        SELECT p.id, c.boost_count, c.favourite_count, c.reply_count FROM posts p JOIN post_counts c ON c.post_id = p.id
        WHERE p.author_id = :me AND p.id >= :least AND p.id < :end AND p.removed_at IS NULL AND p.boost_of_id IS NULL
          AND p.visibility IN ('public', 'quiet'))
    SELECT (SELECT id FROM mine WHERE boost_count > 0 ORDER BY boost_count DESC, id DESC LIMIT 1),
        (SELECT id FROM mine WHERE favourite_count > 0 ORDER BY favourite_count DESC, id DESC LIMIT 1),
        (SELECT id FROM mine WHERE reply_count > 0 ORDER BY reply_count DESC, id DESC LIMIT 1)
""")
MONTHS = Statement(Counted, """
    SELECT extract(month FROM published_at AT TIME ZONE 'UTC')::int::text, count(*)::int FROM posts
    WHERE author_id = :me AND id >= :least AND id < :end AND removed_at IS NULL GROUP BY 1
""")
FOLLOWS = Statement(Counted, """
    SELECT extract(month FROM made_at AT TIME ZONE 'UTC')::int::text || way, count(*)::int FROM (
        SELECT made_at, '' AS way FROM follows WHERE follower_id = :me
        UNION ALL SELECT made_at, ' in' FROM follows WHERE followed_id = :me) AS mine
    WHERE made_at >= :since AND made_at < :until GROUP BY 1
""")
TAGS = Statement(Counted, """
    SELECT t.name, count(*)::int FROM posts p JOIN post_tags s ON s.post_id = p.id JOIN tags t ON t.id = s.tag_id
    WHERE p.author_id = :me AND p.id >= :least AND p.id < :end AND p.removed_at IS NULL
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20
""")
APPS = Statement(Counted, """
    SELECT a.name, count(*)::int FROM posts p JOIN oauth_apps a ON a.id = p.app_id
    WHERE p.author_id = :me AND p.id >= :least AND p.id < :end AND p.removed_at IS NULL
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10
""")
ANSWERED = Statement(Counted, """
    SELECT reply_to_author_id::text, count(*)::int FROM posts
    WHERE author_id = :me AND id >= :least AND id < :end AND removed_at IS NULL AND reply_to_author_id <> :me
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10
""")
BOOSTED = Statement(Counted, """
    SELECT o.author_id::text, count(*)::int FROM posts p JOIN posts o ON o.id = p.boost_of_id
    WHERE p.author_id = :me AND p.id >= :least AND p.id < :end AND p.removed_at IS NULL AND o.author_id <> :me
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10
""")
# The share of the people here who have written less, in hundredths.
AHEAD_OF = Statement(int, """
    SELECT coalesce(100 * count(*) FILTER (WHERE c.post_count < m.post_count) / nullif(count(*), 0), 0)::int
    FROM profiles p JOIN profile_counts c ON c.profile_id = p.id, profile_counts m
    WHERE p.domain IS NULL AND p.kind <> 'application' AND p.removed_at IS NULL AND p.suspended_at IS NULL
      AND p.id <> :me AND m.profile_id = :me
""")
