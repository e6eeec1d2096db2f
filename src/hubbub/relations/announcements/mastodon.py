"""Announcements in the client API, and what open streams hear of them."""

from collections.abc import Sequence
from typing import Any

import msgspec

from hubbub.base.clock import iso
from hubbub.base.db import Db, Read
from hubbub.base.errors import NotFound
from hubbub.base.ids import ProfileId
from hubbub.base.text import tokens
from hubbub.doors.mastodon.routes import Call, api
from hubbub.doors.mastodon.streaming import Events, offers
from hubbub.relations import announcements
from hubbub.relations.announcements import Announcement


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


@offers("user", scope="read:statuses", shared=["announcement", "announcement.reaction", "announcement.delete"])
class Loudspeaker:
    """What is announced while an app keeps a stream open, and what is answered to it."""

    __slots__ = ("db", "me")

    def __init__(self, db: Db, me: ProfileId, name: str) -> None:
        self.db, self.me = db, me

    async def begin(self) -> None:
        """Whatever is said later is news."""

    def wants(self, topic: str, key: str) -> bool:
        return True

    async def hear(self, topic: str, key: str) -> Events:
        if topic == "announcement.delete":
            return [(topic, key.encode())]
        number, _, name = key.partition(":")
        try:
            row = await announcements.current(self.db, self.me, int(number))
        except NotFound:  # ended or taken away meanwhile
            return []
        if topic == "announcement":
            return [(topic, msgspec.json.encode(shape)) for shape in await shapes(self.db, self.me, [row])]
        found = {each.name: each.count for each in await announcements.reactions(self.db, self.me, [row.id])}
        told = {"name": name, "count": found.get(name, 0), "announcement_id": number}
        return [(topic, msgspec.json.encode(told))]
