"""Preview cards in statuses, and the timeline of a link."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from hubbub.base.clock import iso
from hubbub.base.db import Read
from hubbub.base.ids import PostId, ProfileId
from hubbub.doors.mastodon.feeds import sides_of
from hubbub.doors.mastodon.paging import link, window
from hubbub.doors.mastodon.routes import Call, api
from hubbub.people.profiles.mastodon import pieces, raw
from hubbub.reach import copies, previews
from hubbub.reach.posts.mastodon import page
from hubbub.reach.posts.rendering import carries, fills, rendered
from hubbub.reach.previews import Preview

LONGEST = 4_096


def shape(db: Read, row: Preview, account: bytes | None = None) -> dict[str, Any]:
    """The entity PreviewCard, with the author's account if they are one. Its picture is our copy."""
    parts = urlsplit(row.url)
    site = f"{parts.scheme}://{parts.netloc}"
    author = {"name": row.author, "url": row.author_url, "account": raw(account) if account else None}
    image = row.image_url if row.image_width else None
    return {
        "url": row.url, "title": row.title, "description": row.description, "language": row.language,
        "type": row.kind if row.kind != "photo" or image else "link",
        "author_name": row.author, "author_url": row.author_url, "provider_name": row.provider or parts.netloc,
        "provider_url": row.provider_url or site, "html": row.html, "width": row.image_width or 0,
        "height": row.image_height or 0, "image": copies.address(db.here, image, "small") if image else None,
        "image_description": row.image_description,
        "embed_url": copies.address(db.here, image, "file") if image and row.kind == "photo" else "",
        "blurhash": row.blurhash, "published_at": iso(row.published_at) if row.published_at else None,
        "authors": [author] if row.author or row.author_url or account else [],
    }


carries("card", "card", shape)


async def shapes(db: Read, rows: Sequence[Preview]) -> list[dict[str, Any]]:
    """Each as the entity PreviewCard, with the accounts of those who have written the pages."""
    accounts = await pieces(db, [row.creator for row in rows if row.creator])
    return [shape(db, row, accounts.get(row.creator) if row.creator else None) for row in rows]


async def cards(db: Read, wanted: Sequence[PostId], viewer: ProfileId | None) -> Mapping[PostId, Any]:
    """Those that show somebody's account, which changes without the post."""
    rows = await previews.of(db, wanted)
    return dict(zip(rows, await shapes(db, list(rows.values())), strict=True))


fills("card", "card", cards, lambda row: row.creator is not None, lasting=True)


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
