"""oEmbed: what a page's site offers to show of it, asked where the page says (https://oembed.com).

A film is offered as a frame with the site's own page in it. We hand on no such frame: whoever opened a timeline would
call a server that they have not chosen, and run what it sends. So a film stays a link, with its picture.
"""

from dataclasses import dataclass, replace
from typing import Any

import msgspec

from hubbub.base import text
from hubbub.base.addresses import Refused
from hubbub.base.bodies import Unreachable
from hubbub.base.db import Db

from .reading import LONGEST_NAME, LONGEST_URL, Page, absolute, plain

LARGEST = 200_000  # bytes
LONGEST_HTML = 10_000
DEADLINE = 8.0


@dataclass(frozen=True, slots=True)
class Embed:
    """What is shown of a page: only a link, a photo that is the page, or words with marks in them."""

    kind: str = "link"
    html: str = ""
    provider_url: str = ""


async def ask(db: Db, page: Page) -> tuple[Page, Embed]:
    """The page with what its site says of it besides; as it is if the site says nothing."""
    said = await _said(db, page.oembed) if page.oembed else {}
    words = {name: plain(given, LONGEST_URL) for name, given in said.items() if isinstance(given, str)}
    links = {name: absolute(words.get(name, ""), page.oembed)
             for name in ("author_url", "provider_url", "thumbnail_url", "url")}
    embed = _embed(said, links)
    image = links["url"] if embed.kind == "photo" else page.image or links["thumbnail_url"]
    return replace(
        page, author=words.get("author_name", "")[:LONGEST_NAME] or page.author,
        author_url=links["author_url"] or page.author_url,
        provider=page.provider or words.get("provider_name", "")[:LONGEST_NAME], image=image,
    ), embed


async def _said(db: Db, url: str) -> dict[str, Any]:
    try:
        answer = await db.here.outside.get(url, accept="application/json", limit=LARGEST, deadline=DEADLINE)
        said = msgspec.json.decode(answer.body) if answer.status == 200 else {}
    except (Refused, Unreachable, msgspec.MsgspecError, ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _embed(said: dict[str, Any], links: dict[str, str | None]) -> Embed:
    provider = links["provider_url"] or ""
    if said.get("type") == "photo" and links["url"]:
        return Embed("photo", "", provider)
    given = said.get("html")
    if said.get("type") == "rich" and isinstance(given, str):
        shown = text.clean(given[:LONGEST_HTML].replace("\0", ""))
        if text.plain(shown):
            return Embed("rich", shown, provider)
    return Embed("link", "", provider)
