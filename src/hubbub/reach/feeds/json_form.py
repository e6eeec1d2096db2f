"""JSON Feed 1.1 (jsonfeed.org); of the `web` face."""

from typing import Any

import msgspec

from hubbub.base.clock import iso
from hubbub.base.db import Read
from hubbub.people.profiles import Profile
from hubbub.reach.posts.heads import Enclosed

from .entries import Entry
from .feeds import Feed


def json(db: Read, feed: Feed, entries: list[Entry]) -> bytes:
    """The feed as JSON."""
    url = db.here.settings.url
    first = url(f"{feed.path}.feed.json")
    made: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1", "title": feed.title, "description": feed.words,
        "home_page_url": feed.page, "feed_url": first, "items": [_item(db, each) for each in entries],
    }
    if feed.older:
        made["next_url"] = f"{first}?below={feed.older}"
    if feed.who:
        made["authors"] = [_author(db, feed.who)]
        made |= {"icon": db.here.files.address(feed.who.avatar)} if feed.who.avatar else {}
    return msgspec.json.encode(made)


def _item(db: Read, each: Entry) -> dict[str, Any]:
    post = each.post
    made: dict[str, Any] = {
        "id": post.uri, "url": post.url, "content_html": each.html, "date_published": iso(post.published_at),
        "authors": [_author(db, each.who)], "tags": list(each.tags),
        "attachments": [_attachment(file) for file in each.files],
    }
    made |= {"date_modified": iso(post.edited_at)} if post.edited_at else {}
    made |= {"language": post.language} if post.language else {}
    return made | ({"summary": f"Content warning: {post.spoiler}"} if post.spoiler else {})


def _attachment(file: Enclosed) -> dict[str, Any]:
    made = {"url": file.address, "mime_type": file.mime or "application/octet-stream", "title": file.description,
            "size_in_bytes": file.bytes, "duration_in_seconds": file.seconds}
    return {name: value for name, value in made.items() if value}


def _author(db: Read, who: Profile) -> dict[str, Any]:
    made = {"name": who.title, "url": who.url}
    return made | ({"avatar": db.here.files.address(who.avatar)} if who.avatar and who.here else {})
