"""Policies and requests in the client API: whom one wants to be told of, and who waits."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any

import msgspec

from hubbub.base.clock import iso
from hubbub.base.db import Read
from hubbub.base.errors import NotFound
from hubbub.base.ids import ProfileId
from hubbub.doors.mastodon.paging import link, window
from hubbub.doors.mastodon.routes import Call, api
from hubbub.people.profiles import mastodon as accounts
from hubbub.relations.notifications import Policy, Request, requests

from .entities import statuses_of

NAMES = tuple(field.name for field in fields(Policy))
# Of the older version, which knows only yes and no.
FIRST = ("not_following", "not_followers", "new_accounts", "private_mentions")


@api("GET", "/api/v2/notifications/policy", scope="read:notifications")
async def policy(call: Call) -> Any:
    async with call.db.read() as db:
        return await _policy(db, call.me)


@api("PATCH", "/api/v2/notifications/policy", scope="write:notifications")
async def decide(call: Call) -> Any:
    """What is not named stays as it was."""
    async with call.db.write() as tx:
        was = await requests.policy(tx, call.me)
        said = {name: call.params.text(f"for_{name}", getattr(was, name)) for name in NAMES}
        await requests.decide(tx, call.me, Policy(**said))
        return await _policy(tx, call.me)


@api("GET", "/api/v1/notifications/policy", scope="read:notifications")
async def first_policy(call: Call) -> Any:
    async with call.db.read() as db:
        return await _first_policy(db, call.me)


@api("PATCH", "/api/v1/notifications/policy", scope="write:notifications")
async def first_decide(call: Call) -> Any:
    """Yes is `filter`; who has said `drop` by the newer version, and yes by this, keeps it."""
    async with call.db.write() as tx:
        said = asdict(await requests.policy(tx, call.me))
        for name in FIRST:
            if f"filter_{name}" in call.params and call.params.flag(f"filter_{name}") != (said[name] != "accept"):
                said[name] = "filter" if said[name] == "accept" else "accept"
        await requests.decide(tx, call.me, Policy(**said))
        return await _first_policy(tx, call.me)


@api("GET", "/api/v1/notifications/requests", scope="read:notifications")
async def listed(call: Call) -> Any:
    me, asked = call.me, window(call, 40, 80)
    async with call.db.read() as db:
        rows = await requests.list_requests(
            db, me, below=asked.below, above=asked.above, upward=asked.upward, limit=asked.limit)
        link(call, [row.id for row in rows], asked)
        return await _shapes(db, me, rows)


@api("GET", "/api/v1/notifications/requests/merged", scope="read:notifications")
async def merged(call: Call) -> Any:
    """Accepting merges at once, so there is never a rest that is still under way."""
    return {"merged": True}


@api("POST", "/api/v1/notifications/requests/accept", scope="write:notifications")
async def accept_many(call: Call) -> Any:
    async with call.db.write() as tx:
        await requests.accept(tx, call.me, call.params.ids("id"))
    return {}


@api("POST", "/api/v1/notifications/requests/dismiss", scope="write:notifications")
async def dismiss_many(call: Call) -> Any:
    async with call.db.write() as tx:
        await requests.dismiss(tx, call.me, call.params.ids("id"))
    return {}


@api("GET", "/api/v1/notifications/requests/{id}", scope="read:notifications")
async def show(call: Call) -> Any:
    async with call.db.read() as db:
        made = await _shapes(db, call.me, [await requests.get_request(db, call.me, call.id())])
    if not made:
        raise NotFound
    return made[0]


@api("POST", "/api/v1/notifications/requests/{id}/accept", scope="write:notifications")
async def accept(call: Call) -> Any:
    async with call.db.write() as tx:
        if not await requests.accept(tx, call.me, [call.id()]):
            raise NotFound
    return {}


@api("POST", "/api/v1/notifications/requests/{id}/dismiss", scope="write:notifications")
async def dismiss(call: Call) -> Any:
    async with call.db.write() as tx:
        if not await requests.dismiss(tx, call.me, [call.id()]):
            raise NotFound
    return {}


async def _policy(db: Read, me: ProfileId) -> dict[str, Any]:
    said = asdict(await requests.policy(db, me))
    return {f"for_{name}": answer for name, answer in said.items()} | {"summary": await _summary(db, me)}


async def _first_policy(db: Read, me: ProfileId) -> dict[str, Any]:
    said = asdict(await requests.policy(db, me))
    return {f"filter_{name}": said[name] != "accept" for name in FIRST} | {"summary": await _summary(db, me)}


async def _summary(db: Read, me: ProfileId) -> dict[str, int]:
    waiting = await requests.pending(db, me)
    return {"pending_requests_count": waiting.requests, "pending_notifications_count": waiting.notifications}


async def _shapes(db: Read, me: ProfileId, rows: Sequence[Request]) -> list[dict[str, Any]]:
    people = await accounts.pieces(db, [row.actor for row in rows])
    statuses = await statuses_of(db, me, [row.newest for row in rows])
    return [
        {
            "id": str(row.id), "created_at": iso(row.made_at), "updated_at": iso(row.updated_at),
            "notifications_count": str(row.count), "account": msgspec.Raw(people[row.actor]),
            "last_status": statuses.get(row.newest) if row.newest else None,
        } for row in rows if row.actor in people
    ]
