"""The form on a profile's page, the pages that links in the mails lead to, and the one of whoever is subscribed to."""

from typing import Any

from starlette.responses import Response

from hubbub.base import mail
from hubbub.base.errors import NotFound, Refusal
from hubbub.base.http import caller
from hubbub.base.ids import ProfileId
from hubbub.base.kept import Answers
from hubbub.base.words import said
from hubbub.doors.web.routes import View, Visitor, page
from hubbub.doors.web.tables import download
from hubbub.doors.web.templates import beside, panel
from hubbub.people import profiles, teams
from hubbub.people.teams.web import publisher
from hubbub.reach import newsletters

from .newsletters import PAGE, awaited, subscribed

HERE = "/settings/newsletter"

panel("profile.more", "newsletters/offer.html")
panel("settings.people", "newsletters/settings.html")
panel("transfers.take", "newsletters/take.html")

_open = Answers(newsletters.enabled, "newsletter", "profile")


@beside("who")
async def offered(view: View, who: profiles.Profile) -> dict[str, Any]:
    """For whoever has no account here: whether they may have the posts by e-mail."""
    return {"by_mail": view.visitor is None and who.here and await _open.of(view.db, who.id)}


@beside("brought")
async def taken(view: View, brought: object) -> dict[str, Any]:
    """Beside what else one can take along: how many subscribers there are to take."""
    owns = await teams.role_of(view.db, view.me, view.account) is teams.Role.OWNER
    return {"subscriber_count": await newsletters.count(view.db, view.me) if owns else 0}


async def _owner(view: View) -> Visitor:
    """Addresses are shown to whom they were given. Raises `SignInFirst`, `NotYours`."""
    visitor = await publisher(view)
    await teams.require(view.db, visitor.profile, visitor.account, frozenset({teams.Role.OWNER}))
    return visitor


@page("GET", "/newsletters/of/{id:int}")
async def offer(view: View) -> Response:
    return await _offer(view)


async def _offer(view: View, problem: Refusal | None = None, asked: bool = False) -> Response:
    profile = ProfileId(view.id())
    if not await newsletters.enabled(view.db, profile):
        raise NotFound
    return await view.render(
        "newsletters/ask.html", 422 if problem else 200, writer=await profiles.get(view.db, profile), problem=problem,
        asked=asked,
    )


@page("POST", "/newsletters/of/{id:int}")
async def subscribe(view: View) -> Response:
    """The same words, whether the address is known or not."""
    try:
        await newsletters.subscribe(view.db, view.request.app.state.counter, caller(view.request),
                                    ProfileId(view.id()), view.text("email")[:1_000], view.language)
    except Refusal as problem:
        if problem.field != "email":
            raise
        return await _offer(view, problem)
    return await _offer(view, asked=True)


@page("GET", "/newsletters/confirm/{secret}")
async def confirm_first(view: View) -> Response:
    """A button and not the deed itself: programs that look through mail open every link in it."""
    return await view.render("newsletters/confirm.html", writer=await awaited(view.db, view.path["secret"]))


@page("POST", "/newsletters/confirm/{secret}")
async def confirm(view: View) -> Response:
    async with view.db.write() as tx:
        writer = await newsletters.confirm(tx, view.path["secret"])
    return await view.render("newsletters/done.html", writer=writer, title=said("You are subscribed"), sentence=said(
        "New posts come to you by e-mail. Each mail has a link by which you end that."))


@page("GET", "/newsletters/{id:int}/{secret}")
async def leave_first(view: View) -> Response:
    """A button, for the same reason."""
    return await view.render(
        "newsletters/leave.html", writer=await subscribed(view.db, view.id(), view.path["secret"]))


@page("POST", "/newsletters/{id:int}/{secret}", proven=True)
async def leave(view: View) -> Response:
    """From our own page, or by a mail program that was told to (RFC 8058)."""
    async with view.db.write() as tx:
        writer = await newsletters.leave(tx, view.id(), view.path["secret"])
    return await view.render("newsletters/done.html", writer=writer, title=said("You are not subscribed any more"),
                             sentence=said("No more mail is sent to you, and your address is forgotten."))


@page("GET", "/settings/newsletter")
async def show(view: View) -> Response:
    visitor = await _owner(view)
    rows = await newsletters.list_own(view.db, visitor.profile, below=view.number("below"))
    return await view.render(
        "newsletters/own.html", on=await newsletters.enabled(view.db, visitor.profile), subscribers=rows,
        count=await newsletters.count(view.db, visitor.profile), sends=mail.configured(view.db.here.settings),
        older=rows[-1].id if len(rows) == PAGE else None, saved=view.text("saved") == "1",
    )


@page("POST", "/settings/newsletter")
async def switch(view: View) -> Response:
    visitor = await _owner(view)
    async with view.db.write() as tx:
        await newsletters.switch(tx, visitor.profile, view.text("on") == "on")
    return view.go(f"{HERE}?saved=1")


@page("GET", "/settings/newsletter/subscribers.csv")
async def take(view: View) -> Response:
    """All addresses as a file."""
    rows = await newsletters.list_all(view.db, (await _owner(view)).profile)
    return download("subscribers", ("E-mail", "Since"), [(row.email, row.confirmed_at) for row in rows])


@page("POST", "/settings/newsletter/subscribers/{id:int}/remove")
async def remove(view: View) -> Response:
    visitor = await _owner(view)
    async with view.db.write() as tx:
        await newsletters.drop(tx, visitor.profile, view.id())
        view.sure("Remove this subscriber?", "No more mail goes to this address, and it is forgotten. Whoever has it "
                  "can subscribe again.", "Remove")
    return view.go(HERE)
