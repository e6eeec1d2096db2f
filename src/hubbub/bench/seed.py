"""`hubbub seed`: people, follows and posts in bulk, shaped like a real server's: few are followed by many."""

import time
from collections.abc import Callable
from typing import Any

from hubbub.base.db import Db

# What a run of the mill note looks like; with counts, mention and account a status is about 3 KB.
_WORDS = (
    "The harbour was quiet this morning and the bakery had run out of rye, so we walked the long way round by the"
    " lighthouse. A heron stood where the ferry used to land. Somebody has painted the railings a cheerful green and"
    " nobody knows who. More pictures tonight, once the light is right; the film has to dry first. "
)

_STEPS: tuple[tuple[str, ...], ...] = (
    ("people", """
        INSERT INTO profiles (id, name, display_name, note, note_html, uri, url, inbox, shared_inbox, followers_uri,
            made_at)
        SELECT id, name, initcap(name) || ' of the Harbour', 'I bake.', '<p>I bake. ' || repeat('Bread ', 40) || '</p>',
            $3 || '/users/' || id, $3 || '/@' || name, $3 || '/users/' || id || '/inbox', $3 || '/inbox',
            $3 || '/users/' || id || '/followers', now() - interval '1 year'
        FROM (SELECT ($4::bigint - 31536000000 + n * 1000) << 16 AS id, 'seed' || n AS name
              FROM generate_series(1, $1::int) AS n) AS people
        ON CONFLICT DO NOTHING
        """),
    ("their counts", """
        INSERT INTO profile_counts (profile_id) SELECT id FROM profiles WHERE name LIKE 'seed%' ON CONFLICT DO NOTHING
        """),
    # How many one follows is drawn for each: without the `n` in it, it would be drawn once for all.
    ("follows", """
        WITH numbered AS MATERIALIZED (
            SELECT array_agg(id ORDER BY id) AS ids FROM profiles WHERE name LIKE 'seed%' AND domain IS NULL),
        wanted AS (
            SELECT ids[n] AS follower, ids[1 + floor(power(random(), 2.2) * $1::int)::int] AS followed
            FROM numbered, generate_series(1, $1::int) AS n, generate_series(
                1, least(20 + floor(power(random() + n * 0, 3) * 600)::int, greatest($1::int / 30, 20))))
        INSERT INTO follows (follower_id, followed_id, id, made_at)
        SELECT follower, followed, ($4::bigint << 16) - row_number() OVER (), now()
        FROM (SELECT DISTINCT follower, followed FROM wanted WHERE follower <> followed) AS pairs
        ON CONFLICT DO NOTHING
        """),
    ("posts", """
        WITH numbered AS MATERIALIZED (
            SELECT array_agg(id ORDER BY id) AS ids FROM profiles WHERE name LIKE 'seed%' AND domain IS NULL)
        INSERT INTO posts (id, author_id, visibility, text, html, language, thread_id, uri, url, published_at)
        SELECT id, author, 'public', '', '<p>' || $5 || '</p><p>Number ' || n || '. ' || $5 || words || '</p>', 'en',
            id, $3 || '/users/' || author || '/posts/' || id, $3 || '/@seed/' || id, to_timestamp((id >> 16) / 1000.0)
        FROM (SELECT n, ($4::bigint - ($2::bigint - n) * 7000) << 16 | (n & 65535) AS id,
                     ids[1 + floor(power(random(), 1.5) * $1::int)::int] AS author,
                     (SELECT string_agg('w' || floor(power(random(), 4) * 50000), ' ')
                      FROM generate_series(1, 12 + (n % 2)::int)) AS words
              FROM numbered, generate_series(1, $2::bigint) AS n) AS made
        ON CONFLICT DO NOTHING
        """),
    ("their figures", """
        INSERT INTO post_counts (post_id, reply_count, boost_count, favourite_count)
        SELECT id, floor(random() * 5), floor(random() * 9), floor(random() * 30) FROM posts ON CONFLICT DO NOTHING
        """),
    # As reach.search takes posts in, but by the database, which is quicker for a million at a time; and the index of
    # words is made anew, since word by word it takes ten times as long.
    ("what is found by words", "DROP INDEX search_posts_words", """
        INSERT INTO search_posts (post_id, open, words)
        SELECT id, true, to_tsvector('simple', regexp_replace(html, '<[^>]+>', ' ', 'g'))
            || array_to_tsvector(ARRAY['by:' || author_id, 'in:en'])
        FROM posts ORDER BY id ON CONFLICT DO NOTHING
        """, "CREATE INDEX search_posts_words ON search_posts USING gin (words) WITH (fastupdate = off)"),
    ("what was taken in", """
        INSERT INTO search_reached (what, id) VALUES ('posts', 0), ('people', 0) ON CONFLICT DO NOTHING
        """),
    ("who is found by name", """
        INSERT INTO search_people (profile_id, words)
        SELECT id, to_tsvector('simple', name || ' ' || display_name) FROM profiles ON CONFLICT DO NOTHING
        """),
    ("who is about", """
        INSERT INTO feed_owners (profile_id, seen_at) SELECT id, now() FROM profiles WHERE name LIKE 'seed%'
        ON CONFLICT DO NOTHING
        """),
    ("home timelines", """
        INSERT INTO feed (profile_id, post_id, original_id, author_id, original_author_id, restricted)
        SELECT f.follower_id, p.id, p.id, p.author_id, p.author_id, false
        FROM (SELECT id, author_id FROM posts ORDER BY id DESC LIMIT greatest($2::bigint / 40, 1000)) AS p
        JOIN follows f ON f.followed_id = p.author_id
        ON CONFLICT DO NOTHING
        """),
    ("people's figures", """
        UPDATE profile_counts c SET post_count = p.posts FROM
            (SELECT author_id, count(*)::int AS posts FROM posts GROUP BY 1) AS p WHERE p.author_id = c.profile_id
        """),
    ("followers' figures", """
        UPDATE profile_counts c SET follower_count = f.n FROM
            (SELECT followed_id, count(*)::int AS n FROM follows GROUP BY 1) AS f WHERE f.followed_id = c.profile_id
        """),
)


async def seed(db: Db, profiles: int, posts: int, say: Callable[[str], None] = print) -> dict[str, int]:
    """Fill the server with this many people and posts; how many follows and feed rows came of it."""
    given: tuple[Any, ...] = (profiles, posts, db.here.settings.base, int(time.time() * 1000), _WORDS)
    async with db.alone() as connection:
        await connection.execute("SET synchronous_commit = off")
        for name, *statements in _STEPS:
            start = time.monotonic()
            async with connection.transaction():
                for sql in statements:
                    used = [value for n, value in enumerate(given, 1) if f"${n}" in sql]
                    await connection.execute(_renumbered(sql), *used, timeout=3600)
            say(f"{name}: {time.monotonic() - start:.1f} s")
        await connection.execute("VACUUM (ANALYZE)", timeout=3600)
        counts = await connection.fetchrow(
            "SELECT (SELECT count(*) FROM follows) AS follows, (SELECT count(*) FROM feed) AS feed"
        )
        return dict(counts)


def _renumbered(sql: str) -> str:
    """The statement with its `$n` made dense: each step uses some of the values only."""
    used = [n for n in range(1, 6) if f"${n}" in sql]
    for place, n in enumerate(used, 1):
        sql = sql.replace(f"${n}", f"§{place}")
    return sql.replace("§", "$")
