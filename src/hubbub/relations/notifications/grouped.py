"""Notifications in groups: the second version of the client API's endpoints."""

from typing import Any

from hubbub.base import ids
from hubbub.base.db import Read
from hubbub.base.errors import NotFound
from hubbub.doors.mastodon.paging import link, window
from hubbub.doors.mastodon.routes import Call, api
from hubbub.people.profiles import mastodon as accounts
from hubbub.relations import notifications
from hubbub.relations.notifications import GROUPED, Group, Notification

from . import keeping
from .asking import actor, kinds, page
from .entities import TYPES, own_key, results, shape


@api("GET", "/api/v2/notifications", scope="read:notifications")
async def listed(call: Call) -> Any:
    me = call.me
    groups, shaped = await keeping.groups(call.db, me, page(call), _grouped(call))
    link(call, [group.newest for group in groups], window(call, 40, 80))
    return await results(call.db, me, groups, shaped, call.params)


@api("POST", "/api/v2/notifications/clear", scope="write:notifications")
async def clear(call: Call) -> Any:
    async with call.db.write() as tx:
        await notifications.clear(tx, call.me)
    return {}


@api("GET", "/api/v2/notifications/unread_count", scope="read:notifications")
async def unread(call: Call) -> Any:
    limit = call.params.number("limit", 100, 1, 1000)
    return {"count": await notifications.unread_groups(
        call.db, call.me, kinds=kinds(call), actor=actor(call), grouped=_grouped(call), limit=limit)}


@api("GET", "/api/v2/notifications/{key}", scope="read:notifications")
async def show(call: Call) -> Any:
    async with call.db.read() as db:
        rows = await _members(call, db)
        newest = rows[0]
        people = list(dict.fromkeys(row.actor for row in rows))
        one = Group(own_key(call.path["key"]), newest.kind, newest.post, newest.about, newest.id, rows[-1].id,
                    len(rows), people[:8], newest.made_at)
        return await results(db, call.me, [one], [shape(one)], call.params)


@api("GET", "/api/v2/notifications/{key}/accounts", scope="read:notifications write:notifications")
async def doers(call: Call) -> Any:
    """Who did it, the latest first, a page at a time."""
    asked = window(call, 40, 80)
    async with call.db.read() as db:
        key = own_key(call.path["key"])
        rows = await _members(call, db) if ids.parse(key) else await notifications.list_bundle(
            db, call.me, key, below=asked.below, above=asked.above, upward=asked.upward, limit=asked.limit)
        if not rows and asked.below is None and asked.above is None:
            raise NotFound("Record not found")
        link(call, [row.id for row in rows], asked)
        return await accounts.rendered(db, list(dict.fromkeys(row.actor for row in rows)))


@api("POST", "/api/v2/notifications/{key}/dismiss", scope="write:notifications")
async def dismiss(call: Call) -> Any:
    key = own_key(call.path["key"])
    async with call.db.write() as tx:
        alone = ids.parse(key)
        await notifications.clear(tx, call.me, notification=alone, bundle=None if alone else key)
    return {}


async def _members(call: Call, db: Read) -> list[Notification]:
    """The notifications of the group that the path names. Raises `NotFound`."""
    key = own_key(call.path["key"])
    if (alone := ids.parse(key)) is not None:
        return [await notifications.get(db, call.me, alone)]
    if rows := await notifications.list_bundle(db, call.me, key):
        return rows
    raise NotFound("Record not found")


def _grouped(call: Call) -> list[str]:
    """What the app is able to show in groups: everything that we group, unless it says less."""
    if "grouped_types" not in call.params:
        return list(GROUPED)
    return [kind for kind in GROUPED if TYPES[kind] in call.params.texts("grouped_types")]
