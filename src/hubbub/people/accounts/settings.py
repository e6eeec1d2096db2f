"""The page about one's account: the password, and where one is signed in."""

from starlette.responses import Response

from hubbub.base.errors import Refusal
from hubbub.base.limits import Limit
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.templates import panel
from hubbub.people import accounts

CHANGES = Limit("password-change", 10, 3600)

panel("settings", "accounts/settings.html")


@page("GET", "/settings/account")
async def account(view: View) -> Response:
    return await _show(view)


@page("POST", "/settings/account/password")
async def change_password(view: View) -> Response:
    """A new password; every other session and every app is out when this answers."""
    view.request.app.state.counter.take(CHANGES, str(view.account))
    try:
        await accounts.change_password(
            view.db, view.account, view.text("present"), view.text("password"), session=view.secret
        )
    except Refusal as problem:
        return await _show(view, problem)
    return view.go("/settings/account?saved=1")


@page("POST", "/settings/sessions/{id}/end")
async def end_session(view: View) -> Response:
    async with view.db.write() as tx:
        await accounts.end_session(tx, view.account, view.path["id"])
    return view.go("/settings/account")


async def _show(view: View, problem: Refusal | None = None) -> Response:
    person = await accounts.get(view.db, view.account)
    sessions = await accounts.list_sessions(view.db, person.id, view.secret)
    return await view.render(
        "accounts/account.html", 422 if problem else 200, person=person, sessions=sessions, problem=problem,
        saved=view.text("saved") == "1",
    )
