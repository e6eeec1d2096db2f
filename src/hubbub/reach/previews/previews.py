"""Previews: the pages that posts lead to are read once in a while, after the post is out."""

import asyncio
import html
import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from hubbub.base import ids, text
from hubbub.base.addresses import Refused
from hubbub.base.bodies import Unreachable
from hubbub.base.clock import now
from hubbub.base.db import Db, Read, Tx
from hubbub.base.errors import NotFound
from hubbub.base.facts import on
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.jobs import Held, errand
from hubbub.base.weeks import Day, Weeks
from hubbub.people import profiles
from hubbub.reach import copies, posts

from . import embedding, reading, store
from .reading import Page
from .store import Preview

MOST = 8
LARGEST = 1 << 20  # bytes of a page
DEADLINE = 10.0
LONGEST_URL = 2_048  # bytes
# A page is read again for a new post after so long.
AFRESH = timedelta(days=14)
_LATER = timedelta(minutes=10)
_HTML = ("text/html", "application/xhtml+xml")
_LINK = re.compile(r"<a\s([^<>]*+)>")
_HREF = re.compile(r"href=\"([^\"]*+)\"")

_weeks = Weeks(store.DAYS)


async def of(db: Read, wanted: Sequence[PostId], viewer: ProfileId | None = None) -> dict[PostId, Preview]:
    """What stands behind the first link of those posts, where that is known."""
    return {PostId(row.key): row for row in await db.all(store.OF, posts=list(wanted))}


async def list_by_ids(db: Read, wanted: Sequence[int]) -> list[Preview]:
    """What stands behind these links, in their order; one of which nothing is known is left out."""
    found = {row.key: row for row in await db.all(store.BY_IDS, ids=list(wanted))}
    return [found[number] for number in wanted if number in found]


async def find(db: Read, url: str) -> Preview | None:
    """What stands at that address, where that is known."""
    number = await db.maybe(store.BY_URL, url=url)
    return next(iter(await list_by_ids(db, [number])), None) if number else None


async def list_posts(
    db: Read, viewer: ProfileId | None, url: str, *, here: bool = False, elsewhere: bool = False,
    only_media: bool = False, below: int | None = None, above: int | None = None, upward: bool = False,
    limit: int = 20,
) -> list[PostId]:
    """Public posts that lead there, the newest first, of people who like to be found. Raises `NotFound`.

    Of who does not, nobody can gather what they link to by asking for an address.
    """
    known = await db.maybe(store.BY_URL, url=url)
    if known is None:
        raise NotFound("Nobody has linked to that address yet.")
    rows = await db.all(
        store.POSTS_UPWARD if upward else store.POSTS, viewer=viewer, preview=known, here=here, elsewhere=elsewhere,
        only_media=only_media, below=below, above=above, limit=limit, now=now(),
    )
    return sorted((PostId(post) for post in rows), reverse=True)


async def weeks(db: Read, urls: Sequence[str]) -> dict[str, list[Day]]:
    """How many public posts of the last seven days lead to each address, today first."""
    return await _weeks.of(db, urls)


async def attach(tx: Tx, post: posts.Post, given: Any) -> None:
    """Keep where the post leads, and promise to read the first page if it was not read lately."""
    links = list(dict.fromkeys(link for link in _links(post) if _leads_out(tx, link)))[:MOST]
    if not links:
        return
    await tx.run(store.NAME, ids=[ids.new() for _ in links], urls=links)
    await tx.run(store.LINK, post=post.id, urls=links)
    asked = await tx.maybe(store.ASK, url=links[0], now=now(), before=now() - AFRESH)
    if asked is not None:
        await bring.soon(tx, host=text.urlsplit_host(links[0]), preview=asked)


async def change(tx: Tx, was: posts.Post, row: posts.Post, given: Any) -> None:
    await tx.run(store.UNLINK, post=row.id)
    await attach(tx, row, given)


posts.joins(posts.Part("card", attach=attach, of=of, change=change, where=store.CARRIED))


def _links(post: posts.Post) -> list[str]:
    """The addresses in the words, in their order; mentions and tags are no links."""
    marks = [match[1] for match in _LINK.finditer(post.html)]
    found = [_HREF.search(mark) for mark in marks if "mention" not in mark and "hashtag" not in mark]
    return [html.unescape(match[1]) for match in found if match]


def _leads_out(tx: Tx, link: str) -> bool:
    settings = tx.here.settings
    host = text.urlsplit_host(link)
    return (link.startswith(("https://", "http://")) and len(link.encode()) <= LONGEST_URL and host != ""
            and host not in (settings.domain, settings.web_domain))


@errand(tries=3, apart="host")
async def bring(db: Db, host: str, preview: int) -> None:
    """Read a page, one at a time of each host; one that cannot be read, or says nothing, has no preview."""
    url = await db.maybe(store.URL, id=preview)
    if url is None:
        return
    try:
        answer = await db.here.outside.get(url, accept="text/html", limit=LARGEST, deadline=DEADLINE)
    except Refused:
        return
    except Unreachable as problem:
        raise Held(str(problem), _LATER) from None
    kind = answer.headers.get("Content-Type", "")
    if answer.status != 200 or not kind.lower().startswith(_HTML):
        return
    page = await asyncio.to_thread(_read, answer.body, kind, answer.url)
    if page is None:
        return
    page, embed = await embedding.ask(db, page)
    creator = await profiles.seek(db, page.creator) if page.creator else None
    words = {name: value for name, value in asdict(page).items() if name != "oembed"}
    async with db.write() as tx:
        await tx.run(store.KEEP, **words | asdict(embed) | {
            "id": preview, "creator": creator, "host": text.urlsplit_host(answer.url)})
        if page.image:
            await copies.expect(tx, [page.image])
        await _shown_anew(tx, [preview])


def _read(body: bytes, content_type: str, url: str) -> Page | None:
    return reading.read(reading.decoded(body, content_type), url)


async def _shown_anew(tx: Tx, changed: list[int]) -> None:
    if changed:
        tx.say("post", *await tx.all(store.LED_HERE, ids=changed))


@on(copies.CopyTried)
async def picture(tx: Tx, fact: copies.CopyTried) -> None:
    """A picture of a page is shown once there is a copy of it here; what only plays is none."""
    copy = await copies.get(tx, fact.copy)
    if copy.small_key is not None and copy.kind in ("image", "gifv"):
        await _shown_anew(tx, await tx.all(
            store.PICTURED, url=copy.url, width=copy.small_width, height=copy.small_height, blurhash=copy.blurhash))


@on(profiles.ProfileChanged)
async def credit(tx: Tx, fact: profiles.ProfileChanged) -> None:
    """Somebody may have named other sites as theirs."""
    await _shown_anew(tx, await tx.all(store.CREATED, profile=fact.profile))


@on(profiles.ProfileMet)
async def credit_met(tx: Tx, fact: profiles.ProfileMet) -> None:
    await _shown_anew(tx, await tx.all(store.CREATED, profile=fact.profile))


@on(posts.PostRemoved)
async def forget(tx: Tx, fact: posts.PostRemoved) -> None:
    await tx.run(store.UNLINK, post=fact.post)
