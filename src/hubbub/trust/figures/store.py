"""No tables of its own: it counts what others keep. A day is one of UTC.

Ids begin with the time, so a stretch of days is a stretch of the index.
"""

from dataclasses import dataclass
from datetime import datetime

from hubbub.base.db import Statement


@dataclass(frozen=True, slots=True)
class Day:
    """How many on a day; without a day, in the whole time."""

    day: datetime | None
    count: int


@dataclass(frozen=True, slots=True)
class Share:
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Week:
    week: datetime
    posts: int
    sign_ins: int
    sign_ups: int


@dataclass(frozen=True, slots=True)
class Cohort:
    """Of those who joined in a period, how many published in a later one."""

    joined: datetime
    period: datetime
    joined_count: int
    count: int


NEW = Statement(Day, """
    SELECT date_trunc('day', made_at) AS day, count(*)::int FROM accounts
    WHERE made_at >= :start AND made_at < :stop GROUP BY GROUPING SETS ((date_trunc('day', made_at)), ())
""")
ACTIVE = Statement(Day, """
    SELECT date_trunc('day', p.published_at) AS day, count(DISTINCT p.author_id)::int
    FROM posts p JOIN profiles a ON a.id = p.author_id AND a.domain IS NULL
    WHERE p.id >= :least AND p.id < :most GROUP BY GROUPING SETS ((date_trunc('day', p.published_at)), ())
""")
INTERACTIONS = Statement(Day, """
    SELECT date_trunc('day', p.published_at) AS day, count(*)::int
    FROM posts p JOIN posts o ON o.id = coalesce(p.reply_to_id, p.boost_of_id)
        JOIN profiles a ON a.id = o.author_id AND a.domain IS NULL
    WHERE p.id >= :least AND p.id < :most AND o.author_id <> p.author_id
    GROUP BY GROUPING SETS ((date_trunc('day', p.published_at)), ())
""")
OPENED = Statement(Day, """
    SELECT date_trunc('day', made_at) AS day, count(*)::int FROM complaints
    WHERE made_at >= :start AND made_at < :stop GROUP BY GROUPING SETS ((date_trunc('day', made_at)), ())
""")
RESOLVED = Statement(Day, """
    SELECT date_trunc('day', resolved_at) AS day, count(*)::int FROM complaints
    WHERE resolved_at >= :start AND resolved_at < :stop GROUP BY GROUPING SETS ((date_trunc('day', resolved_at)), ())
""")
LANGUAGES = Statement(Share, """
    SELECT coalesce(p.language, 'und'), count(*)::int AS number
    FROM posts p JOIN profiles a ON a.id = p.author_id AND a.domain IS NULL
    WHERE p.id >= :least AND p.id < :most AND p.boost_of_id IS NULL GROUP BY 1 ORDER BY number DESC, 1 LIMIT :limit
""")
SERVERS = Statement(Share, """
    SELECT coalesce(a.domain, :here), count(*)::int AS number FROM posts p JOIN profiles a ON a.id = p.author_id
    WHERE p.id >= :least AND p.id < :most GROUP BY 1 ORDER BY number DESC, 1 LIMIT :limit
""")
SOURCES = Statement(Share, """
    SELECT coalesce(o.name, 'web'), count(*)::int AS number
    FROM accounts a LEFT JOIN oauth_apps o ON o.id = a.opened_with
    WHERE a.made_at >= :start AND a.made_at < :stop GROUP BY 1 ORDER BY number DESC, 1 LIMIT :limit
""")
SOFTWARE = Statement(str, "SELECT current_setting('server_version')")
SPACE = Statement(int, "SELECT pg_database_size(current_database())::bigint")
WEEKS = Statement(Week, """
    SELECT w.week,
        (SELECT count(*)::int FROM posts p JOIN profiles a ON a.id = p.author_id AND a.domain IS NULL
         WHERE p.id >= w.least AND p.id < w.most AND p.removed_at IS NULL),
        (SELECT count(DISTINCT account_id)::int FROM sessions
         WHERE made_at >= w.week AND made_at < w.week + interval '7 days'),
        (SELECT count(*)::int FROM accounts WHERE made_at >= w.week AND made_at < w.week + interval '7 days')
    FROM unnest(:weeks::timestamptz[], :leasts::bigint[], :mosts::bigint[]) AS w(week, least, most) ORDER BY w.week DESC
""")
# Who published in a period counts as having been there: visits are not written down.
COHORTS = Statement(Cohort, """
    WITH joined AS (
        SELECT a.id, date_trunc(:frequency, a.made_at) AS period, m.profile_id
        FROM accounts a JOIN members m ON m.account_id = a.id AND m.role = 'owner'
        WHERE a.made_at >= :start AND a.made_at < :stop AND a.removed_at IS NULL
    ), wrote AS (
        SELECT DISTINCT j.id, j.period AS joined, date_trunc(:frequency, p.published_at) AS period
        FROM joined j JOIN posts p ON p.author_id = j.profile_id WHERE p.id >= :least AND p.id < :most
    ), sizes AS (SELECT period, count(DISTINCT id)::int AS number FROM joined GROUP BY period)
    SELECT s.period, o.period, s.number, count(w.id)::int
    FROM sizes s JOIN unnest(:periods::timestamptz[]) AS o(period) ON o.period >= s.period
    LEFT JOIN wrote w ON w.joined = s.period AND w.period = o.period
    GROUP BY s.period, o.period, s.number ORDER BY s.period, o.period
""")

