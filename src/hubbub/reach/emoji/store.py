"""Table: emoji."""

from dataclasses import dataclass

from hubbub.base.db import Statement
from hubbub.base.ids import PostId


@dataclass(frozen=True, slots=True)
class Row:
    id: int
    domain: str
    shortcode: str
    category: str
    visible: bool
    picture: str | None
    remote_url: str | None


@dataclass(frozen=True, slots=True)
class Words:
    """Where in a post emoji may stand: its words and its author's name, and whose emoji they would be."""

    post: PostId
    domain: str
    words: str
    name: str


_ROW = "e.id, e.domain, e.shortcode, e.category, e.visible, e.picture_key, e.remote_url"

HERE = Statement(Row, f"SELECT {_ROW} FROM emoji e WHERE domain = '' ORDER BY category, lower(shortcode), shortcode")  # noqa: S608
GET = Statement(Row, f"SELECT {_ROW} FROM emoji e WHERE id = :id")  # noqa: S608
NAMED = Statement(Row, f"""
    SELECT {_ROW} FROM unnest(:domains::text[], :codes::text[]) AS w(domain, code)
    JOIN emoji e ON e.domain = w.domain AND e.shortcode = w.code
""")  # noqa: S608
# When a post `p` may carry one: a word between colons among its own, or two colons in the name of its author.
CARRIED = """p.html LIKE '%:%:%' AND p.html ~ ':[A-Za-z0-9_]{2,60}:' OR p.spoiler LIKE '%:%:%'
    OR EXISTS (SELECT 1 FROM profiles x WHERE x.id = p.author_id AND x.display_name LIKE '%:%:%')"""
WORDS = Statement(Words, """
    SELECT p.id, coalesce(a.domain, ''), p.spoiler || ' ' || p.html, a.display_name
    FROM posts p JOIN profiles a ON a.id = p.author_id WHERE p.id = ANY(:posts::bigint[])
""", steady=True)
ADD = Statement(int, """
    INSERT INTO emoji (id, shortcode, category, picture_key, made_at)
    VALUES (:id, :shortcode, :category, :picture, :now) ON CONFLICT DO NOTHING RETURNING id
""")
REMOVE = Statement(str, "DELETE FROM emoji WHERE id = :id AND domain = '' RETURNING picture_key")
# Those that are new, or whose picture has moved.
LEARN = Statement(int, """
    INSERT INTO emoji AS e (id, domain, shortcode, visible, remote_url, made_at)
    SELECT g.id, :domain, g.code, false, g.url, :now
    FROM unnest(:ids::bigint[], :codes::text[], :urls::text[]) AS g(id, code, url)
    ON CONFLICT (domain, shortcode) DO UPDATE SET remote_url = excluded.remote_url
        WHERE e.remote_url IS DISTINCT FROM excluded.remote_url
    RETURNING id
""")
FETCHED = Statement(None, "UPDATE emoji SET picture_key = :picture WHERE id = :id")
