"""Pages for signing up, in and out."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from starlette.responses import Response

from hubbub.base import bus, mail
from hubbub.base.clock import now
from hubbub.base.db import Db
from hubbub.base.errors import NotFound, Refusal, Unavailable
from hubbub.base.http import address, caller
from hubbub.base.ids import AccountId
from hubbub.base.kept import Answers, Kept
from hubbub.doors.web.routes import SignInFirst, View, Visitor, own_path, page, recognises
from hubbub.doors.web.templates import gives, panel
from hubbub.people import accounts, profiles

from . import privacy, settings  # noqa: F401  hang their pages
from .accounts import Unconfirmed

_EMPTY = {"name": "", "email": "", "reason": "", "time_zone": "", "invite": ""}

# A room that keeps second factors asks for one with a page of its own, or says None: nothing more is to be asked.
AsksMore = Callable[[View, AccountId, str], Awaitable[Response | None]]
_asks_more: list[AsksMore] = []

_visitors: Kept[str, Visitor] = Kept(5_000)
_noted: Kept[str, datetime] = Kept(5_000)
_profiles = Answers(profiles.get, "profile")

panel("nav", "accounts/nav.html")
panel("nav.last", "accounts/menu.html")


@bus.hears("session")
def _drop(hashes: list[str]) -> None:
    _visitors.clear()


@recognises
async def recognise(db: Db, token: str) -> Visitor | None:
    """Whose session this is; kept, as it is asked for each page."""
    if (known := _visitors.get(token)) is not None:
        await _note(db, token)
        return known
    stamp = _visitors.stamp
    session = await accounts.session(db, token)
    if session is None:
        return None
    await _note(db, token)
    visitor = Visitor(session.account, session.profile, session.role, session.time_zone, session.locale)
    return _visitors.keep(token, visitor, stamp)


async def _note(db: Db, token: str) -> None:
    """Write down that somebody is here, seldom."""
    last = _noted.get(token)
    if last is None or last < now() - accounts.sessions.SEEN_EVERY:
        _noted.keep(token, now(), _noted.stamp)
        with suppress(Unavailable):  # a disk that is full keeps nobody out
            async with db.write() as tx:
                await accounts.sessions.seen(tx, token)


def asks_more(function: AsksMore) -> AsksMore:
    """Called when somebody has given their password, before they are let in."""
    _asks_more.append(function)
    return function


@gives
async def myself(view: View) -> dict[str, Any]:
    """Every page knows as whom its visitor acts."""
    return {"myself": await _profiles.of(view.db, view.me)}


async def staff(view: View, may: accounts.May) -> Visitor:
    """The visitor, who may do this for the server. Raises `SignInFirst`; to others there is no such page."""
    if view.visitor is None:
        raise SignInFirst
    if may not in accounts.May.of(view.visitor.role):
        raise NotFound
    return view.visitor


@page("GET", "/sign-up")
async def sign_up_page(view: View) -> Response:
    if view.visitor:
        return view.go("/home")
    return await _sign_up(view, _EMPTY)


@page("POST", "/sign-up")
async def sign_up(view: View) -> Response:
    """A new account, signed in at once; a refusal shows the form again with what was typed."""
    given = {name: view.text(name).strip() for name in _EMPTY}
    view.request.app.state.counter.take(accounts.SIGN_UPS, caller(view.request))
    try:
        account, _ = await accounts.create(view.db, accounts.SignUp(
            given["name"], given["email"], view.text("password"), given["time_zone"] or "UTC", given["reason"],
            address=address(view.request), invite=given["invite"], locale=view.language,
        ))
    except Refusal as problem:
        return await _sign_up(view, given, problem)
    made = await accounts.get(view.db, account)
    if not made.usable:
        return await view.render("accounts/waiting.html", made=made)
    return await enter(view, made.id, "/home")


async def _sign_up(view: View, given: dict[str, str], problem: Refusal | None = None) -> Response:
    first = await accounts.count_here(view.db) == 0
    return await view.render(
        "accounts/sign_up.html", 422 if problem else 200, first=first, given=given, problem=problem,
        registrations=await accounts.admitting.mode(view.db))


async def invited(view: View, secret: str) -> Response:
    """The form for somebody who brings an invitation."""
    return await _sign_up(view, _EMPTY | {"invite": secret})


@page("GET", "/sign-in")
async def sign_in_page(view: View) -> Response:
    if view.visitor and not view.text("again"):
        return view.go(view.text("next", "/home"))
    where = own_path(view.text("next", "/home"))
    return await show_sign_in(view, {"email": ""}, where)


@page("POST", "/sign-in")
async def sign_in(view: View) -> Response:
    email, where = view.text("email"), own_path(view.text("next", "/home"))
    counter = view.request.app.state.counter
    counter.take(accounts.SIGN_INS, caller(view.request))
    counter.take(accounts.TRIES, email.lower())
    try:
        account = await accounts.authenticate(view.db, email, view.text("password"))
    except Refusal as problem:
        return await show_sign_in(view, {"email": email}, where, problem)
    for ask in _asks_more:
        if (answer := await ask(view, account.id, where)) is not None:
            return answer
    return await enter(view, account.id, where)


async def show_sign_in(view: View, given: dict[str, str], where: str, problem: Refusal | None = None) -> Response:
    """The page to sign in on, with why somebody was not let in."""
    return await view.render(
        "accounts/sign_in.html", 422 if problem else 200, given=given, problem=problem, next=where,
        mails=mail.configured(view.db.here.settings), unconfirmed=isinstance(problem, Unconfirmed),
    )


@page("POST", "/sign-out")
async def sign_out(view: View) -> Response:
    async with view.db.write() as tx:
        await accounts.close_session(tx, view.secret)
    view.set_session(None)
    return view.go("/")


async def enter(view: View, account: AccountId, where: str) -> Response:
    """Let somebody in who has proved themselves: a new session, whose secret nobody knew before."""
    async with view.db.write() as tx:
        if view.visitor:  # signed in again, perhaps as somebody else
            await accounts.close_session(tx, view.secret)
        token = await accounts.open_session(tx, account, view.request.headers.get("user-agent", ""))
    view.set_session(token)
    return view.go(where)