# Of one tag and of one server, for staff to look at before they judge it.
# What was said with the tag to everybody, in a stretch of the index of its posts.
_USES = """
    FROM tags n JOIN post_tags t ON t.tag_id = n.id AND t.post_id >= :least AND t.post_id < :most
        JOIN posts p ON p.id = t.post_id AND p.visibility = 'public' AND p.removed_at IS NULL
        JOIN profiles a ON a.id = p.author_id
    WHERE n.name = :of"""
_BY_DAY = "GROUP BY GROUPING SETS ((date_trunc('day', p.published_at)), ())"
_LARGEST = "GROUP BY 1 ORDER BY number DESC, 1 LIMIT :limit"

TAG_USES = Statement(Day, f"SELECT date_trunc('day', p.published_at), count(*) {_USES} {_BY_DAY}")
TAG_ACCOUNTS = Statement(Day, f"""
    SELECT date_trunc('day', p.published_at), count(DISTINCT p.author_id) {_USES} {_BY_DAY}
""")
TAG_SERVERS = Statement(Day, f"""
    SELECT date_trunc('day', p.published_at), count(DISTINCT a.domain) {_USES} {_BY_DAY}
""")
SERVERS_OF_TAG = Statement(Share, f"SELECT coalesce(a.domain, :here), count(*) AS number {_USES} {_LARGEST}")
LANGUAGES_OF_TAG = Statement(Share, f"SELECT coalesce(p.language, 'und'), count(*) AS number {_USES} {_LARGEST}")

# Of a server: on each day of the time, and in all that is known of it.
SERVER_ACCOUNTS = Statement(Day, """
    SELECT date_trunc('day', made_at) AS day, count(*) FROM profiles
    WHERE domain = :of AND made_at >= :start AND made_at < :stop GROUP BY day
    UNION ALL SELECT NULL, count(*) FROM profiles WHERE domain = :of AND removed_at IS NULL
""")
SERVER_POSTS = Statement(Day, """
    WITH theirs AS (
        SELECT p.id, p.published_at FROM profiles a JOIN posts p ON p.author_id = a.id
        WHERE a.domain = :of AND p.removed_at IS NULL
    )
    SELECT date_trunc('day', published_at) AS day, count(*) FROM theirs WHERE id >= :least AND id < :most GROUP BY day
    UNION ALL SELECT NULL, count(*) FROM theirs
""")

