"""Lists in the client API: what they are called, who is in them, and what those publish."""

from typing import Any

from hubbub.base.ids import ProfileId
from hubbub.doors.mastodon.paging import link, window
from hubbub.doors.mastodon.routes import Call, api
from hubbub.people.profiles import mastodon as accounts
from hubbub.reach import lists
from hubbub.reach.lists import List
from hubbub.reach.posts.mastodon import page
from hubbub.reach.posts.rendering import rendered

from . import keeping
from . import streams as streams
from .lists import MOST_MEMBERS


def shape(row: List) -> dict[str, Any]:
    """The List entity."""
    return {"id": str(row.id), "title": row.title, "replies_policy": row.replies, "exclusive": row.exclusive}


@api("GET", "/api/v1/lists", scope="read:lists")
async def mine(call: Call) -> Any:
    return [shape(row) for row in await lists.list_own(call.db, call.me)]


@api("POST", "/api/v1/lists", scope="write:lists")
async def create(call: Call) -> Any:
    given = call.params
    async with call.db.write() as tx:
        return shape(await lists.create(
            tx, call.me, given.text("title"), replies=given.text("replies_policy") or "list",
            exclusive=given.flag("exclusive")))


@api("GET", "/api/v1/lists/{id}", scope="read:lists")
async def show(call: Call) -> Any:
    return shape(await lists.get(call.db, call.me, call.id()))


@api("PUT", "/api/v1/lists/{id}", scope="write:lists")
async def change(call: Call) -> Any:
    """What is not sent stays."""
    given = call.params
    async with call.db.write() as tx:
        return shape(await lists.change(
            tx, call.me, call.id(), title=given.text("title") if "title" in given else None,
            replies=given.text("replies_policy") or None,
            exclusive=given.flag("exclusive") if "exclusive" in given else None))


@api("DELETE", "/api/v1/lists/{id}", scope="write:lists")
async def remove(call: Call) -> Any:
    async with call.db.write() as tx:
        await lists.remove(tx, call.me, call.id())
    return {}


@api("GET", "/api/v1/lists/{id}/accounts", scope="read:lists")
async def members(call: Call) -> Any:
    """Who is in it; all at once with `limit=0`."""
    asked = window(call, 40, 80)
    limit = MOST_MEMBERS if call.params.text("limit") == "0" else asked.limit
    async with call.db.read() as db:
        rows = await lists.list_members(
            db, call.me, call.id(), below=asked.below, above=asked.above, upward=asked.upward, limit=limit)
        if limit == asked.limit:
            link(call, [row.key for row in rows], asked)
        return await accounts.rendered(db, [row.profile for row in rows])


@api("POST", "/api/v1/lists/{id}/accounts", scope="write:lists")
async def add(call: Call) -> Any:
    async with call.db.write() as tx:
        await lists.add(tx, call.me, call.id(), _people(call))
    return {}


@api("DELETE", "/api/v1/lists/{id}/accounts", scope="write:lists")
async def drop(call: Call) -> Any:
    async with call.db.write() as tx:
        await lists.drop(tx, call.me, call.id(), _people(call))
    return {}


def _people(call: Call) -> list[ProfileId]:
    return [ProfileId(number) for number in call.params.ids("account_ids", MOST_MEMBERS)]


@api("GET", "/api/v1/accounts/{id}/lists", scope="read:lists")
async def with_account(call: Call) -> Any:
    return [shape(row) for row in await lists.list_with(call.db, call.me, ProfileId(call.id()))]


@api("GET", "/api/v1/timelines/list/{id}", scope="read:lists")
async def timeline(call: Call) -> Any:
    asked, db = window(call, 20, 40), call.db
    if asked.below is None and asked.above is None:
        posts = await keeping.top(db, call.me, call.id(), asked.limit)
    else:
        posts = await lists.list_posts(
            db, call.me, call.id(), below=asked.below, above=asked.above, upward=asked.upward, limit=asked.limit)
    link(call, posts, asked)
    return page(await rendered(db, posts, call.me))
