"""Tables: tag_trends, post_trends, link_trends, publishers, trend_verdicts."""

from dataclasses import dataclass
from datetime import datetime

from hubbub.base.db import Statement


@dataclass(frozen=True, slots=True)
class Verdict:
    """What staff said of something that trends."""

    subject: str
    approved: bool
    given_at: datetime


@dataclass(frozen=True, slots=True)
class Publisher:
    """Whose pages have trended: the host that they are read from, and since when it is known."""

    id: int
    host: str
    met_at: datetime


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
              AND NOT p.local_only AND a.suspended_at IS NULL AND a.removed_at IS NULL
              AND a.silenced_at IS NULL) AS each
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
          AND a.discoverable AND a.suspended_at IS NULL AND a.removed_at IS NULL AND a.silenced_at IS NULL
        GROUP BY p.id HAVING count(*) >= :people) AS counted
    WHERE place = 1 ORDER BY score DESC LIMIT :most
""")  # noqa: S608
CLEAR_LINKS = Statement(None, "DELETE FROM link_trends")
# Who leads to a page in a post, or passes such a post on, each person once.
COUNT_LINKS = Statement(None, f"""
    INSERT INTO link_trends (preview_id, score, people_count)
    SELECT preview_id, sum(weight), count(*)::int FROM (
        SELECT preview_id, author_id, {_WEIGHT} AS weight
        FROM (
            SELECT l.preview_id, p.author_id, p.published_at AS at
            FROM posts p JOIN posts o ON o.id = coalesce(p.boost_of_id, p.id)
            JOIN post_links l ON l.post_id = o.id JOIN previews v ON v.id = l.preview_id
            JOIN profiles a ON a.id = p.author_id JOIN profiles b ON b.id = o.author_id
            WHERE p.id > :least AND p.removed_at IS NULL AND o.removed_at IS NULL AND NOT o.local_only
              AND p.visibility = 'public' AND o.visibility = 'public' AND NOT o.sensitive AND v.title <> ''
              AND a.suspended_at IS NULL AND a.removed_at IS NULL AND a.silenced_at IS NULL
              AND b.suspended_at IS NULL AND b.removed_at IS NULL AND b.silenced_at IS NULL) AS each
        GROUP BY 1, 2) AS used
    GROUP BY 1 HAVING count(*) >= :people ORDER BY 2 DESC LIMIT :most
""")  # noqa: S608
MEET_PUBLISHERS = Statement(None, """
    INSERT INTO publishers (host, met_at)
    SELECT DISTINCT v.host, :now::timestamptz FROM link_trends t JOIN previews v ON v.id = t.preview_id
    WHERE v.host <> '' AND NOT EXISTS (SELECT 1 FROM publishers k WHERE k.host = v.host)
    ON CONFLICT DO NOTHING
""")
# What was said of a page `v` itself counts for more than what was said of who publishes it, and what was said of a host
# for more than what was said of one above it.
_SAID_OF_LINK = """
    SELECT w.approved, w.given_at FROM trend_verdicts w
    WHERE w.kind = 'link' AND w.subject = v.id::text OR w.kind = 'publisher'
      AND (w.subject = v.host OR right(v.host, length(w.subject) + 1) = '.' || w.subject)
    ORDER BY w.kind = 'link' DESC, length(w.subject) DESC LIMIT 1
"""
# What was turned away trends for nobody; with :all it is listed all the same.
_ALLOWED = """(:all OR NOT EXISTS (
        SELECT 1 FROM trend_verdicts v WHERE v.kind = '{kind}' AND v.subject = {subject} AND NOT v.approved))"""
_TAG_ALLOWED = _ALLOWED.format(kind="tag", subject="n.name")
_POST_ALLOWED = _ALLOWED.format(kind="post", subject="p.id::text")
TAGS = Statement(str, f"""
    SELECT n.name FROM tag_trends t JOIN tags n ON n.id = t.tag_id
    WHERE {_TAG_ALLOWED} AND (:all OR n.barred_at IS NULL)
    ORDER BY t.score DESC, n.name LIMIT :limit OFFSET :offset
""")  # noqa: S608
LINKS = Statement(int, f"""
    SELECT t.preview_id FROM link_trends t JOIN previews v ON v.id = t.preview_id
    WHERE :all OR coalesce((SELECT s.approved FROM ({_SAID_OF_LINK}) AS s), true)
    ORDER BY t.score DESC, t.preview_id LIMIT :limit OFFSET :offset
""")  # noqa: S608
POSTS = Statement(int, f"""
    SELECT p.id FROM post_trends t JOIN posts p ON p.id = t.post_id
    WHERE p.visibility = 'public' AND can_see(:viewer, p)
      AND (:viewer::bigint IS NULL OR hears(:viewer, p.author_id, :now))
      AND {_POST_ALLOWED}
    ORDER BY t.score DESC, p.id DESC LIMIT :limit OFFSET :offset
""")  # noqa: S608
JUDGE = Statement(None, """
    INSERT INTO trend_verdicts (kind, subject, approved, account_id, given_at)
    VALUES (:kind, :subject, :approved, :by, :now)
    ON CONFLICT (kind, subject) DO UPDATE
        SET approved = excluded.approved, account_id = excluded.account_id, given_at = excluded.given_at
""")
VERDICTS = Statement(Verdict, """
    SELECT subject, approved, given_at FROM trend_verdicts WHERE kind = :kind AND subject = ANY(:subjects::text[])
""")
VERDICTS_ON_LINKS = Statement(Verdict, f"""
    SELECT v.id::text, s.approved, s.given_at FROM previews v CROSS JOIN LATERAL ({_SAID_OF_LINK}) AS s
    WHERE v.id = ANY(:links::bigint[])
""")  # noqa: S608
PUBLISHERS = Statement(Publisher, """
    SELECT id, host, met_at FROM publishers
    WHERE (:below::bigint IS NULL OR id < :below) AND (:above::bigint IS NULL OR id > :above)
    ORDER BY CASE WHEN :upward THEN id END ASC, id DESC LIMIT :limit
""")
PUBLISHER = Statement(Publisher, "SELECT id, host, met_at FROM publishers WHERE id = :id")
