"""Emoji under statuses in both dialects that apps speak: Pleroma's addresses and glitch-soc's."""

from collections.abc import Sequence
from typing import Any

import msgspec

from hubbub.base.db import Db, Read
from hubbub.base.ids import PostId, ProfileId
from hubbub.doors.mastodon.instance import describes
from hubbub.doors.mastodon.routes import Call, api
from hubbub.people.profiles import mastodon as accounts
from hubbub.reach import feelings, posts
from hubbub.reach.feelings import Tally
from hubbub.reach.posts.mastodon import one
from hubbub.reach.posts.rendering import fills


@describes("configuration.reactions")
async def limits(db: Db) -> dict[str, Any]:
    return {"max_reactions": feelings.MOST_EACH}


@describes("pleroma")
async def features(db: Db) -> dict[str, Any]:
    """By this word apps of that family know that they may offer emoji."""
    return {"metadata": {"features": ["pleroma_emoji_reactions"]}}


def entity(tally: Tally) -> dict[str, Any]:
    """The entity Reaction."""
    made: dict[str, Any] = {"name": tally.sign, "count": tally.count, "me": tally.mine}
    if tally.picture is not None:
        made |= {"url": tally.picture.address, "static_url": tally.picture.address}
    return made


async def fill(db: Read, wanted: Sequence[PostId], viewer: ProfileId | None) -> dict[PostId, list[dict[str, Any]]]:
    """The field `reactions`."""
    return {post: [entity(tally) for tally in found] for post, found in (await feelings.of(db, wanted, viewer)).items()}


def pleroma(reactions: Any) -> dict[str, Any]:
    """The same as the other dialect has it."""
    return {"emoji_reactions": reactions or []}


fills("reactions", "feelings", fill, lasting=True, alike={"pleroma": pleroma})


@api("PUT", "/api/v1/pleroma/statuses/{id}/reactions/{emoji}", scope="write:favourites write:statuses")
async def put(call: Call) -> Any:
    return await _feel(call, call.path["emoji"])


@api("DELETE", "/api/v1/pleroma/statuses/{id}/reactions/{emoji}", scope="write:favourites write:statuses")
async def delete(call: Call) -> Any:
    return await _unfeel(call, call.path["emoji"])


@api("POST", "/api/v1/statuses/{id}/react/{name}", scope="write:favourites")
async def react(call: Call) -> Any:
    return await _feel(call, call.path["name"])


@api("POST", "/api/v1/statuses/{id}/unreact/{name}", scope="write:favourites")
async def unreact(call: Call) -> Any:
    return await _unfeel(call, call.path["name"])


@api("GET", "/api/v1/pleroma/statuses/{id}/reactions")
async def listed(call: Call) -> Any:
    return await _listed(call)


@api("GET", "/api/v1/pleroma/statuses/{id}/reactions/{emoji}")
async def listed_of(call: Call) -> Any:
    return await _listed(call, call.path["emoji"])


async def _feel(call: Call, name: str) -> bytes:
    me, post = call.me, PostId(call.id())
    async with call.db.write() as tx:
        await feelings.feel(tx, me, post, name)
    return await one(call.db, post, me)


async def _unfeel(call: Call, name: str) -> bytes:
    me, post = call.me, PostId(call.id())
    async with call.db.write() as tx:
        await feelings.unfeel(tx, me, post, name)
    return await one(call.db, post, me)


async def _listed(call: Call, name: str | None = None) -> list[dict[str, Any]]:
    """Each sign with who says it."""
    post = PostId(call.id())
    async with call.db.read() as db:
        said = await feelings.list_feelers(db, call.viewer, post, name)
        seen = await posts.visible(db, call.viewer, post)
        there = await feelings.of(db, [original := seen.boost_of or seen.id], call.viewer)
        people = await accounts.pieces(db, [who for each in said.values() for who in each])
    return [
        entity(tally) | {"accounts": [msgspec.Raw(people[who]) for who in said[tally.sign] if who in people]}
        for tally in there.get(original, []) if tally.sign in said
    ]
