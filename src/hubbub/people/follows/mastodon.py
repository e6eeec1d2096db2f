"""Relationships in the client API: following, blocking, muting, and the lists of who does."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from hubbub.base.clock import iso, now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import Invalid, NotFound
from hubbub.base.ids import ProfileId
from hubbub.doors.mastodon.paging import Window, link, window
from hubbub.doors.mastodon.routes import Call, Handler, api
from hubbub.people import follows, profiles
from hubbub.people.accounts.mastodon import adds
from hubbub.people.profiles.mastodon import pieces, rendered

from .follows import count_requests, familiar, list_blocked, list_muted
from .store import Ending, Listed, Relation

Relates = Callable[[Read, ProfileId, Sequence[ProfileId]], Awaitable[Mapping[ProfileId, dict[str, Any]]]]
Verb = Callable[[Tx, ProfileId, ProfileId], Awaitable[object]]

_relates: list[Relates] = []
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def relates(function: Relates) -> Relates:
    """Let an upper room say more of how somebody stands with others, in the fields of their Relationships."""
    _relates.append(function)
    return function


def shape(relation: Relation) -> dict[str, Any]:
    """The Relationship entity."""
    return {
        "id": str(relation.profile), "following": relation.following, "showing_reblogs": relation.shows_boosts,
        "notifying": relation.notifies, "languages": relation.languages, "followed_by": relation.followed_by,
        "blocking": relation.blocking, "blocked_by": relation.blocked_by, "muting": relation.muting,
        "block_expires_at": iso(relation.block_ends_at) if relation.block_ends_at else None,
        "muting_notifications": relation.hides_notifications,
        "muting_expires_at": iso(relation.mute_ends_at) if relation.mute_ends_at else None,
        "requested": relation.requested, "requested_by": relation.requested_by, "domain_blocking": relation.shunning,
        "endorsed": False, "note": "",
    }


@adds
async def requests(db: Read, profile: ProfileId) -> dict[str, Any]:
    return {"follow_requests_count": await count_requests(db, profile)}


async def standing(db: Read, me: ProfileId, others: Sequence[ProfileId]) -> list[dict[str, Any]]:
    """How somebody stands with the others, as Relationships."""
    shapes = {row.profile: shape(row) for row in await follows.relations(db, me, others)}
    for relate in _relates:
        for other, more in (await relate(db, me, list(shapes))).items():
            shapes[other] |= more
    return list(shapes.values())


async def stand(db: Read, me: ProfileId, other: ProfileId) -> dict[str, Any]:
    """How the one stands with the other now. Raises `NotFound`."""
    found = await standing(db, me, [other])
    if not found:
        raise NotFound
    return found[0]


@api("GET", "/api/v1/accounts/relationships", scope="read:follows")
async def relationships(call: Call) -> Any:
    """With all that were asked for, or with those of them who are still about; `with_suspended` has the others, too."""
    wanted = [ProfileId(other) for other in dict.fromkeys(call.params.ids("id"))]
    async with call.db.read() as db:
        if not call.params.flag("with_suspended"):
            wanted = [row.id for row in await profiles.list_by_ids(db, wanted) if not row.suspended_at]
        return await standing(db, call.me, wanted)


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
        was = await stand(tx, call.me, other)
        follows_already = was["following"] or was["requested"]
        await follows.follow(
            tx, call.me, other,
            shows_boosts=call.params.flag("reblogs", was["showing_reblogs"] if follows_already else True),
            notifies=call.params.flag("notify", was["notifying"]),
            languages=_languages(call) if "languages" in call.params else was["languages"],
        )
        return await stand(tx, call.me, other)


def _rings(rings: bool) -> Handler:
    """The bell as Pleroma has it, which apps fall back to: of whom one follows, hear of each post or not."""
    async def do(call: Call) -> Any:
        other = ProfileId(call.id())
        async with call.db.write() as tx:
            was = await stand(tx, call.me, other)
            if not was["following"] and not was["requested"]:
                raise Invalid("Validation failed: You do not follow them", field="id")
            await follows.follow(tx, call.me, other, shows_boosts=was["showing_reblogs"], notifies=rings,
                                 languages=was["languages"])
            return await stand(tx, call.me, other)

    return do


api("POST", "/api/v1/pleroma/accounts/{id}/subscribe", scope="write:follows")(_rings(True))
api("POST", "/api/v1/pleroma/accounts/{id}/unsubscribe", scope="write:follows")(_rings(False))


def _languages(call: Call) -> list[str]:
    """In which languages to hear of somebody; without any, in all."""
    given = list(dict.fromkeys(call.params.texts("languages")))
    if not all(_LANGUAGE.fullmatch(language) for language in given):
        raise Invalid("Validation failed: Languages is invalid", field="languages")
    return given


@api("POST", "/api/v1/accounts/{id}/mute", scope="write:mutes")
async def mute(call: Call) -> Any:
    """Mute for good, or for `duration` seconds."""
    other = ProfileId(call.id())
    async with call.db.write() as tx:
        await follows.mute(tx, call.me, other, hides_notifications=call.params.flag("notifications", True),
                           ends_at=_end(call))
        return await stand(tx, call.me, other)


@api("POST", "/api/v1/accounts/{id}/block", scope="write:blocks")
async def block(call: Call) -> Any:
    """Block for good, or for `duration` seconds, which Mastodon has for mutes alone."""
    other = ProfileId(call.id())
    async with call.db.write() as tx:
        await follows.block(tx, call.me, other, ends_at=_end(call))
        return await stand(tx, call.me, other)


def _end(call: Call) -> datetime | None:
    seconds = call.params.number("duration", 0)
    return now() + timedelta(seconds=seconds) if seconds else None


def does(verb: Verb) -> Handler:
    """An endpoint that does this to whom its path names, and tells how the caller stands with them then."""
    async def do(call: Call) -> Any:
        other = ProfileId(call.id())
        async with call.db.write() as tx:
            await verb(tx, call.me, other)
            return await stand(tx, call.me, other)

    return do


for _path, _scope, _verb in (
    ("unfollow", "write:follows", follows.unfollow), ("remove_from_followers", "write:follows", follows.reject),
    ("unblock", "write:blocks", follows.unblock), ("unmute", "write:mutes", follows.unmute),
):
    api("POST", f"/api/v1/accounts/{{id}}/{_path}", scope=_scope)(does(_verb))


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
        return await _endings(db, call, await list_blocked(db, call.me, **_keys(asked)), asked, "block")


@api("GET", "/api/v1/mutes", scope="read:mutes")
async def mutes(call: Call) -> Any:
    asked = window(call, 40, 80)
    async with call.db.read() as db:
        return await _endings(db, call, await list_muted(db, call.me, **_keys(asked)), asked, "mute")


async def _endings(db: Read, call: Call, rows: Sequence[Ending], asked: Window, word: str) -> bytes:
    """Accounts, each with when that ends; of blocks that is ours and not Mastodon's."""
    known = await pieces(db, [row.profile for row in rows])
    link(call, [row.key for row in rows], asked)
    return b"[" + b",".join(_ending(known[row.profile], row, word) for row in rows if row.profile in known) + b"]"


