"""Conversations in the client API, and what open streams hear of them."""

from collections.abc import Sequence
from typing import Any

import msgspec

from hubbub.base.db import Db, Read
from hubbub.base.ids import ProfileId
from hubbub.doors.mastodon.hearing import hears
from hubbub.doors.mastodon.paging import link, window
from hubbub.doors.mastodon.routes import Call, api
from hubbub.doors.mastodon.streaming import Feed, News
from hubbub.people.profiles import mastodon as accounts
from hubbub.reach.posts.mastodon import page
from hubbub.reach.posts.rendering import rendered, rendered_by_id
from hubbub.relations import conversations
from hubbub.relations.conversations import Conversation

from . import store

MOST_MISSED = 40


@api("GET", "/api/v1/conversations", scope="read:statuses")
async def listed(call: Call) -> Any:
    me, asked = call.me, window(call, 20, 40)
    async with call.db.read() as db:
        rows = await conversations.list_own(
            db, me, below=asked.below, above=asked.above, upward=asked.upward, limit=asked.limit)
        link(call, [row.last for row in rows], asked)
        return await shapes(db, me, rows)


@api("DELETE", "/api/v1/conversations/{id}", scope="write:conversations")
async def remove(call: Call) -> Any:
    async with call.db.write() as tx:
        await conversations.remove(tx, call.me, call.id())
    return {}


@api("POST", "/api/v1/conversations/{id}/read", scope="write:conversations")
async def read(call: Call) -> Any:
    return await _mark(call, read=True)


@api("POST", "/api/v1/conversations/{id}/unread", scope="write:conversations")
async def unread(call: Call) -> Any:
    return await _mark(call, read=False)


async def _mark(call: Call, *, read: bool) -> Any:
    async with call.db.write() as tx:
        marked = await conversations.mark(tx, call.me, call.id(), read=read)
    return (await shapes(call.db, call.me, [marked]))[0]


@api("GET", "/api/v1/timelines/direct", scope="read:statuses")
async def direct(call: Call) -> Any:
    """The older form: the posts of all conversations."""
    me, asked = call.me, window(call, 20, 40)
    async with call.db.read() as db:
        ids = await conversations.list_posts(
            db, me, below=asked.below, above=asked.above, upward=asked.upward, limit=asked.limit)
        link(call, ids, asked)
        return page(await rendered(db, ids, me))


async def shapes(db: Read, me: ProfileId, rows: Sequence[Conversation]) -> list[dict[str, Any]]:
    """Each as the Conversation entity; in a note to oneself one is alone with oneself."""
    people = await accounts.pieces(db, list({who for row in rows for who in (row.others or [me])}))
    statuses = await rendered_by_id(db, [row.last for row in rows], me)
    return [
        {
            "id": str(row.id), "unread": row.unread,
            "accounts": [msgspec.Raw(people[who]) for who in (row.others or [me]) if who in people],
            "last_status": msgspec.Raw(statuses[row.last]) if row.last in statuses else None,
        } for row in rows
    ]


async def _missed(db: Db, me: ProfileId, key: object, since: int) -> list[News]:
    rows = await conversations.list_own(db, me, above=since, limit=MOST_MISSED)
    return [_news(row, shape) for row, shape in zip(rows[::-1], await shapes(db, me, rows[::-1]), strict=True)]


DIRECT = Feed("direct", scope="read:statuses", missed=_missed)


@hears("conversation")
async def tell(db: Db, keys: list[str]) -> None:
    """What was said, or taken back, to those of the talk who listen."""
    rows = await db.all(store.OF, ids=[int(key) for key in keys], owners=DIRECT.open()) if DIRECT.open() else []
    for row in rows:
        for shape in await shapes(db, row.owner, [row]):
            DIRECT.say(_news(row, shape), row.owner)


@hears("gap")
async def tell_missed(db: Db, keys: list[str]) -> None:
    for owner in DIRECT.open():
        for news in await _missed(db, owner, owner, DIRECT.newest(owner)):
            DIRECT.say(news, owner)


def _news(row: Conversation, shape: dict[str, Any]) -> News:
    return News("conversation", msgspec.json.encode(shape), row.last)
