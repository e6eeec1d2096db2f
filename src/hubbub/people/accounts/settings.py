"""The page about one's account: the password, and where one is signed in."""

from starlette.responses import Response

from hubbub.base.errors import Refusal
from hubbub.base.limits import Limit
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.templates import panel
from hubbub.people import accounts

# The first that fits counts: most browsers claim to be several.
BROWSERS = (("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("Edg", "Edge"), ("OPR/", "Opera"), ("Vivaldi/", "Vivaldi"),
            ("Chrome/", "Chrome"), ("CriOS/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "Mac"),
           ("CrOS", "ChromeOS"), ("Linux", "Linux"))
CHANGES = Limit("password-change", 10, 3600)

panel("settings", "accounts/settings.html")


@page("GET", "/settings/account")
async def account(view: View) -> Response:
    return await _show(view)


@page("GET", "/.well-known/change-password")
async def where_to_change(view: View) -> Response:
    """Where keepers of passwords lead people (w3c.github.io/webappsec-change-password-url)."""
    return view.go("/settings/account")


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
    rows = await accounts.list_sessions(view.db, person.id, view.secret)
    sessions = [(row, browser_named(row.user_agent), mine) for row, mine in rows]
    return await view.render(
        "accounts/account.html", 422 if problem else 200, person=person, sessions=sessions, problem=problem,
        saved=view.text("saved") == "1",
    )


def browser_named(user_agent: str) -> str:
    """What people call the browser that says this of itself: "Firefox on Windows"."""
    name = next((name for sign, name in BROWSERS if sign in user_agent), user_agent[:60] or "A nameless browser")
    system = next((system for sign, system in SYSTEMS if sign in user_agent), "")
    return f"{name} on {system}" if system else name
