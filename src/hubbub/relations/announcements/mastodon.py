"""Announcements in the client API, and what open streams hear of them."""

import re
from collections.abc import Hashable, Sequence
from typing import Any

import msgspec

from hubbub.base.clock import iso
from hubbub.base.db import Db, Read
from hubbub.base.errors import NotFound
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.text import tokens
from hubbub.doors.mastodon.hearing import hears
from hubbub.doors.mastodon.params import Params
from hubbub.doors.mastodon.routes import Call, api
from hubbub.doors.mastodon.streaming import Feed, News
from hubbub.people import profiles
from hubbub.reach import emoji, posts
from hubbub.reach.emoji.mastodon import entity as pictured
from hubbub.relations import announcements
from hubbub.relations.announcements import Announcement

ALL = "all"
PAGE = r"/@[^/]{1,100}/(\d{1,18})"  # of a post, below the server's address
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
    said, texts = await _reactions(db, me, rows), [row.text for row in rows]
    worn = await emoji.named_in(db, {row.id: ("", row.text) for row in rows})
    named, linked = await announcements.mentioned(db, texts), await _statuses(db, texts)
    return [
        {
            "id": str(row.id), "content": row.html, "all_day": row.all_day, "read": row.read,
            "starts_at": iso(row.starts_at) if row.starts_at else None,
            "ends_at": iso(row.ends_at) if row.ends_at else None,
            "published_at": iso(row.published_at or row.updated_at), "updated_at": iso(row.updated_at),
            "mentions": [_mention(who) for who in people.values()], "statuses": posted, "reactions": said[row.id],
            "emojis": [pictured(each) for each in worn.get(row.id, [])],
            "tags": [{"name": tag, "url": db.here.settings.url(f"/tags/{tag}")} for tag in _tags(row.text)],
        } for row, people, posted in zip(rows, named, linked, strict=True)
    ]


async def _reactions(
    db: Read, me: ProfileId, rows: Sequence[Announcement]
) -> dict[int, list[dict[str, Any]]]:
    """Each as the Reaction entity; those that are a word have the picture that this server has for it."""
    found = await announcements.reactions(db, me, [row.id for row in rows])
    words = await emoji.named_in(db, {each.name: ("", f":{each.name}:") for each in found})
    said: dict[int, list[dict[str, Any]]] = {row.id: [] for row in rows}
    for each in found:
        made: dict[str, Any] = {"name": each.name, "count": each.count, "me": each.mine}
        for picture in words.get(each.name, []):
            made |= {"url": picture.address, "static_url": picture.address}
        said[each.announcement].append(made)
    return said


def _mention(who: profiles.Profile) -> dict[str, str]:
    return {"id": str(who.id), "username": who.name, "url": who.url, "acct": who.handle}


async def _statuses(db: Read, texts: Sequence[str]) -> list[list[dict[str, str]]]:
    """The posts of ours that each of the texts leads to, those that everybody may see."""
    ours = re.compile(re.escape(db.here.settings.base) + PAGE)
    links = [[token.text for token in tokens(words) if token.kind == "url"] for words in texts]
    named = [[PostId(int(page[1])) for link in each if (page := ours.fullmatch(link))] for each in links]
    seen = await posts.visible_ids(db, None, list({post for each in named for post in each}))
    rows = {post.id: post for post in await posts.get(db, seen)}
    return [[{"id": str(post), "url": rows[post].url} for post in each if post in rows] for each in named]


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
