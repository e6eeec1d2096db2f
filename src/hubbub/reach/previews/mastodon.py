"""Preview cards in statuses, and the timeline of a link."""

from typing import Any
from urllib.parse import urlsplit

from hubbub.base.clock import iso
from hubbub.base.db import Read
from hubbub.doors.mastodon.feeds import sides_of
from hubbub.doors.mastodon.paging import link, window
from hubbub.doors.mastodon.routes import Call, api
from hubbub.reach import previews
from hubbub.reach.posts.mastodon import page
from hubbub.reach.posts.rendering import carries, rendered
from hubbub.reach.previews import Preview

LONGEST = 4_096


def shape(db: Read, row: Preview) -> dict[str, Any]:
    """The entity PreviewCard. Pictures of strangers' pages are not shown."""
    parts = urlsplit(row.url)
    site = f"{parts.scheme}://{parts.netloc}"
    author = {"name": row.author, "url": row.author_url, "account": None}
    return {
        "url": row.url, "title": row.title, "description": row.description, "language": None, "type": "link",
        "author_name": row.author, "author_url": row.author_url, "provider_name": row.provider or parts.netloc,
        "provider_url": site, "html": "", "width": 0, "height": 0, "image": None, "image_description": "",
        "embed_url": "", "blurhash": None, "published_at": iso(row.published_at) if row.published_at else None,
        "authors": [author] if row.author or row.author_url else [],
    }


carries("card", "card", shape)


@api("GET", "/api/v1/timelines/link")
async def timeline(call: Call) -> Any:
    """Public posts that lead to the address; one that nobody has ever linked to is not found."""
    sides, asked, given = sides_of(call, call.db.here.settings.link_feeds), window(call, 20, 40), call.params
    if sides is None:
        return []
    async with call.db.read() as db:
        ids = await previews.list_posts(
            db, call.viewer, given.text("url", limit=LONGEST).strip(), here=sides.here, elsewhere=sides.elsewhere,
            only_media=given.flag("only_media"), below=asked.below, above=asked.above, upward=asked.upward,
            limit=asked.limit,
        )
        link(call, ids, asked)
        return page(await rendered(db, ids, call.viewer))
