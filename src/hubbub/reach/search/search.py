"""Search: which posts, people and tags somebody finds who types some words."""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hubbub.base import ids, text
from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.facts import on
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.jobs import every
from hubbub.people import profiles
from hubbub.reach import posts, tags

from . import asking, store, walking, words
from .store import Met

DEPTH_WITHOUT_WORDS = 10_000  # of the newest posts that are looked at where no word has to be there
MOST_AT_ONCE, MOST_MET = 2_000, 20_000  # posts with the words of which is asked whether they may be found
MOST_KNOWN = 100  # of so many it is cheaper to know what is kept of each than to ask about all
_END = 2**63 - 1
BATCH = 1_000  # posts or people taken in at a time that were here before the index

# A link that is neither a mention nor a tag.
_LINK = re.compile(r"<a (?![^<>]*(?:mention|hashtag))[^<>]*href=", re.I)

Say = Callable[[Any], Iterable[str]]
# Of public posts: which the viewer surely finds, and which have to be asked about.
Knows = Callable[[Read, ProfileId | None, Sequence[PostId]], Awaitable[tuple[set[PostId], list[PostId]]]]

_knows: list[Knows] = []


@dataclass(frozen=True, slots=True)
class Page:
    """Which of the results: `limit` of them after `offset`, posts also by the ids they lie between."""

    limit: int = 20
    offset: int = 0
    below: int | None = None
    above: int | None = None


def _media(items: Sequence[Any]) -> set[str]:
    kinds = {"image" if item.kind == "gifv" else item.kind for item in items}
    return {f"has:{kind}" for kind in kinds & {"image", "video", "audio"}} | {"has:media"}


# What a post is marked with for what its parts are, by their names; a part that is not there marks nothing.
MARKS: Mapping[str, Say] = {"media": _media, "poll": lambda _: {"has:poll"}, "quote": lambda _: {"has:quote"}}
# What words besides its own a post is found by.
WORDS: Mapping[str, Say] = {"media": lambda items: [item.description for item in items]}


def knows(function: Knows) -> Knows:
    """Let a face that keeps posts in memory say which of them need not be asked about."""
    _knows[:] = [function]
    return function


async def find_posts(
    db: Read, viewer: ProfileId | None, typed: str, page: Page, author: ProfileId | None = None
) -> list[PostId]:
    """The posts that the question is about and the viewer may find, the newest first.

    Found are public posts of those who may be searched, one's own, and those one had to do with.
    """
    asked = asking.read(typed)
    if not await _of_whom(db, viewer, asked, author):
        return []
    if asked.query is None and asked.since is None and asked.until is None and asked.where != "library":
        return []
    wanted, below = page.offset + page.limit, min(page.below or _END, _id_at(asked.until) or _END)
    given = {
        "viewer": viewer, "query": asked.query, "place": asked.where, "now": now(),
        "above": max(page.above or 0, _id_at(asked.since, -1) or 0),
    }
    if asked.grounded:
        found = await _walk(db, wanted, below, given)
    else:
        found = [PostId(post) for post in await db.all(
            store.NEWEST, limit=wanted, below=below, depth=DEPTH_WITHOUT_WORDS, **given)]
    return sorted(found, reverse=True)[page.offset:]


async def _walk(db: Read, wanted: int, below: int, given: Mapping[str, Any]) -> list[PostId]:
    """From the newest post with the words down, in growing steps, until enough may be found."""
    found: list[PostId] = []
    met, most = 0, wanted
    while len(found) < wanted and met < MOST_MET:
        rows = await walking.met(db, given["query"], given["above"], below, most)
        for part in (rows[:wanted], rows[wanted:]):  # most of the first are usually enough
            if part and len(found) < wanted:
                found += await _found(db, part, given)
        if len(rows) < most:
            break
        met, below, most = met + most, rows[-1].post, min(most * 4, MOST_AT_ONCE)
    return found[:wanted]


async def _found(db: Read, rows: Sequence[Met], given: Mapping[str, Any]) -> list[PostId]:
    """Those that the viewer may find."""
    sure, doubtful = set[PostId](), [row.post for row in rows]
    if _knows and given["place"] != "library" and len(rows) <= MOST_KNOWN:
        sure, doubtful = await _knows[0](db, given["viewer"], [row.post for row in rows if row.open])
        doubtful += [row.post for row in rows if not row.open]
    if doubtful:
        asked = {"viewer": given["viewer"], "place": given["place"], "now": given["now"]}
        sure |= {PostId(post) for post in await db.all(store.FOUND, ids=doubtful, **asked)}
    return [row.post for row in rows if row.post in sure]


async def _of_whom(db: Read, viewer: ProfileId | None, asked: asking.Question, author: ProfileId | None) -> bool:
    """Put the authors into the question; False if it asks for somebody who is not there."""
    for handle, wanted in asked.people:
        who = viewer if handle == "me" else await profiles.known(db, handle)
        if who is not None:
            asked.add(words.mark(f"by:{who}"), wanted)
        elif wanted:
            return False
    if author is not None:
        asked.add(words.mark(f"by:{author}"), True)
    return True