def _ending(piece: bytes, row: Ending, word: str) -> bytes:
    ends = msgspec.json.encode(iso(row.ends_at) if row.ends_at else None)
    return piece[:-1] + f',"{word}_expires_at":'.encode() + ends + b"}"


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
        return await stand(tx, call.me, ProfileId(call.id()))


@api("POST", "/api/v1/follow_requests/{id}/reject", scope="write:follows")
async def reject(call: Call) -> Any:
    async with call.db.write() as tx:
        await _asked(tx, call)
        await follows.reject(tx, call.me, ProfileId(call.id()))
        return await stand(tx, call.me, ProfileId(call.id()))


async def _asked(tx: Tx, call: Call) -> None:
    """Raises `NotFound` unless the other waits for an answer: to reject a follower is another verb."""
    if not (await stand(tx, call.me, ProfileId(call.id())))["requested_by"]:
        raise NotFound


async def _people(db: Read, call: Call, rows: Sequence[Listed], asked: Window) -> bytes:
    """The Accounts of a page that goes by hidden keys: only its Link header leads on."""
    link(call, [row.key for row in rows], asked)
    return await rendered(db, [row.profile for row in rows])


def _keys(asked: Window) -> dict[str, Any]:
    return {"below": asked.below, "above": asked.above, "upward": asked.upward, "limit": asked.limit}


@api("GET", "/api/v1/domain_blocks", scope="read:blocks")
async def shunned(call: Call) -> Any:
    asked = window(call, 100, 200)
    rows = await follows.domains.list_shunned(call.db, call.me, **_keys(asked))
    link(call, [row.key for row in rows], asked)
    return [row.domain for row in rows]


@api("POST", "/api/v1/domain_blocks", scope="write:blocks")
async def shun(call: Call) -> Any:
    async with call.db.write() as tx:
        await follows.domains.shun(tx, call.me, call.params.text("domain"))
    return {}


@api("DELETE", "/api/v1/domain_blocks", scope="write:blocks")
async def unshun(call: Call) -> Any:
    async with call.db.write() as tx:
        await follows.domains.unshun(tx, call.me, call.params.text("domain"))
    return {}


@api("GET", "/api/v1/domain_blocks/preview", scope="read:blocks")
async def preview(call: Call) -> Any:
    """How many follows a block would end."""
    counted = await follows.domains.preview(call.db, call.me, call.params.text("domain"))
    return {"following_count": counted.following, "followers_count": counted.followers}
