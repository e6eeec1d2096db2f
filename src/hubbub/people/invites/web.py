"""The page of one's invitations, and the one that they lead to."""

from typing import Any

from starlette.responses import Response

from hubbub.base.clock import now
from hubbub.base.errors import Invalid, Refusal
from hubbub.base.http import caller
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.templates import gives, panel
from hubbub.people import accounts, invites
from hubbub.people.accounts.web import invited

from .invites import LIVES, USES, NotYours

HERE = "/settings/invites"

panel("settings.people", "invites/settings.html")


@gives
async def inviting(view: View) -> dict[str, Any]:
    """Whether the settings offer to invite; asked without the database, since every page asks."""
    visitor = view.visitor
    open_to_all = view.db.here.settings.invites == "members"
    return {"invites": visitor is not None and (visitor.role != "member" or open_to_all)}


@page("GET", "/settings/invites")
async def list_own(view: View) -> Response:
    return await _show(view)


async def _show(view: View, problem: Refusal | None = None) -> Response:
    if not await invites.may(view.db, view.account):
        raise NotYours
    return await view.render(
        "invites/list.html", 422 if problem else 200, standing=await invites.list_own(view.db, view.account),
        problem=problem, uses=USES, made=view.number("made"), link=view.db.here.settings.url,
        registrations=await accounts.admitting.mode(view.db),
    )


@page("POST", "/settings/invites")
async def make(view: View) -> Response:
    life = view.text("life")
    try:
        if life and life not in LIVES:
            raise Invalid("Please choose one of these.", field="life")
        async with view.db.write() as tx:
            made = await invites.make(
                tx, view.account, view.number("uses"), now() + LIVES[life] if life else None)
    except Invalid as problem:
        return await _show(view, problem)
    return view.go(f"{HERE}?made={made.id}")


@page("POST", "/settings/invites/{id:int}/end")
async def end(view: View) -> Response:
    async with view.db.write() as tx:
        await invites.end(tx, view.account, view.id())
        view.sure("End this invitation?", "Whoever still has its link cannot come in by it. It cannot be begun again.",
                  "End it")
    return view.go(HERE)


@page("GET", "/invite/{code}")
async def enter(view: View) -> Response:
    """The form for signing up; whoever is in already has no use for it."""
    if view.visitor:
        return view.go("/home")
    view.request.app.state.counter.take(accounts.SIGN_INS, caller(view.request))
    await invites.check(view.db, view.path["code"])
    return await invited(view, view.path["code"])
