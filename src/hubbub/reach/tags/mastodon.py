"""Tags in the client API: in every status, as a timeline, and what is known of one."""

from calendar import timegm
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from hubbub.base.clock import now
from hubbub.base.db import Read
from hubbub.base.errors import NotFound
from hubbub.doors.mastodon.paging import link, window
from hubbub.doors.mastodon.routes import Call, api
from hubbub.reach import tags
from hubbub.reach.posts.mastodon import page
from hubbub.reach.posts.rendering import carries, rendered


def _shape(db: Read, names: Sequence[str]) -> list[dict[str, str]]:
    return [{"name": name, "url": db.here.settings.url(f"/tags/{name}")} for name in names]


carries("tags", "tags", _shape, [])


@api("GET", "/api/v1/timelines/tag/{name}")
async def timeline(call: Call) -> Any:
    """Public posts with the tag, or with one of `any[]`; `all[]` and `none[]` narrow it."""
    asked, given = window(call, 20, 40), call.params
    async with call.db.read() as db:
        ids = await tags.list_posts(
            db, call.viewer, [call.path["name"], *given.texts("any", 20)], all_of=given.texts("all", 20),
            none_of=given.texts("none", 20), here=given.flag("local"), elsewhere=given.flag("remote"),
            below=asked.below, above=asked.above, upward=asked.upward, limit=asked.limit,
        )
        link(call, ids, asked)
        return page(await rendered(db, ids, call.viewer))


@api("GET", "/api/v1/tags/{name}")
async def show(call: Call) -> Any:
    """The tag and its last seven days; one that nobody has used yet is a tag too."""
    name = tags.named(call.path["name"])
    if name is None:
        raise NotFound("Record not found")
    known = {day.day: day for day in await tags.days(call.db, name)}
    week = [now().date() - timedelta(days=back) for back in range(7)]
    history = [
        {"day": str(timegm(day.timetuple())), "uses": str(known[day].posts if day in known else 0),
         "accounts": str(known[day].authors if day in known else 0)}
        for day in week
    ]
    url = call.db.here.settings.url(f"/tags/{name}")
    return {"id": name, "name": name, "url": url, "history": history, "following": False, "featuring": False}
