"""The pages about one's account: all settings, the password, and where one is signed in."""

from starlette.responses import Response

from hubbub.base.errors import Refusal
from hubbub.base.limits import Limit
from hubbub.base.words import said
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.templates import panel
from hubbub.people import accounts

# The first that fits counts: most browsers claim to be several.
BROWSERS = (("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("Edg", "Edge"), ("OPR/", "Opera"), ("Vivaldi/", "Vivaldi"),
            ("Chrome/", "Chrome"), ("CriOS/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "Mac"),
           ("CrOS", "ChromeOS"), ("Linux", "Linux"))
CHANGES = Limit("password-change", 10, 3600)

panel("settings.security", "accounts/settings.html")


@page("GET", "/settings")
async def index(view: View) -> Response:
    """All settings by groups; the way to each."""
    return await view.render("accounts/index.html", account=view.account)


@page("GET", "/settings/account")
async def account(view: View) -> Response:
    return await show_account(view)


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
        return await show_account(view, problem, form="password")
    return view.go("/settings/account?saved=1")


async def show_account(view: View, problem: Refusal | None = None, form: str = "") -> Response:
    """The page about the account, with what was refused in one of its forms; rooms above hang theirs into it."""
    person = await accounts.get(view.db, view.account)
    return await view.render(
        "accounts/account.html", 422 if problem else 200, person=person, problem=problem,
        saved=view.text("saved"), form=form,
    )


@page("GET", "/settings/sessions")
async def list_sessions(view: View) -> Response:
    rows = await accounts.list_sessions(view.db, view.account, view.secret)
    sessions = [(row, browser_named(row.user_agent), mine) for row, mine in rows]
    return await view.render("accounts/sessions.html", sessions=sorted(sessions, key=lambda one: not one[2]))


@page("POST", "/settings/sessions/{id}/end")
async def end_session(view: View) -> Response:
    async with view.db.write() as tx:
        await accounts.end_session(tx, view.account, view.path["id"])
    return view.go("/settings/sessions")


@page("POST", "/settings/sessions/end-others")
async def end_others(view: View) -> Response:
    """Every other browser is out; apps stay, which have a page of their own."""
    async with view.db.write() as tx:
        await accounts.sessions.end_others(tx, view.account, but=view.secret)
    return view.go("/settings/sessions")


async def confirmed(view: View) -> None:
    """That it is the person who asks: by the password in the form. Raises `OtherPassword` by field, `TooMany`."""
    view.request.app.state.counter.take(CHANGES, str(view.account))
    await accounts.confirm(view.db, view.account, view.text("password"))


def browser_named(user_agent: str) -> str:
    """What people call the browser that says this of itself: "Firefox on Windows"."""
    name = next((name for sign, name in BROWSERS if sign in user_agent), user_agent[:60] or said("A nameless browser"))
    system = next((system for sign, system in SYSTEMS if sign in user_agent), "")
    return said("{name} on {system}", name=name, system=system) if system else name
