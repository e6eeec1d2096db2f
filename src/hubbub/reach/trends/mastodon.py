"""Trends in the client API."""

from typing import Any

from hubbub.doors.mastodon.routes import Call, api
from hubbub.reach import trends
from hubbub.reach.posts.mastodon import page
from hubbub.reach.posts.rendering import rendered
from hubbub.reach.tags.mastodon import shapes

FARTHEST = 1_000


@api("GET", "/api/v1/trends/tags")
async def tags(call: Call) -> Any:
    async with call.db.read() as db:
        return await shapes(db, await trends.trending_tags(db, **_page(call, 10, 20)), call.viewer)


# Some apps still ask by the first name that this had.
api("GET", "/api/v1/trends")(tags)


@api("GET", "/api/v1/trends/statuses")
async def statuses(call: Call) -> Any:
    async with call.db.read() as db:
        found = await trends.trending_posts(db, call.viewer, **_page(call, 20, 40))
        return page(await rendered(db, found, call.viewer))


def _page(call: Call, usual: int, most: int) -> dict[str, int]:
    given = call.params
    return {"limit": given.number("limit", usual, 1, most), "offset": given.number("offset", 0, 0, FARTHEST)}
