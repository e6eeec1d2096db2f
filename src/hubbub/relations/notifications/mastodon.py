"""Notifications in the client API, and how far one has read. Groups are in grouped.py, requests in waiting.py."""

from collections.abc import Sequence
from typing import Any

from hubbub.base.clock import iso
from hubbub.base.errors import NotFound
from hubbub.doors.mastodon.paging import link, window
from hubbub.doors.mastodon.routes import Call, api, error
from hubbub.relations import notifications
from hubbub.relations.notifications import Marker

from . import grouped, reacting, streams, waiting  # noqa: F401  hang their endpoints
from .asking import actor, kinds, page
from .entities import shapes


@api("GET", "/api/v1/notifications", scope="read:notifications")
async def listed(call: Call) -> Any:
    me, asked = call.me, page(call)
    async with call.db.read() as db:
        rows = await notifications.list_notifications(db, me, asked)
        link(call, [row.id for row in rows], window(call, 40, 80))
        return await shapes(db, me, rows, call.params.texts("supported_types"))


@api("GET", "/api/v1/notifications/{id}", scope="read:notifications")
async def show(call: Call) -> Any:
    row = await notifications.get(call.db, call.me, call.id())
    shown = await shapes(call.db, call.me, [row], call.params.texts("supported_types"))
    if not shown:
        raise NotFound
    return shown[0]


@api("POST", "/api/v1/notifications/clear", scope="write:notifications")
async def clear(call: Call) -> Any:
    async with call.db.write() as tx:
        await notifications.clear(tx, call.me)
    return {}


@api("POST", "/api/v1/notifications/{id}/dismiss", scope="write:notifications")
async def dismiss(call: Call) -> Any:
    async with call.db.write() as tx:
        if not await notifications.clear(tx, call.me, notification=call.id()):
            raise NotFound
    return {}


@api("POST", "/api/v1/notifications/dismiss", scope="write:notifications")
async def dismiss_named(call: Call) -> Any:
    """The older form, which Mastodon.py still has: the id in the body."""
    async with call.db.write() as tx:
        if not await notifications.clear(tx, call.me, notification=call.params.id("id") or 0):
            raise NotFound
    return {}


@api("GET", "/api/v1/notifications/unread_count", scope="read:notifications")
async def unread(call: Call) -> Any:
    limit = call.params.number("limit", 100, 1, 1000)
    return {"count": await notifications.unread(
        call.db, call.me, kinds=kinds(call), actor=actor(call), limit=limit)}


@api("GET", "/api/v1/markers", scope="read:statuses")
async def markers(call: Call) -> Any:
    wanted = call.params.texts("timeline") or ["home", "notifications"]
    return _positions(await notifications.markers(call.db, call.me, wanted))


@api("POST", "/api/v1/markers", scope="write:statuses")
async def mark(call: Call) -> Any:
    """Both or none are saved; an app that sends the `version` it knows is told if it is behind."""
    made: list[Marker] = []
    try:
        async with call.db.write() as tx:
            for where in ("home", "notifications"):
                given = call.params.sub(where)
                if given and (last_read := given.id("last_read_id")) is not None:
                    version = given.number("version", 0) or None
                    made.append(await notifications.mark(tx, call.me, where, last_read, version=version))
    except notifications.Moved as moved:
        return error(409, moved.sentence, call.headers)
    return _positions(made)


def _positions(found: Sequence[Marker]) -> dict[str, Any]:
    return {
        marker.list: {
            "last_read_id": str(marker.last_read), "version": marker.version, "updated_at": iso(marker.updated_at)
        } for marker in found
    }
