"""oEmbed: how a page that links to a post of ours may show it (https://oembed.com)."""

from html import escape
from math import ceil
from typing import Any

from hubbub.base import text
from hubbub.base.errors import Invalid
from hubbub.doors.mastodon.routes import Call, api
from hubbub.reach import embeds, posts

LONGEST = 2_048
WIDTH, TALLEST = 480, 800  # pixels
A_DAY = 86_400  # seconds


@api("GET", "/oembed")
async def show(call: Call) -> Any:
    """A frame with the post in it, no larger than asked; of a post that not everybody may see there is none."""
    given = call.params
    if (given.text("format") or "json") != "json":
        # oEmbed has 501 for this, but it is the question that is wrong, and nothing here has failed.
        raise Invalid("This is said in JSON alone.", field="format")
    card = await embeds.find(call.db, given.text("url", limit=LONGEST))
    width = given.number("maxwidth", WIDTH, 1, WIDTH)
    height = min(given.number("maxheight", TALLEST, 1, TALLEST), _height(card, width))
    settings, author = call.db.here.settings, card.author
    title = f"Post by {author.title}"
    frame = (f'<iframe src="{escape(card.post.url)}/embed" title="{escape(title)}" width="{width}" height="{height}" '
             f'style="border: 0; max-width: 100%" loading="lazy"></iframe>')
    return {
        "type": "rich", "version": "1.0", "title": title, "author_name": author.title, "author_url": author.url,
        "provider_name": settings.domain, "provider_url": settings.url("/"), "cache_age": A_DAY, "html": frame,
        "width": width, "height": height,
    }


def _height(card: posts.Card, width: int) -> int:
    """About as tall as the post is: what is taller can be scrolled."""
    words = text.plain(card.post.spoiler or card.post.html)
    lines = sum(max(1, ceil(len(line) * 8 / width)) for line in words.split("\n"))
    shows = not card.post.spoiler and bool(card.parts.get("media") or card.parts.get("card"))
    return 130 + 24 * lines + (430 if shows else 0)
