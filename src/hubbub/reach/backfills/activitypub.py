"""Asking other servers for what is missing: the answers in a thread, and what somebody wrote before they were known."""

import logging
from collections import deque
from collections.abc import AsyncIterator

from hubbub.base.addresses import Refused
from hubbub.base.bodies import Unreachable
from hubbub.base.db import Db
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.jobs import errand
from hubbub.doors.fediverse.address import host_of
from hubbub.doors.fediverse.fetching import Purse, fetch, spending
from hubbub.doors.fediverse.vocabulary import POSTS
from hubbub.doors.fediverse.wire import Thing
from hubbub.people import profiles
from hubbub.reach import backfills, posts
from hubbub.reach.posts.activitypub import Filling, fills, take, take_shown

log = logging.getLogger("hubbub.fediverse.backfills")

# For one thread or page that somebody looks at; whatever is there, no more than this is asked for.
MOST_PAGES = 10
MOST_ITEMS = 500
MOST_OLDER = 40  # posts of a page
MOST_ABOVE = 40  # steps up from a post, known ones among them


def purse() -> Purse:
    return Purse(requests=200, size=16 << 20, of_a_host=100, seconds=60)


@fills
async def fill(db: Db, *, post: posts.Post | None = None, profile: ProfileId | None = None) -> Filling | None:
    """What is under way for a thread or a page that somebody looks at; begun if it is time to."""
    uri = await _elsewhere(db, post, profile)
    if uri is None:
        return None
    known = await backfills.find(db, uri=uri)
    if backfills.due(known):
        async with db.write() as tx:
            if (begun := await backfills.begin(tx, uri)) is not None:
                known = begun
                await (fill_thread if post else fill_page).soon(tx, number=begun.id, uri=uri)
    return Filling(known.id, known.results, backfills.runs(known)) if known else None


async def _elsewhere(db: Db, post: posts.Post | None, profile: ProfileId | None) -> str | None:
    """The id of what stands on another server and is for everybody."""
    if post is not None:
        ours = post.uri.startswith(f"{db.here.settings.base}/") or post.visibility not in ("public", "quiet")
        return None if ours else post.uri
    who = await profiles.get(db, profile) if profile is not None else None
    return None if who is None or who.here or who.suspended_at or who.removed_at else who.uri


@errand(tries=2)
async def fill_thread(db: Db, number: int, uri: str) -> None:
    """What a post answers; the answers to it, and theirs, by the collections of servers (`replies`, `context`)."""
    found = 0
    with spending(purse()) as left:
        try:
            found += await _climb(db, uri)
            queue = deque([await fetch(db, uri)])
            asked = {uri}
            while queue and not left.empty:
                thing = queue.popleft()
                for name in ("replies", "context") if thing.id == uri else ("replies",):
                    async for item in _items(db, thing, name):
                        if item in asked or len(asked) > MOST_ITEMS:
                            continue
                        asked.add(item)
                        if (answer := await _new(db, item)) is not None:
                            queue.append(answer)
                            found += 1
                await backfills.count(db, number, found)
        except (Refused, Unreachable) as problem:
            log.info("the thread of %s is not had: %s", uri, problem)
    await backfills.finish(db, number, found)


async def _climb(db: Db, uri: str) -> int:
    """How many were found of those above: what came with a page, say, came without what it answers."""
    found = 0
    for _ in range(MOST_ABOVE):
        known = await posts.find(db, uri)
        row = next(iter(await posts.get(db, [known])), None) if known is not None else None
        above = next(iter(await posts.get(db, [row.reply_to])), None) if row is not None and row.reply_to else None
        if above is not None:
            uri = above.uri
        elif row is not None and row.reply_to_uri and await _new(db, row.reply_to_uri) is not None:
            uri = row.reply_to_uri
            found += 1
        else:
            break
    return found


async def _new(db: Db, uri: str) -> Thing | None:
    """A post that was not known until now, fetched from its own server and kept."""
    if uri.startswith(f"{db.here.settings.base}/") or await posts.find(db, uri) is not None:
        return None
    try:
        return await take(db, uri)
    except (Refused, Unreachable) as problem:
        log.info("%s is not had: %s", uri, problem)
        return None


@errand(tries=2)
async def fill_page(db: Db, number: int, uri: str) -> None:
    """What somebody wrote for everybody before anybody here knew them, by their `outbox`."""
    found = 0
    with spending(purse()):
        try:
            actor = await fetch(db, uri)
            async for thing in _activities(db, actor):
                found += await _kept(db, thing, uri) is not None
                if found >= MOST_OLDER:
                    break
        except (Refused, Unreachable) as problem:
            log.info("the page of %s is not had: %s", uri, problem)
    await backfills.finish(db, number, found)


async def _activities(db: Db, actor: Thing) -> AsyncIterator[Thing]:
    looked = 0
    async for page in pages(db, actor, "outbox"):
        for thing in [*page.things("orderedItems"), *page.things("items")]:
            if thing.type == "Create" and looked < MOST_OLDER:
                looked += 1
                yield thing


async def _kept(db: Db, thing: Thing, uri: str) -> PostId | None:
    """A public post of the actor's own; the page that shows it is of their own server, which may speak for them."""
    shown, about = thing.thing("object"), thing.ref("object")
    if about is None or host_of(about) != host_of(uri) or await posts.find(db, about) is not None:
        return None
    try:
        if shown is None:
            taken = await take(db, about)
            return await posts.find(db, taken.id or "") if taken else None
        own = shown.type in POSTS and shown.ref("attributedTo") == uri and shown.is_public("to", "cc")
        return await take_shown(db, shown) if own else None
    except (Refused, Unreachable) as problem:
        log.info("%s is not had: %s", about, problem)
        return None


async def _items(db: Db, thing: Thing, name: str) -> AsyncIterator[str]:
    async for page in pages(db, thing, name):
        for item in [*page.refs("items"), *page.refs("orderedItems")]:
            yield item


async def pages(db: Db, thing: Thing, name: str) -> AsyncIterator[Thing]:
    """A collection of the thing's, and its pages: as far as they come along or are on the same server; each once."""
    host, seen = host_of(thing.id or ""), set[str]()
    here = thing.thing(name) or await _asked(db, thing.ref(name), host, seen)
    step = "first"
    while here is not None and len(seen) <= MOST_PAGES:
        yield here
        here = here.thing(step) or await _asked(db, here.ref(step), host, seen)
        step = "next"


async def _asked(db: Db, address: str | None, host: str, seen: set[str]) -> Thing | None:
    if address is None or host_of(address) != host or address in seen or len(seen) >= MOST_PAGES:
        return None
    seen.add(address)
    return await fetch(db, address)
