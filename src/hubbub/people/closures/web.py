"""The page where one leaves."""

from starlette.responses import Response

from hubbub.base.errors import Invalid, Refusal
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.templates import panel
from hubbub.people import accounts, closures, profiles, teams
from hubbub.people.accounts.settings import confirmed

panel("settings.leaving", "closures/settings.html")


class NotSure(Invalid):
    """Please say that you have understood what closing means."""


@page("GET", "/settings/close")
async def show(view: View) -> Response:
    return await _show(view)


async def _show(view: View, problem: Refusal | None = None) -> Response:
    mine = await teams.list_profiles(view.db, view.account)
    owned = [profile for profile in mine if await teams.owner_of(view.db, profile) == view.account]
    return await view.render(
        "closures/close.html", 422 if problem else 200, problem=problem, days=closures.GRACE.days,
        owned=await profiles.list_by_ids(view.db, owned), person=await accounts.get(view.db, view.account),
    )


@page("POST", "/settings/close")
async def close(view: View) -> Response:
    """Gone from the pages when this answers; the answer says until when one can come back."""
    try:
        if view.text("sure") != "on":
            raise NotSure(field="sure")
        await confirmed(view)
    except Invalid as problem:
        return await _show(view, problem)
    ends = await closures.close(view.db, view.account)
    view.visitor = None
    view.set_session(None)
    return await view.render("closures/closed.html", ends=ends)
