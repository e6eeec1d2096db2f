"""Whom one wants to hear of: the page of settings for it, and the pages of those who wait."""

from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.errors import Refusal
from hubbub.base.words import said
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.templates import panel
from hubbub.people import profiles
from hubbub.reach import posts
from hubbub.relations import notifications
from hubbub.relations.notifications import Page, Policy, Request, requests

from .lines import lines_of

PAGE = 40
# Each policy: whom it is about, and what that means.
WHOM = {
    "not_following": (said("People you do not follow"), said("Until you follow them, or let them in.")),
    "not_followers": (said("People who do not follow you"),
                      said("Who began less than three days ago counts as one of them.")),
    "new_accounts": (said("New accounts"), said("Known here for less than thirty days, and not followed by you.")),
    "private_mentions": (said("Private words out of the blue"), said("Unless they answer you, or you follow them.")),
    "bots": (said("Automated accounts"), said("Unless you follow them.")),
    "limited_accounts": (said("Accounts limited by moderators"), said("Unless you follow them.")),
}
ANSWERS = (("accept", said("Tell me")), ("filter", said("Let them wait")), ("drop", said("Never tell me")))

panel("settings.reading", "notifications/settings.html")


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits, ready to be shown."""

    request: Request
    who: profiles.Profile
    post: posts.Card | None


@page("GET", "/settings/notifications")
async def shown(view: View) -> Response:
    return await _show(view, await requests.policy(view.db, view.me))


@page("POST", "/settings/notifications")
async def decide(view: View) -> Response:
    wanted = Policy(**{name: view.text(name, "accept") for name in WHOM})
    try:
        async with view.db.write() as tx:
            await requests.decide(tx, view.me, wanted)
    except Refusal as problem:
        return await _show(view, await requests.policy(view.db, view.me), problem)
    return view.go("/settings/notifications?saved=1")


async def _show(view: View, policy: Policy, problem: Refusal | None = None) -> Response:
    said = [(name, words, getattr(policy, name)) for name, words in WHOM.items()]
    return await view.render(
        "notifications/choices.html", 422 if problem else 200, said=said, answers=ANSWERS, problem=problem,
        saved=view.text("saved") == "1", pending=(await requests.pending(view.db, view.me)).requests,
    )


@page("GET", "/notifications/requests")
async def waiting(view: View) -> Response:
    """Who has written and was kept apart."""
    rows = await requests.list_requests(view.db, view.me, below=view.number("below"), limit=PAGE)
    people = {who.id: who for who in await profiles.list_by_ids(view.db, [row.actor for row in rows])}
    cards = await posts.cards(view.db, [row.newest for row in rows if row.newest], view.me)
    newest = {card.entry: card for card in cards}
    return await view.render(
        "notifications/requests.html", older=rows[-1].id if len(rows) == PAGE else None,
        waiting=[Waiting(row, people[row.actor], newest.get(row.newest) if row.newest else None)
                 for row in rows if row.actor in people],
    )


@page("GET", "/notifications/requests/{id}")
async def one(view: View) -> Response:
    """All that somebody who waits has done, to decide by."""
    row = await requests.get_request(view.db, view.me, view.id())
    page = Page(actor=row.actor, below=view.number("below"), limit=PAGE, filtered=True)
    groups = await notifications.list_groups(view.db, view.me, page, ())
    older = f"/notifications/requests/{row.id}?below={groups[-1].newest}" if len(groups) == PAGE else None
    given: dict[str, Any] = {"lines": await lines_of(view, groups), "older": older, "today": now()}
    if view.partial:
        return await view.render("notifications/lines.html", **given)
    return await view.render(
        "notifications/request.html", **given, request=row, who=await profiles.get(view.db, row.actor))


@page("POST", "/notifications/requests/accept")
async def accept_these(view: View) -> Response:
    """All who stood on the page that was answered: whoever has come since still waits."""
    view.sure("Let in all of them?", "They get through to you from now on, with all that they have sent so far.",
              "Let them in")
    async with view.db.write() as tx:
        await requests.accept(tx, view.me, _these(view))
    return view.go("/notifications/requests")


@page("POST", "/notifications/requests/dismiss")
async def dismiss_these(view: View) -> Response:
    view.sure("Put away what all of them have sent?", "They are not told, and may ask again.", "Put away")
    async with view.db.write() as tx:
        await requests.dismiss(tx, view.me, _these(view))
    return view.go("/notifications/requests")


def _these(view: View) -> list[int]:
    return [number for each in view.form.getlist("id")[:PAGE] if (number := ids.parse(each)) is not None]


@page("POST", "/notifications/requests/{id}/accept")
async def accept(view: View) -> Response:
    async with view.db.write() as tx:
        await requests.accept(tx, view.me, [view.id()])
    return view.go("/notifications/requests")


@page("POST", "/notifications/requests/{id}/dismiss")
async def dismiss(view: View) -> Response:
    async with view.db.write() as tx:
        await requests.dismiss(tx, view.me, [view.id()])
    return view.go("/notifications/requests")
