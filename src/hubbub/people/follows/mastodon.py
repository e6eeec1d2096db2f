"""Relationships in the client API: following, blocking, muting, and the lists of who does."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

import msgspec

from hubbub.base.clock import iso, now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import NotFound
from hubbub.base.ids import ProfileId
from hubbub.doors.mastodon.paging import Window, link, window
from hubbub.doors.mastodon.routes import Call, Handler, api
from hubbub.people import follows, profiles
from hubbub.people.accounts.mastodon import adds
from hubbub.people.profiles.mastodon import pieces, rendered

from .follows import count_requests, familiar, list_blocked, list_muted
from .store import Listed, Muted, Relation

Verb = Callable[[Tx, ProfileId, ProfileId], Awaitable[object]]


def shape(relation: Relation) -> dict[str, Any]:
    """The Relationship entity."""
    return {
        "id": str(relation.profile), "following": relation.following, "showing_reblogs": relation.shows_boosts,
        "notifying": relation.notifies, "languages": None, "followed_by": relation.followed_by,
        "blocking": relation.blocking, "blocked_by": relation.blocked_by, "muting": relation.muting,
        "muting_notifications": relation.hides_notifications,
        "muting_expires_at": iso(relation.mute_ends_at) if relation.mute_ends_at else None,
        "requested": relation.requested, "requested_by": relation.requested_by, "domain_blocking": False,
        "endorsed": False, "note": "",
    }


@adds
async def requests(db: Read, profile: ProfileId) -> dict[str, Any]:
    return {"follow_requests_count": await count_requests(db, profile)}


async def _stand(db: Read, call: Call, other: ProfileId) -> dict[str, Any]:
    """How the caller stands with the other now. Raises `NotFound`."""
    found = await follows.relations(db, call.me, [other])
    if not found:
        raise NotFound
    return shape(found[0])


@api("GET", "/api/v1/accounts/relationships", scope="read:follows")
async def relationships(call: Call) -> Any:
    wanted = [ProfileId(other) for other in dict.fromkeys(call.params.ids("id"))]
    return [shape(relation) for relation in await follows.relations(call.db, call.me, wanted)]


@api("GET", "/api/v1/accounts/familiar_followers", scope="read:follows")
async def familiar_followers(call: Call) -> Any:
    found = await familiar(call.db, call.me, [ProfileId(other) for other in call.params.ids("id", 40)])
    known = await pieces(call.db, [follower for row in found for follower in row.followers])
    return [
        {"id": str(row.profile), "accounts": [msgspec.Raw(known[f]) for f in row.followers if f in known]}
        for row in found
    ]


@api("POST", "/api/v1/accounts/{id}/follow", scope="write:follows")
async def follow(call: Call) -> Any:
    """Follow, or change what of them one sees: what is not sent stays."""
    other = ProfileId(call.id())
    async with call.db.write() as tx:
        was = await _stand(tx, call, other)
        follows_already = was["following"] or was["requested"]
        await follows.follow(
            tx, call.me, other,
            shows_boosts=call.params.flag("reblogs", was["showing_reblogs"] if follows_already else True),
            notifies=call.params.flag("notify", was["notifying"]),
        )
        return await _stand(tx, call, other)


@api("POST", "/api/v1/accounts/{id}/mute", scope="write:mutes")
async def mute(call: Call) -> Any:
    """Mute for good, or for `duration` seconds."""
    other, seconds = ProfileId(call.id()), call.params.number("duration", 0)
    async with call.db.write() as tx:
        await follows.mute(
            tx, call.me, other, hides_notifications=call.params.flag("notifications", True),
            ends_at=now() + timedelta(seconds=seconds) if seconds else None,
        )
        return await _stand(tx, call, other)


def _does(verb: Verb) -> Handler:
    async def do(call: Call) -> Any:
        other = ProfileId(call.id())
        async with call.db.write() as tx:
            await verb(tx, call.me, other)
            return await _stand(tx, call, other)

    return do


for _path, _scope, _verb in (
    ("unfollow", "write:follows", follows.unfollow), ("remove_from_followers", "write:follows", follows.reject),
    ("block", "write:blocks", follows.block), ("unblock", "write:blocks", follows.unblock),
    ("unmute", "write:mutes", follows.unmute),
):
    api("POST", f"/api/v1/accounts/{{id}}/{_path}", scope=_scope)(_does(_verb))


@api("GET", "/api/v1/accounts/{id}/followers")
async def followers(call: Call) -> Any:
    asked = window(call, 40, 80)
    async with call.db.read() as db:
        profile = await _shown(db, call)
        rows = await follows.list_followers(db, profile, viewer=call.viewer, **_keys(asked)) if profile else []
        return await _people(db, call, rows, asked)


@api("GET", "/api/v1/accounts/{id}/following")
async def following(call: Call) -> Any:
    asked = window(call, 40, 80)
    async with call.db.read() as db:
        profile = await _shown(db, call)
        rows = await follows.list_followed(db, profile, viewer=call.viewer, **_keys(asked)) if profile else []
        return await _people(db, call, rows, asked)


async def _shown(db: Read, call: Call) -> ProfileId | None:
    """The profile that the path names; None if it keeps its lists from the viewer. Raises `NotFound`."""
    profile = await profiles.get(db, ProfileId(call.id()))
    if profile.removed_at or profile.suspended_at:
        raise NotFound
    if call.viewer is not None and (await follows.relations(db, call.viewer, [profile.id]))[0].blocked_by:
        return None
    return profile.id


@api("GET", "/api/v1/blocks", scope="read:blocks")
async def blocks(call: Call) -> Any:
    asked = window(call, 40, 80)
    async with call.db.read() as db:
        return await _people(db, call, await list_blocked(db, call.me, **_keys(asked)), asked)


@api("GET", "/api/v1/mutes", scope="read:mutes")
async def mutes(call: Call) -> Any:
    asked = window(call, 40, 80)
    async with call.db.read() as db:
        rows = await list_muted(db, call.me, **_keys(asked))
        known = await pieces(db, [row.profile for row in rows])
    link(call, [row.key for row in rows], asked)
    return b"[" + b",".join(_muted(known[row.profile], row) for row in rows if row.profile in known) + b"]"


def _muted(piece: bytes, row: Muted) -> bytes:
    ends = msgspec.json.encode(iso(row.ends_at) if row.ends_at else None)
    return piece[:-1] + b',"mute_expires_at":' + ends + b"}"


@api("GET", "/api/v1/follow_requests", scope="read:follows")
async def follow_requests(call: Call) -> Any:
    asked = window(call, 40, 80)
    async with call.db.read() as db:
        return await _people(db, call, await follows.list_requests(db, call.me, **_keys(asked)), asked)


@api("POST", "/api/v1/follow_requests/{id}/authorize", scope="write:follows")
async def authorize(call: Call) -> Any:
    async with call.db.write() as tx:
        await _asked(tx, call)
        await follows.accept(tx, call.me, ProfileId(call.id()))
        return await _stand(tx, call, ProfileId(call.id()))


@api("POST", "/api/v1/follow_requests/{id}/reject", scope="write:follows")
async def reject(call: Call) -> Any:
    async with call.db.write() as tx:
        await _asked(tx, call)
        await follows.reject(tx, call.me, ProfileId(call.id()))
        return await _stand(tx, call, ProfileId(call.id()))


async def _asked(tx: Tx, call: Call) -> None:
    """Raises `NotFound` unless the other waits for an answer: to reject a follower is another verb."""
    if not (await _stand(tx, call, ProfileId(call.id())))["requested_by"]:
        raise NotFound


async def _people(db: Read, call: Call, rows: Sequence[Listed], asked: Window) -> bytes:
    """The Accounts of a page that goes by hidden keys: only its Link header leads on."""
    link(call, [row.key for row in rows], asked)
    return await rendered(db, [row.profile for row in rows])


def _keys(asked: Window) -> dict[str, Any]:
    return {"below": asked.below, "above": asked.above, "upward": asked.upward, "limit": asked.limit}