def _id_at(moment: datetime | None, step: int = 0) -> int | None:
    """The first id of that moment, and so many from there."""
    return (int(moment.timestamp() * 1000) << 16) + step if moment else None


async def find_people(
    db: Read, viewer: ProfileId | None, typed: str, page: Page, *, followed: bool = False
) -> list[ProfileId]:
    """People whose names have words that begin so: the very name first, then whom one follows, then people here."""
    query = words.beginnings(typed)
    if query is None:
        return []
    exact = typed.strip().lstrip("@").lower().removesuffix(f"@{db.here.settings.domain}")
    rows = await db.all(store.PEOPLE, viewer=viewer, query=query, exact=exact, followed=followed, limit=page.limit,
                        offset=page.offset)
    return [ProfileId(row) for row in rows]


async def find_tags(db: Read, viewer: ProfileId | None, typed: str, page: Page) -> list[str]:
    """Tags that begin so and that posts the viewer may see are tagged with, the most used first."""
    name = tags.named(typed)
    if name is None:
        return []
    return await db.all(store.TAGS, viewer=viewer, beginning=name, end=name + chr(0x10FFFF), limit=page.limit,
                        offset=page.offset)


@on(posts.PostPublished)
async def take_in(tx: Tx, facts: Sequence[posts.PostPublished]) -> None:
    await _keep(tx, [fact.post for fact in facts])


@on(posts.PostArrived)
async def take_in_arrived(tx: Tx, facts: Sequence[posts.PostArrived]) -> None:
    await _keep(tx, [fact.post for fact in facts])


@on(posts.PostEdited)
async def take_in_again(tx: Tx, fact: posts.PostEdited) -> None:
    await _keep(tx, [fact.post])


@on(posts.PostRemoved)
async def leave_out(tx: Tx, fact: posts.PostRemoved) -> None:
    await tx.run(store.DROP, ids=[fact.post])
    walking.tell(tx)


@on(profiles.ProfileMet)
async def take_in_name(tx: Tx, fact: profiles.ProfileMet) -> None:
    await _keep_people(tx, [fact.profile])


@on(profiles.ProfileChanged)
async def take_in_new_name(tx: Tx, fact: profiles.ProfileChanged) -> None:
    await _keep_people(tx, [fact.profile])


@every(timedelta(minutes=10))
async def fill(tx: Tx) -> None:
    """Take in what was here before the index, from the newest back, until all is."""
    more = [await _fill(tx, what) for what in ("posts", "people")]
    if any(more):
        await fill.soon(tx)


async def _fill(tx: Tx, what: str) -> bool:
    below = await tx.maybe(store.REACHED, what=what)
    if below == 0:
        return False
    older, keep = (store.OLDER_POSTS, _keep) if what == "posts" else (store.OLDER_PEOPLE, _keep_people)
    found = await tx.all(older, below=ids.new() if below is None else below, limit=BATCH)
    await keep(tx, found)
    await tx.run(store.REACH, what=what, id=found[-1] if len(found) == BATCH else 0)
    return len(found) == BATCH


async def _keep(tx: Tx, wanted: Sequence[int]) -> None:
    """Write the posts into the index as they are now; those that are gone fall out."""
    rows = [post for post in await posts.get(tx, [PostId(post) for post in wanted]) if not post.boost_of]
    carried = await posts.parts_of(tx, [post.id for post in rows], None, [*MARKS, *WORDS])
    there = {post.id for post in rows}
    walking.tell(tx)
    if gone := [post for post in wanted if post not in there]:
        await tx.run(store.DROP, ids=gone)
    if rows:
        await tx.run(
            store.KEEP, ids=[post.id for post in rows],
            open=[post.visibility == "public" for post in rows],
            words=[_vector(post, carried) for post in rows],
        )


def _vector(post: posts.Post, carried: Mapping[str, Mapping[PostId, Any]]) -> str:
    said = {part: values[post.id] for part, values in carried.items() if values.get(post.id)}
    more = [description for part, say in WORDS.items() if part in said for description in say(said[part])]
    marks = {mark for part, say in MARKS.items() if part in said for mark in say(said[part])}
    marks |= {f"by:{post.author}"} | ({"is:reply"} if post.reply_to or post.reply_to_uri else set())
    marks |= {"is:sensitive"} if post.sensitive else set()
    marks |= {"has:link"} if _LINK.search(post.html) else set()
    if post.language:
        language = post.language.lower()
        marks |= {f"in:{language}", f"in:{language.partition('-')[0]}"}
    return words.vector([post.spoiler, text.plain(post.html), *more], sorted(marks))


async def _keep_people(tx: Tx, wanted: Sequence[int]) -> None:
    rows = await tx.all(store.NAMES, ids=list(wanted))
    await tx.run(
        store.KEEP_PEOPLE, ids=[row.profile for row in rows],
        words=[words.vector([row.name, row.display_name, row.domain or ""], [f"name:{row.name.lower()}"])
               for row in rows],
    )
