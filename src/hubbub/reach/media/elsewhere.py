"""Pictures from elsewhere: fetched and made anew here, so that no page of ours loads anything from a third party."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from hubbub.base import ids
from hubbub.base.addresses import Refused
from hubbub.base.bodies import Unreachable
from hubbub.base.clock import now
from hubbub.base.db import Db, Tx
from hubbub.base.errors import Invalid
from hubbub.base.ids import MediaId
from hubbub.base.jobs import errand, job
from hubbub.reach.posts import Post

from . import making, store
from .making import Focus
from .store import Media

MOST = 16
LARGEST = 16 << 20  # bytes
LONGEST_DESCRIPTION = 10_000
KINDS = ("image", "gifv", "video", "audio")
FETCHED = ("image",)

# A server that is away is asked again after these times.
WAITS = (timedelta(minutes=5), timedelta(hours=1), timedelta(hours=12))
_BUSY = (408, 425, 429)
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
    """Keep what is said of them, `after` so many others, and promise to fetch what can be shown here."""
    shown = [each for each in given if _host(each.url)]
    rows = [_row(post, place, each) for place, each in enumerate(shown[:MOST], after + 1)]
    await tx.each(store.ADD_ELSEWHERE, rows)
    await bring.batch(tx, [
        {"host": _host(row["remote_url"]), "media": row["id"], "tries": 0} for row in rows if row["state"] == "waiting"
    ])


def _row(post: Post, place: int, given: Elsewhere) -> dict[str, Any]:
    x, y = given.focus or (None, None)
    return {
        "id": MediaId(ids.new()), "profile": post.author, "post": post.id, "place": place,
        "kind": given.kind if given.kind in KINDS else "unknown",
        "state": "waiting" if given.kind in FETCHED else "failed",
        "description": given.description.strip()[:LONGEST_DESCRIPTION], "focus_x": x, "focus_y": y,
        "blurhash": given.blurhash if _BLURHASH.fullmatch(given.blurhash or "") else None,
        "mime": given.mime[:100], "width": _side(given.width), "height": _side(given.height),
        "remote_url": given.url, "now": now(),
    }


def _host(url: str) -> str:
    """The host of an address of the web; "" if it is none."""
    try:
        parts = urlsplit(url)
        return parts.hostname or "" if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _side(given: int | None) -> int | None:
    return given if given and 0 < given < 100_000 else None


@errand(apart="host")
async def bring(db: Db, host: str, media: MediaId, tries: int) -> None:
    """Fetch a picture and keep it as ours; one at a time of each host."""
    row = await db.maybe(store.GET, id=media)
    if row is None or row.state == "ready" or row.remote_url is None:
        return
    try:
        await _fetch(db, row, row.remote_url)
    except (Refused, Invalid):
        await _fail(db, media)
    except Unreachable:
        await _fail(db, media, tries)


async def _fetch(db: Db, row: Media, url: str) -> None:
    async with making.bench(db.here) as folder:
        await _save(db, url, folder / "given")
        made, small = await making.make(db, folder / "given", folder)
    async with db.write() as tx:
        post = await tx.maybe(store.FETCHED, id=row.id, **asdict(made), **asdict(small))
        if post is not None:
            tx.say("post", post)


async def _save(db: Db, url: str, to: Path) -> None:
    answer = await db.here.outside.save(url, to, limit=LARGEST, accept="image/*", deadline=60)
    if answer.status >= 500 or answer.status in _BUSY:
        raise Unreachable(f"it answers {answer.status}")
    if answer.status != 200:
        raise Refused(f"it answers {answer.status}")


async def _fail(db: Db, media: MediaId, tries: int = len(WAITS)) -> None:
    """Until it is there, displays lead to where it is."""
    async with db.write() as tx:
        post = await tx.maybe(store.FAILED, id=media)
        if post is not None:
            tx.say("post", post)
        if tries < len(WAITS):
            await ask_again.later(tx, now() + WAITS[tries], media=media, tries=tries + 1)


@job
async def ask_again(tx: Tx, media: MediaId, tries: int) -> None:
    row = await tx.maybe(store.GET, id=media)
    if row is not None and row.remote_url is not None:
        await bring.soon(tx, host=_host(row.remote_url), media=media, tries=tries)
