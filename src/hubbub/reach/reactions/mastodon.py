"""Reactions in the client API: favourite, reblog, bookmark, and who did."""

from collections.abc import Awaitable, Callable
from typing import Any

from hubbub.base.db import Tx
from hubbub.base.errors import Invalid
from hubbub.base.ids import PostId, ProfileId
from hubbub.doors.mastodon.paging import link, window
from hubbub.doors.mastodon.routes import Call, api
from hubbub.people import teams
from hubbub.people.profiles import mastodon as accounts
from hubbub.reach import reactions
from hubbub.reach.posts.mastodon import DELETIONS, WORDS, one, page
from hubbub.reach.posts.rendering import flags, rendered
from hubbub.reach.posts.spreading import crowd

from . import flagging

flags(flagging.flags)
crowd(reactions.flags_of)

Verb = Callable[[Tx, ProfileId, PostId], Awaitable[object]]


async def _react(call: Call, verb: Verb) -> bytes:
    """Do it, and answer with the status as it stands afterwards."""
    me, post = call.me, PostId(call.id())
    async with call.db.write() as tx:
        await verb(tx, me, post)
    return await one(call.db, post, me)


def _endpoint(verb: Verb) -> Callable[[Call], Awaitable[bytes]]:
    async def answer(call: Call) -> bytes:
        return await _react(call, verb)

    return answer


# To mute is to mute the whole conversation.
for _scope, _verbs in (
    ("write:favourites", (reactions.favourite, reactions.unfavourite)),
    ("write:bookmarks", (reactions.bookmark, reactions.unbookmark)),
    ("write:mutes", (reactions.mute, reactions.unmute)),
):
    for _verb in _verbs:
        api("POST", f"/api/v1/statuses/{{id}}/{_verb.__name__}", scope=_scope)(_endpoint(_verb))


@api("POST", "/api/v1/statuses/{id}/reblog", scope="write:statuses")
async def reblog(call: Call) -> Any:
    """The answer is the boost, with the post inside."""
    me, visibility = call.me, call.params.text("visibility") or "public"
    if visibility not in WORDS:
        raise Invalid("Validation failed: Visibility is not included in the list", field="visibility")
    await teams.require(call.db, me, call.account)
    async with call.db.write() as tx:
        boost = await reactions.boost(tx, me, PostId(call.id()), WORDS[visibility])
    return await one(call.db, boost, me)


@api("POST", "/api/v1/statuses/{id}/unreblog", scope="write:statuses")
async def unreblog(call: Call) -> Any:
    """The answer is the post itself: the boost, if that was named, is no more."""
    me = call.me
    call.request.app.state.counter.take(DELETIONS, str(me))
    async with call.db.write() as tx:
        post = await reactions.unboost(tx, me, PostId(call.id()))
    return await one(call.db, post, me)


@api("GET", "/api/v1/statuses/{id}/favourited_by")
async def favourited_by(call: Call) -> Any:
    asked = window(call, 40, 80)
    async with call.db.read() as db:
        rows = await reactions.list_favourers(db, call.viewer, PostId(call.id()), below=asked.below, above=asked.above,
                                              upward=asked.upward, limit=asked.limit)
        link(call, [row.key for row in rows], asked)
        return await accounts.rendered(db, [row.profile for row in rows])


@api("GET", "/api/v1/statuses/{id}/reblogged_by")
async def reblogged_by(call: Call) -> Any:
    asked = window(call, 40, 80)
    async with call.db.read() as db:
        rows = await reactions.list_boosters(db, call.viewer, PostId(call.id()), below=asked.below, above=asked.above,
                                             upward=asked.upward, limit=asked.limit)
        link(call, [row.key for row in rows], asked)
        return await accounts.rendered(db, [row.profile for row in rows])


@api("GET", "/api/v1/favourites", scope="read:favourites")
async def favourites(call: Call) -> Any:
    me, asked = call.me, window(call, 20, 40)
    async with call.db.read() as db:
        rows = await reactions.list_favourites(db, me, below=asked.below, above=asked.above, upward=asked.upward,
                                               limit=asked.limit)
        link(call, [row.key for row in rows], asked)
        return page(await rendered(db, [row.post for row in rows], me))


@api("GET", "/api/v1/bookmarks", scope="read:bookmarks")
async def bookmarks(call: Call) -> Any:
    me, asked = call.me, window(call, 20, 40)
    async with call.db.read() as db:
        rows = await reactions.list_bookmarks(db, me, below=asked.below, above=asked.above, upward=asked.upward,
                                              limit=asked.limit)
        link(call, [row.key for row in rows], asked)
        return page(await rendered(db, [row.post for row in rows], me))
