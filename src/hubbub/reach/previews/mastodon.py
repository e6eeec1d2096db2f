"""Preview cards in statuses."""

from typing import Any
from urllib.parse import urlsplit

from hubbub.base.clock import iso
from hubbub.base.db import Read
from hubbub.reach.posts.rendering import carries
from hubbub.reach.previews import Preview


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
