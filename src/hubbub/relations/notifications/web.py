"""The page of what happened, its entry in the navigation, and what open pages are told."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from hubbub.base.clock import now
from hubbub.base.ids import ProfileId
from hubbub.doors.web import live
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.templates import gives, html, panel
from hubbub.people import profiles
from hubbub.reach import posts
from hubbub.relations import notifications
from hubbub.relations.notifications import Group, Page

PAGE = 30
MOST_SHOWN = 99
SIGNS = {"mention": "at", "boost": "boost", "favourite": "heart", "follow": "person", "follow_request": "person",
         "sign_up": "person", "quote": "at"}

panel("nav", "notifications/nav.html")


@dataclass(frozen=True, slots=True)
class Line:
    """One group ready to be shown."""

    group: Group
    actors: list[profiles.Profile]
    post: posts.Card | None
    unread: bool

    @property
    def others(self) -> int:
        """How many more than those who are named."""
        return self.group.count - min(len(self.actors), 2)

    @property
    def sign(self) -> str:
        return SIGNS.get(self.group.kind, "bell")

    @property
    def words(self) -> str:
        return notifications.words.SAID[self.group.kind][self.group.count > 1]

    @property
    def where(self) -> str:
        """The page that shows more of it."""
        if self.post is None:
            return f"/@{self.actors[0].handle}" if self.group.count == 1 else "/notifications"
        return f"/@{self.post.author.handle}/{self.post.post.id}"


@gives
async def waiting(view: View) -> dict[str, Any]:
    """Every page knows how much is unread."""
    return {"unread": await notifications.unread(view.db, view.me, limit=MOST_SHOWN)}


@page("GET", "/notifications")
async def listed(view: View) -> Response:
    """What happened, by day; looking at it is reading it."""
    me, below = view.me, view.number("below")
    groups = await notifications.list_groups(view.db, me, Page(below=below, limit=PAGE))
    lines = await _lines(view, groups)
    if groups and below is None and lines[0].unread:
        async with view.db.write() as tx:
            await notifications.mark(tx, me, "notifications", groups[0].newest)
    older = f"/notifications?below={groups[-1].newest}" if len(groups) == PAGE else None
    piece = "notifications/lines.html" if view.partial else "notifications/notifications.html"
    return await view.render(piece, lines=lines, older=older, today=now())


@page("POST", "/notifications/clear")
async def clear(view: View) -> Response:
    async with view.db.write() as tx:
        await notifications.clear(tx, view.me)
    return view.go("/notifications")


@live.on("notification")
async def news(view: View) -> str:
    """The newest unread line and how many there are; the page shows a line once, and the figure always."""
    groups = await notifications.list_groups(view.db, view.me, Page(limit=1))
    lines = [line for line in await _lines(view, groups) if line.unread]
    return await html(view, "notifications/toast.html", {"line": lines[0] if lines else None})


async def _lines(view: View, groups: list[Group]) -> list[Line]:
    """The groups with whom and what they are about; one whose actors are all gone is left out."""
    wanted = [actor for group in groups for actor in group.actors[:5]]
    people = {who.id: who for who in await profiles.list_by_ids(view.db, dict.fromkeys(wanted))}
    cards = await posts.cards(view.db, list({group.post for group in groups if group.post}), view.me)
    shown = {card.entry: card for card in cards}
    marker = next(iter(await notifications.markers(view.db, view.me, ["notifications"])), None)
    read = marker.last_read if marker else 0
    return [
        Line(group, _known(group, people), shown.get(group.post) if group.post else None, group.newest > read)
        for group in groups if _known(group, people)
    ]


def _known(group: Group, people: Mapping[ProfileId, profiles.Profile]) -> list[profiles.Profile]:
    return [people[actor] for actor in group.actors[:5] if actor in people]
