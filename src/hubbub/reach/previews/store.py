"""Tables: previews, post_links."""

from dataclasses import dataclass
from datetime import datetime

from hubbub.base.db import Statement
from hubbub.base.ids import ProfileId
from hubbub.base.weeks import Day


@dataclass(frozen=True, slots=True)
class Preview:
    """What stands at an address; `key` is the post that leads there or, where none is asked about, its own number."""

    key: int
    url: str
    title: str
    description: str
    provider: str
    author: str
    author_url: str
    published_at: datetime | None
    kind: str = "link"
    html: str = ""
    language: str | None = None
    provider_url: str = ""
    image_url: str | None = None
    image_description: str = ""
    image_width: int | None = None
    image_height: int | None = None
    blurhash: str | None = None
    creator: ProfileId | None = None


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
        author_url = :author_url, published_at = :published_at, kind = :kind, html = :html, language = :language,
        provider_url = :provider_url, image_url = :image, image_description = :image_description, host = :host,
        creator_id = :creator, image_width = CASE WHEN image_url = :image THEN image_width END,
        image_height = CASE WHEN image_url = :image THEN image_height END,
        blurhash = CASE WHEN image_url = :image THEN blurhash END
    WHERE id = :id
""")
PICTURED = Statement(int, """
    UPDATE previews SET image_width = :width, image_height = :height, blurhash = :blurhash
    WHERE image_url = :url AND image_width IS NULL RETURNING id
""")
LED_HERE = Statement(int, """
    SELECT post_id FROM post_links WHERE preview_id = ANY(:ids::bigint[]) AND place = 0
    ORDER BY post_id DESC LIMIT 1000
""")
# When a post `p` carries one.
CARRIED = "EXISTS (SELECT 1 FROM post_links x WHERE x.post_id = p.id)"
CREATED = Statement(int, "SELECT id FROM previews WHERE creator_id = :profile")
# Whoever a page names as its author has named its host, or one above it, too: neither is believed alone.
_SAID = """v.url, v.title, v.description, v.provider, v.author, v.author_url, v.published_at, v.kind, v.html,
    v.language, v.provider_url, v.image_url, v.image_description, v.image_width, v.image_height, v.blurhash, (
        SELECT c.id FROM profiles c WHERE c.id = v.creator_id AND c.suspended_at IS NULL AND c.removed_at IS NULL
          AND EXISTS (SELECT 1 FROM unnest(c.attribution_domains) AS d(name)
                      WHERE v.host = d.name OR right(v.host, length(d.name) + 1) = '.' || d.name))"""
OF = Statement(Preview, f"""
    SELECT l.post_id, {_SAID} FROM post_links l JOIN previews v ON v.id = l.preview_id
    WHERE l.post_id = ANY(:posts::bigint[]) AND l.place = 0 AND v.title <> ''
""")  # noqa: S608
BY_IDS = Statement(Preview, f"""
    SELECT v.id, {_SAID} FROM previews v WHERE v.id = ANY(:ids::bigint[]) AND v.title <> ''
""")  # noqa: S608
BY_URL = Statement(int, "SELECT id FROM previews WHERE url = :url")
# Of people who like to be found, and one's own.
_POSTS = """
    SELECT p.id FROM post_links l JOIN posts p ON p.id = l.post_id JOIN profiles a ON a.id = p.author_id
    WHERE l.preview_id = :preview
      AND l.post_id < coalesce(:below::bigint, 9223372036854775807) AND l.post_id > coalesce(:above::bigint, 0)
      AND p.visibility = 'public' AND can_see(:viewer, p) AND (a.discoverable OR a.id = :viewer)
      AND (NOT :here OR a.domain IS NULL) AND (NOT :elsewhere OR a.domain IS NOT NULL)
      AND (NOT :only_media OR p.has_media)
      AND (:viewer::bigint IS NULL OR a.id = :viewer OR hears(:viewer, a.id, :now))
      AND (a.silenced_at IS NULL OR is_loud(:viewer, a.id))
    ORDER BY l.post_id {order} LIMIT :limit
"""
POSTS = Statement(int, _POSTS.format(order="DESC"))
POSTS_UPWARD = Statement(int, _POSTS.format(order="ASC"))
# As with tags: the ids of a week are one stretch of the index, and what is for everybody is told by hand.
DAYS = Statement(Day, """
    SELECT v.url, (p.published_at AT TIME ZONE 'UTC')::date AS day, count(*)::int, count(DISTINCT p.author_id)::int
    FROM previews v JOIN post_links l ON l.preview_id = v.id AND l.post_id >= :least JOIN posts p ON p.id = l.post_id
    JOIN profiles a ON a.id = p.author_id AND a.suspended_at IS NULL AND a.removed_at IS NULL
    WHERE v.url = ANY(:names::text[]) AND p.visibility = 'public' AND NOT p.local_only AND p.removed_at IS NULL
      AND p.published_at >= :since AND p.published_at < :until
    GROUP BY v.url, day
""")