# How much there is of `x`, joined to the server's profiles `a` and with a `made_at`; each counts `number`.
_THEIRS = """
    WITH theirs AS (SELECT x.made_at, {number} AS number FROM profiles a JOIN {joined} WHERE a.domain = :of)
    SELECT date_trunc('day', made_at) AS day, coalesce(sum(number), 0)::bigint FROM theirs
    WHERE made_at >= :start AND made_at < :stop GROUP BY day
    UNION ALL SELECT NULL, coalesce(sum(number), 0)::bigint FROM theirs
"""
SERVER_REPORTS = Statement(Day, _THEIRS.format(number="1", joined="complaints x ON x.about_id = a.id"))
SERVER_FOLLOWS = Statement(Day, _THEIRS.format(number="1", joined="follows x ON x.followed_id = a.id"))
SERVER_FOLLOWERS = Statement(Day, _THEIRS.format(number="1", joined="follows x ON x.follower_id = a.id"))
# Bytes of what is here of their files.
SERVER_MEDIA = Statement(Day, _THEIRS.format(number="x.bytes", joined="""
    media m ON m.profile_id = a.id
    JOIN copies x ON x.url = m.remote_url AND x.purpose = 'file' AND x.original_key IS NOT NULL
"""))
SERVER_FOLLOWED = Statement(Share, """
    SELECT a.name, count(f.id) AS number FROM profiles a LEFT JOIN follows f ON f.followed_id = a.id
    WHERE a.domain = :of AND a.removed_at IS NULL GROUP BY a.id ORDER BY number DESC, a.name LIMIT :limit
""")
SERVER_LANGUAGES = Statement(Share, """
    SELECT coalesce(p.language, 'und'), count(*) AS number FROM profiles a JOIN posts p ON p.author_id = a.id
    WHERE a.domain = :of AND p.id >= :least AND p.id < :most AND p.boost_of_id IS NULL
    GROUP BY 1 ORDER BY number DESC, 1 LIMIT :limit
""")


@dataclass(frozen=True, slots=True)
class People:
    here: int
    active: int
    posts: int
    elsewhere: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Kept:
    """How much is kept of one kind, in bytes."""

    kind: str
    count: int
    bytes: int


@dataclass(frozen=True, slots=True)
class KeptCopies(Kept):
    """The same of copies; of them what somebody has looked at in a day and in a week."""

    day: int
    week: int


PEOPLE = Statement(People, """
    SELECT (SELECT count(*)::int FROM profiles WHERE domain IS NULL AND removed_at IS NULL),
        (SELECT count(DISTINCT p.author_id)::int FROM posts p JOIN profiles a ON a.id = p.author_id AND a.domain IS NULL
         WHERE p.id >= :least),
        (SELECT coalesce(sum(c.post_count), 0)::int FROM profile_counts c JOIN profiles a ON a.id = c.profile_id
         WHERE a.domain IS NULL AND a.removed_at IS NULL),
        (SELECT count(*)::int FROM profiles WHERE domain IS NOT NULL AND removed_at IS NULL),
        (SELECT count(*)::int FROM accounts WHERE approved_at IS NULL AND removed_at IS NULL)
""")
MEDIA = Statement(Kept, """
    SELECT kind, count(*)::int, coalesce(sum(bytes), 0)::bigint AS size FROM media WHERE original_key IS NOT NULL
    GROUP BY kind ORDER BY size DESC, kind
""")
COPIES = Statement(KeptCopies, """
    SELECT purpose, count(*)::int, coalesce(sum(bytes), 0)::bigint AS size,
        coalesce(sum(bytes) FILTER (WHERE seen_at > :now::timestamptz - interval '1 day'), 0)::bigint,
        coalesce(sum(bytes) FILTER (WHERE seen_at > :now::timestamptz - interval '7 days'), 0)::bigint
    FROM copies WHERE original_key IS NOT NULL GROUP BY purpose ORDER BY size DESC, purpose
""")
