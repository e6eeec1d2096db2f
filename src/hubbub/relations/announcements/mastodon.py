"""Announcements in the client API, and what open streams hear of them."""

from collections.abc import Hashable, Sequence
from typing import Any

import msgspec

from hubbub.base.clock import iso
from hubbub.base.db import Db, Read
from hubbub.base.errors import NotFound
from hubbub.base.ids import ProfileId
from hubbub.base.text import tokens
from hubbub.doors.mastodon.hearing import hears
from hubbub.doors.mastodon.params import Params
from hubbub.doors.mastodon.routes import Call, api
from hubbub.doors.mastodon.streaming import Feed, News
from hubbub.relations import announcements
from hubbub.relations.announcements import Announcement

ALL = "all"
NOBODY = ProfileId(0)


@api("GET", "/api/v1/announcements", scope="")
async def listed(call: Call) -> Any:
    me = call.me
    async with call.db.read() as db:
        rows = await announcements.list_current(db, me, dismissed=call.params.flag("with_dismissed"))
        return await shapes(db, me, rows)


@api("POST", "/api/v1/announcements/{id}/dismiss", scope="write:accounts")
async def dismiss(call: Call) -> Any:
    async with call.db.write() as tx:
        await announcements.dismiss(tx, call.me, call.id())
    return {}


@api("PUT", "/api/v1/announcements/{id}/reactions/{name}", scope="write:favourites")
async def react(call: Call) -> Any:
    async with call.db.write() as tx:
        await announcements.react(tx, call.me, call.id(), call.path["name"])
    return {}


@api("DELETE", "/api/v1/announcements/{id}/reactions/{name}", scope="write:favourites")
async def unreact(call: Call) -> Any:
    async with call.db.write() as tx:
        await announcements.unreact(tx, call.me, call.id(), call.path["name"])
    return {}


async def shapes(db: Read, me: ProfileId, rows: Sequence[Announcement]) -> list[dict[str, Any]]:
    """Each as the Announcement entity."""
    said: dict[int, list[dict[str, Any]]] = {row.id: [] for row in rows}
    for each in await announcements.reactions(db, me, list(said)):
        said[each.announcement].append({"name": each.name, "count": each.count, "me": each.mine})
    return [
        {
            "id": str(row.id), "content": row.html, "all_day": row.all_day, "read": row.read,
            "starts_at": iso(row.starts_at) if row.starts_at else None,
            "ends_at": iso(row.ends_at) if row.ends_at else None,
            "published_at": iso(row.published_at or row.updated_at), "updated_at": iso(row.updated_at),
            "mentions": [], "statuses": [], "emojis": [], "reactions": said[row.id],
            "tags": [{"name": tag, "url": db.here.settings.url(f"/tags/{tag}")} for tag in _tags(row.text)],
        } for row in rows
    ]


def _tags(text: str) -> list[str]:
    return list(dict.fromkeys(token.text.lower() for token in tokens(text) if token.kind == "tag"))


async def _everybody(db: Db, me: ProfileId, name: str, params: Params) -> Hashable:
    return ALL


LOUDSPEAKER = Feed("user", scope="read:statuses", key=_everybody)


@hears("announcement")
async def tell(db: Db, keys: list[str]) -> None:
    """What is announced while apps keep a stream open: to all the same, as nobody has read it yet."""
    for key in keys if ALL in LOUDSPEAKER else ():
        for row in await _current(db, key):
            [shape] = await shapes(db, NOBODY, [row])
            LOUDSPEAKER.say(News("announcement", msgspec.json.encode(shape)), ALL)


@hears("announcement.reaction")
async def tell_answers(db: Db, keys: list[str]) -> None:
    for key in keys if ALL in LOUDSPEAKER else ():
        number, _, name = key.partition(":")
        for row in await _current(db, number):
            found = {each.name: each.count for each in await announcements.reactions(db, NOBODY, [row.id])}
            told = {"name": name, "count": found.get(name, 0), "announcement_id": number}
            LOUDSPEAKER.say(News("announcement.reaction", msgspec.json.encode(told)), ALL)


@hears("announcement.delete")
async def tell_ends(db: Db, keys: list[str]) -> None:
    for key in keys:
        LOUDSPEAKER.say(News("announcement.delete", key.encode()), ALL)


async def _current(db: Db, number: str) -> list[Announcement]:
    try:
        return [await announcements.current(db, NOBODY, int(number))]
    except NotFound:  # ended or taken away meanwhile
        return []
