"""Pins in the client API."""

from typing import Any

from hubbub.base.db import Db, Read
from hubbub.base.ids import PostId, ProfileId
from hubbub.doors.mastodon.instance import describes
from hubbub.doors.mastodon.params import Params
from hubbub.doors.mastodon.routes import Call, api
from hubbub.reach import pins, posts
from hubbub.reach.posts.mastodon import lists, one
from hubbub.reach.posts.rendering import confides


@describes("configuration.accounts")
async def limits(db: Db) -> dict[str, Any]:
    return {"max_pinned_statuses": pins.MOST}


def shape(db: Read, pinned: bool) -> bool:
    """The field `pinned`, for the author alone."""
    return pinned


def unpinned(post: posts.Post) -> bool | None:
    """The same where it is not pinned; nothing where it could not be."""
    return False if post.boost_of is None and post.visibility in posts.FOR_FOLLOWERS else None


confides("pinned", "pin", shape, unpinned)


@api("POST", "/api/v1/statuses/{id}/pin", scope="write:accounts")
async def pin(call: Call) -> Any:
    me, post = call.me, PostId(call.id())
    async with call.db.write() as tx:
        await pins.pin(tx, me, post)
    return await one(call.db, post, me)


@api("POST", "/api/v1/statuses/{id}/unpin", scope="write:accounts")
async def unpin(call: Call) -> Any:
    me, post = call.me, PostId(call.id())
    async with call.db.write() as tx:
        await pins.unpin(tx, me, post)
    return await one(call.db, post, me)


async def by_account(
    db: Read, viewer: ProfileId | None, author: ProfileId, wanted: str, **which: Any
) -> list[PostId] | None:
    """An account's statuses with `pinned`: those, or whichever if it says no."""
    if not Params({"pinned": wanted}).flag("pinned"):
        return None
    return await pins.list_pinned(
        db, viewer, author, replies=which["replies"], only_media=which["only_media"], below=which["below"],
        above=which["above"], upward=which["upward"], limit=which["limit"])


lists("pinned", by_account)
