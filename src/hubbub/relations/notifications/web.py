"""The page of what happened, its entry in the navigation, and what open pages are told."""

from typing import Any

from starlette.responses import Response

from hubbub.base import bus
from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.ids import ProfileId
from hubbub.base.kept import Answers
from hubbub.base.words import said
from hubbub.doors.web import live
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.templates import frames, html, panel
from hubbub.reach.timelines.web import Places, remembers
from hubbub.relations import notifications
from hubbub.relations.notifications import Page, requests

from . import choices  # noqa: F401  hangs its pages
from .lines import lines_of

PAGE = 30
MOST_SHOWN = 99
# What one may look at alone: its word in the address, its name, and the kinds that it stands for.
PARTS = {
    "mentions": (said("Mentions"), ("mention", "quote")), "likes": (said("Likes"), ("favourite", "feeling")),
    "boosts": (said("Boosts"), ("boost",)), "follows": (said("Follows"), ("follow", "follow_request")),
    "posts": (said("Posts"), ("status", "update", "quoted_update", "poll")),
}

# What stands where there is nothing.
NOTHING = {
    "": (said("Nothing has happened yet"),
         said("When somebody answers, mentions or follows you, or likes what you wrote, it stands here.")),
    "mentions": (said("Nobody has spoken to you yet"),
                 said("Answers, mentions and quotes of what you wrote stand here.")),
    "likes": (said("Nobody has liked anything of yours yet"), said("Hearts and emoji under your posts stand here.")),
    "boosts": (said("Nobody has passed on a post of yours yet"), said("Who boosts what you wrote stands here.")),
    "follows": (said("Nobody has followed you yet"), said("Whoever follows you, or asks to, stands here.")),
    "posts": (said("No news of posts yet"), said("What people publish of whom you want to hear, edits of what you "
                                                 "boosted, and polls that have ended stand here.")),
}

panel("nav", "notifications/nav.html")


async def _count(db: Read, me: ProfileId) -> int:
    return await notifications.unread(db, me, limit=MOST_SHOWN)


async def _place(db: Read, me: ProfileId) -> int:
    return next((marker.last_read for marker in await notifications.markers(db, me, ["home"])), 0)


# A mute may end without anybody writing anything.
_unread = Answers(_count, "notification", "graph", seconds=60)
_places = Answers(_place, "notification")
bus.hears("standing")(_unread.forget)


@frames
async def waiting(view: View) -> dict[str, Any]:
    """Every page knows how much is unread."""
    return {"unread": await _unread.of(view.db, view.me)}


async def find_place(db: Read, me: ProfileId) -> int:
    """Down to which post of home the visitor has read, on whatever device."""
    return await _places.of(db, me)


async def keep_place(tx: Tx, me: ProfileId, post: int) -> None:
    await notifications.mark(tx, me, "home", post)


remembers(Places(find_place, keep_place))


@page("GET", "/notifications")
async def listed(view: View) -> Response:
    """What happened, by day, all or one part of it; looking at all is reading it."""
    me, below, part = view.me, view.number("below"), view.text("only")
    kinds = PARTS[part][1] if part in PARTS else None
    groups = await notifications.list_groups(view.db, me, Page(kinds, below=below, limit=PAGE))
    lines = await lines_of(view, groups)
    if lines and below is None and kinds is None and lines[0].unread:
        async with view.db.write() as tx:
            await notifications.mark(tx, me, "notifications", groups[0].newest)
    where = f"/notifications?only={part}&below=" if kinds else "/notifications?below="
    older = f"{where}{groups[-1].newest}" if len(groups) == PAGE else None
    if view.partial:
        return await view.render("notifications/lines.html", lines=lines, older=older, today=now())
    return await view.render(
        "notifications/notifications.html", lines=lines, older=older, today=now(), parts=PARTS, only=part,
        nothing=NOTHING.get(part, NOTHING[""]),
        pending=(await requests.pending(view.db, me)).requests,
    )


@page("GET", "/notifications/{id:int}")
async def one(view: View) -> Response:
    """The page that a single one is about: where somebody is led who was called of it. Raises `NotFound`."""
    row = await notifications.get(view.db, view.me, view.id())
    groups = await notifications.list_groups(view.db, view.me, Page(below=row.id + 1, limit=1), ())
    lines = await lines_of(view, groups)
    return view.go(lines[0].where if lines and groups[0].newest == row.id else "/notifications")


@page("POST", "/notifications/read")
async def read(view: View) -> Response:
    """All are read, whichever part of them one looks at."""
    newest = await notifications.list_groups(view.db, view.me, Page(limit=1))
    async with view.db.write() as tx:
        for group in newest:
            await notifications.mark(tx, view.me, "notifications", group.newest)
    return view.go(view.text("back", "/notifications"))


@page("POST", "/notifications/clear")
async def clear(view: View) -> Response:
    view.sure("Clear all notifications?", "They are gone for good. The posts and people that they tell of stay.",
              "Clear them all")
    async with view.db.write() as tx:
        await notifications.clear(tx, view.me)
    return view.go("/notifications")


@live.on("notification")
async def news(view: View) -> str:
    """The newest unread line and how many there are; the page shows a line once, and the figure always."""
    groups = await notifications.list_groups(view.db, view.me, Page(limit=1))
    lines = [line for line in await lines_of(view, groups) if line.unread]
    given = {"line": lines[0] if lines else None} | await waiting(view)
    return (await html(view, "notifications/toast.html", given)).decode()
