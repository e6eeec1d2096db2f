"""Tables: previews, post_links."""

from dataclasses import dataclass
from datetime import datetime

from hubbub.base.db import Statement
from hubbub.base.ids import PostId


@dataclass(frozen=True, slots=True)
class Preview:
    post: PostId
    url: str
    title: str
    description: str
    provider: str
    author: str
    author_url: str
    published_at: datetime | None


# Two statements: one that waited for another's new address does not see it itself, the next one does.
NAME = Statement(None, """
    INSERT INTO previews (id, url) SELECT i, u FROM unnest(:ids::bigint[], :urls::text[]) AS g(i, u) ORDER BY u
    ON CONFLICT (url) DO NOTHING
""")
LINK = Statement(None, """
    INSERT INTO post_links (post_id, place, preview_id)
    SELECT :post, g.place - 1, v.id FROM unnest(:urls::text[]) WITH ORDINALITY AS g(url, place)
    JOIN previews v ON v.url = g.url ON CONFLICT DO NOTHING
""")
UNLINK = Statement(None, "DELETE FROM post_links WHERE post_id = :post")
# The row, if it is time to fetch it.
ASK = Statement(int, """
    UPDATE previews SET asked_at = :now WHERE url = :url AND (asked_at IS NULL OR asked_at < :before) RETURNING id
""")
URL = Statement(str, "SELECT url FROM previews WHERE id = :id")
KEEP = Statement(None, """
    UPDATE previews SET title = :title, description = :description, provider = :provider, author = :author,
        author_url = :author_url, published_at = :published_at
    WHERE id = :id
""")
LED_HERE = Statement(int, """
    SELECT post_id FROM post_links WHERE preview_id = :id AND place = 0 ORDER BY post_id DESC LIMIT 1000
""")
# When a post `p` carries one.
CARRIED = "EXISTS (SELECT 1 FROM post_links x WHERE x.post_id = p.id)"
OF = Statement(Preview, """
    SELECT l.post_id, v.url, v.title, v.description, v.provider, v.author, v.author_url, v.published_at
    FROM post_links l JOIN previews v ON v.id = l.preview_id
    WHERE l.post_id = ANY(:posts::bigint[]) AND l.place = 0 AND v.title <> ''
""")
