"""What posts from elsewhere carry: kept as their servers tell it, and shown by copies of it here."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Tx
from hubbub.base.facts import on
from hubbub.base.ids import MediaId
from hubbub.reach import copies
from hubbub.reach.posts import Post

from . import store
from .making import Focus

MOST = 16
LONGEST_DESCRIPTION = 10_000
KINDS = ("image", "gifv", "video", "audio")
# Films that browsers play; others stay links to where they are.
FILMS = ("", "video/mp4", "video/quicktime")

_BLURHASH = re.compile(r"[0-9A-Za-z#$%*+,.:;=?@\[\]^_{|}~-]{6,166}")


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """One attachment of a post from elsewhere, as its server gives it: nothing of this is believed yet."""

    url: str
    kind: str = "image"
    mime: str = ""
    description: str = ""
    blurhash: str | None = None
    width: int | None = None
    height: int | None = None
    focus: Focus | None = None


async def expect(tx: Tx, post: Post, given: Sequence[Elsewhere], after: int = 0) -> None:
    """Keep what is said of them, `after` so many others, and promise to fetch the pictures; what plays, when played."""
    shown = [each for each in given if _is_of_the_web(each.url)]
    rows = [_row(post, place, each) for place, each in enumerate(shown[:MOST], after + 1)]
    await tx.each(store.ADD_ELSEWHERE, rows)
    await copies.expect(tx, [row["remote_url"] for row in rows if row["state"] == "waiting"])


def _row(post: Post, place: int, given: Elsewhere) -> dict[str, Any]:
    x, y = given.focus or (None, None)
    return {
        "id": MediaId(ids.new()), "profile": post.author, "post": post.id, "place": place,
        "kind": given.kind if given.kind in KINDS else "unknown",
        "state": _state(given),
        "description": given.description.strip()[:LONGEST_DESCRIPTION], "focus_x": x, "focus_y": y,
        "blurhash": given.blurhash if _BLURHASH.fullmatch(given.blurhash or "") else None,
        "mime": given.mime[:100], "width": _side(given.width), "height": _side(given.height),
        "remote_url": given.url, "now": now(),
    }


def _state(given: Elsewhere) -> str:
    if given.kind == "image":
        return "waiting"
    return "ready" if given.kind == "audio" or (given.kind == "video" and given.mime in FILMS) else "failed"


def _is_of_the_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _side(given: int | None) -> int | None:
    return given if given and 0 < given < 100_000 else None


@on(copies.CopyTried)
async def hear(tx: Tx, fact: copies.CopyTried) -> None:
    """What a copy tells of a file is true; until there is one, displays of a picture lead to where it is."""
    copy = await copies.get(tx, fact.copy)
    if copy.original_key is not None:
        posts = await tx.all(
            store.COPIED, url=copy.url, kind=copy.kind, mime=copy.mime, width=copy.width, height=copy.height,
            bytes=copy.bytes, duration=copy.duration, frame_rate=copy.frame_rate, bitrate=copy.bitrate,
            palette=copy.palette, small_width=copy.small_width, small_height=copy.small_height, blurhash=copy.blurhash,
        )
    else:
        posts = await tx.all(store.NOT_COPIED, url=copy.url, refused=copy.refused_at is not None)
    tx.say("post", *{post for post in posts if post})
