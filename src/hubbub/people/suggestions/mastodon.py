"""Suggestions and the directory in the client API."""

from typing import Any

import msgspec

from hubbub.base.errors import Invalid
from hubbub.base.ids import ProfileId
from hubbub.doors.mastodon.routes import Call, api
from hubbub.people import suggestions
from hubbub.people.profiles.mastodon import pieces, rendered
from hubbub.people.suggestions import Suggestion

FARTHEST = 10_000


async def _suggested(call: Call) -> list[Suggestion]:
    limit, offset = call.params.number("limit", 40, 1, 80), call.params.number("offset", 0, 0, FARTHEST)
    return await suggestions.suggest(call.db, call.me, limit=limit, offset=offset)


@api("GET", "/api/v2/suggestions", scope="read")
async def suggested(call: Call) -> Any:
    """With why; `source` is the older word for it."""
    rows = await _suggested(call)
    known = await pieces(call.db, [row.profile for row in rows])
    return [
        {"source": "past_interactions" if row.friends else "global", "sources": _sources(row),
         "account": msgspec.Raw(known[row.profile])}
        for row in rows if row.profile in known
    ]


def _sources(row: Suggestion) -> list[str]:
    return ["friends_of_friends"] * bool(row.friends) + ["most_followed"] * row.popular


@api("GET", "/api/v1/suggestions", scope="read")
async def suggested_first(call: Call) -> Any:
    return await rendered(call.db, [row.profile for row in await _suggested(call)])


@api("DELETE", "/api/v1/suggestions/{id}", scope="read")
async def dismiss(call: Call) -> Any:
    """Apps send this with the scope that reading takes: so it is documented."""
    async with call.db.write() as tx:
        await suggestions.dismiss(tx, call.me, ProfileId(call.id()))
    return {}


@api("GET", "/api/v1/directory")
async def directory(call: Call) -> Any:
    order = call.params.text("order") or "active"
    if order not in ("active", "new"):
        raise Invalid("order is either active or new.", field="order")
    limit, offset = call.params.number("limit", 40, 1, 80), call.params.number("offset", 0, 0, FARTHEST)
    found = await suggestions.directory(
        call.db, call.viewer, here=call.params.flag("local"), newest=order == "new", limit=limit, offset=offset)
    return await rendered(call.db, found)
