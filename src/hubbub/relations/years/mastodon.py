"""Annual reports in the client API."""

from collections.abc import Sequence
from typing import Any

import msgspec

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Db, Read
from hubbub.base.errors import NotFound
from hubbub.base.ids import PostId, ProfileId
from hubbub.doors.mastodon.instance import describes
from hubbub.doors.mastodon.refreshes import Refresh, looks, wait
from hubbub.doors.mastodon.routes import Call, api
from hubbub.people.profiles.mastodon import pieces
from hubbub.reach import posts
from hubbub.reach.posts.rendering import rendered
from hubbub.relations import years
from hubbub.relations.years import Year

SECONDS = 2  # after which an app asks again
# The wire's names, and ours.
TOPS = {"by_reblogs": "most_boosted", "by_favourites": "most_liked", "by_replies": "most_answered"}
LISTS = {
    "most_used_apps": ("apps", "name"), "top_hashtags": ("tags", "name"),
    "commonly_interacted_with_accounts": ("answered", "account_id"),
    "most_reblogged_accounts": ("boosted", "account_id"),
}


@describes("wrapstodon")
async def offered(db: Db) -> Any:
    """The year that apps offer to look back on, while it ends."""
    year = years.season(now())
    return str(year) if year else None


@api("GET", "/api/v1/annual_reports", scope="read:accounts")
async def unread(call: Call) -> Any:
    async with call.db.read() as db:
        return await _wrapped(db, call.me, await years.list_years(db, call.me))


@api("GET", "/api/v1/annual_reports/{year}", scope="read:accounts")
async def show(call: Call) -> Any:
    async with call.db.read() as db:
        return await _wrapped(db, call.me, [await years.find(db, call.me, _year(call))])


@api("GET", "/api/v1/annual_reports/{year}/state", scope="read:accounts")
async def state(call: Call) -> Any:
    stands = await years.state(call.db, call.me, _year(call))
    if stands == "generating":
        _wait(call)
    return {"state": stands}


@api("POST", "/api/v1/annual_reports/{year}/generate", scope="write:accounts")
async def generate(call: Call) -> Any:
    async with call.db.write() as tx:
        if await years.ask(tx, call.me, _year(call)) == "generating":
            _wait(call)
    return {}


@api("POST", "/api/v1/annual_reports/{year}/read", scope="write:accounts")
async def read(call: Call) -> Any:
    async with call.db.write() as tx:
        await years.mark_read(tx, call.me, _year(call))
    return {}


@looks
async def look(call: Call, name: str) -> Refresh | None:
    """Whether the year that the caller waits for is there."""
    kind, _, year = name.partition("-")
    stands = await years.state(call.db, call.me, _spelled(year)) if kind == "year" else ""
    return Refresh(stands == "generating") if stands in ("generating", "available") else None


def _year(call: Call) -> int:
    return _spelled(call.path["year"])


def _spelled(text: str) -> int:
    """The year that the text spells. Raises `NotFound` for what is none that a calendar has."""
    year = ids.parse(text)
    if year is None or year > 9_998:
        raise NotFound("Record not found")
    return year


def _wait(call: Call) -> None:
    wait(call, f"year-{call.path['year']}", SECONDS)


async def _wrapped(db: Read, me: ProfileId, rows: Sequence[Year]) -> dict[str, Any]:
    """The reports, with the people and posts that they name beside them."""
    people, named = [me], []
    for row in rows:
        named += [PostId(row.data[top]) for top in TOPS.values() if row.data[top]]
        people += [ProfileId(int(who)) for who, _ in (*row.data["answered"], *row.data["boosted"])]
    seen = await posts.visible_ids(db, me, list(dict.fromkeys(named)))
    return {
        "annual_reports": [_shape(me, row) for row in rows],
        "accounts": [msgspec.Raw(piece) for piece in (await pieces(db, people)).values()] if rows else [],
        "statuses": [msgspec.Raw(status) for status in await rendered(db, seen, me)],
    }


def _shape(me: ProfileId, row: Year) -> dict[str, Any]:
    """The AnnualReport entity, of the second version with what the first had besides."""
    data = row.data
    return {"year": row.year, "account_id": str(me), "schema_version": 2, "share_url": None, "data": {
        "archetype": data["archetype"],
        "type_distribution": {
            "total": data["posts"], "reblogs": data["boosts"], "replies": data["replies"],
            "standalone": data["posts"] - data["boosts"] - data["replies"],
        },
        "top_statuses": {name: str(data[top]) if data[top] else None for name, top in TOPS.items()},
        "time_series": [
            {"month": month, "statuses": written, "following": followed, "followers": followers}
            for month, (written, followed, followers) in enumerate(data["months"], 1)
        ],
        "percentiles": data["ahead_of"],
    } | {name: [{key: what, "count": count} for what, count in data[ours]] for name, (ours, key) in LISTS.items()}}
