"""Notes and endorsements in the client API, and what of them stands in a Relationship."""

from collections.abc import Mapping, Sequence
from typing import Any

from hubbub.base.db import Read
from hubbub.base.errors import NotFound
from hubbub.base.ids import ProfileId
from hubbub.doors.mastodon.paging import link, window
from hubbub.doors.mastodon.routes import Call, api
from hubbub.people import follows, profiles, regards
from hubbub.people.follows.mastodon import does, relates, stand
from hubbub.people.profiles.mastodon import rendered


@relates
async def regard(db: Read, me: ProfileId, others: Sequence[ProfileId]) -> Mapping[ProfileId, dict[str, Any]]:
    rows = await regards.list_regards(db, me, others)
    return {row.profile: {"endorsed": row.endorsed, "note": row.note} for row in rows}


@api("POST", "/api/v1/accounts/{id}/note", scope="write:accounts")
async def note(call: Call) -> Any:
    other = ProfileId(call.id())
    async with call.db.write() as tx:
        await regards.note(tx, call.me, other, call.params.text("comment"))
        return await stand(tx, call.me, other)


for _path, _verb in (("endorse", regards.endorse), ("unendorse", regards.unendorse),
                     ("pin", regards.endorse), ("unpin", regards.unendorse)):
    api("POST", f"/api/v1/accounts/{{id}}/{_path}", scope="write:accounts")(does(_verb))


@api("GET", "/api/v1/endorsements", scope="read:accounts")
async def mine(call: Call) -> Any:
    async with call.db.read() as db:
        return await _endorsed(db, call, call.me)


@api("GET", "/api/v1/accounts/{id}/endorsements")
async def of_one(call: Call) -> Any:
    """Whom somebody recommends; nothing to whom they have blocked."""
    async with call.db.read() as db:
        who = await profiles.get(db, ProfileId(call.id()))
        if who.removed_at or who.suspended_at:
            raise NotFound
        if call.viewer and (await follows.relations(db, call.viewer, [who.id]))[0].blocked_by:
            return []
        return await _endorsed(db, call, who.id)


async def _endorsed(db: Read, call: Call, profile: ProfileId) -> bytes:
    asked = window(call, 40, 80)
    rows = await regards.list_endorsed(db, profile, viewer=call.viewer, below=asked.below, above=asked.above,
                                       upward=asked.upward, limit=asked.limit)
    link(call, [row.key for row in rows], asked)
    return await rendered(db, [row.profile for row in rows])


@api("GET", "/api/v1/accounts/{id}/identity_proofs", scope="")
async def proofs(call: Call) -> Any:
    """What Mastodon had of Keybase once; apps still ask."""
    await profiles.get(call.db, ProfileId(call.id()))
    return []
