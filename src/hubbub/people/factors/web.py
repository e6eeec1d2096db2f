"""The second half of a sign-in, and the pages where one sets it up."""

import segno
from markupsafe import Markup
from starlette.responses import Response

from hubbub.base.db import Db
from hubbub.base.errors import NotFound, Refusal
from hubbub.base.http import caller
from hubbub.base.ids import AccountId
from hubbub.doors.web.routes import View, own_path, page
from hubbub.doors.web.templates import panel
from hubbub.people import accounts, factors
from hubbub.people.accounts.settings import confirmed
from hubbub.people.accounts.web import asks_more, enter

from . import codes
from .factors import pending

HERE = "/settings/second-step"

panel("settings.security", "factors/settings.html")


@asks_more
async def ask(view: View, account: AccountId, where: str) -> Response | None:
    """The password was right: the page that asks for more, if there is more to ask for."""
    if not await accounts.guarding.guarded(view.db, account):
        return None
    return await show_half(view, account, await factors.grants(view.db, account, view.secret), where)


async def show_half(
    view: View, account: AccountId, ticket: str, where: str, problem: Refusal | None = None
) -> Response:
    """The page of the second half. Rooms above hang their ways into the slot `second`, and learn here whose it is."""
    known = await factors.get(view.db, account)
    return await view.render(
        "factors/second.html", 422 if problem else 200, half=account, ticket=ticket, next=where, problem=problem,
        app=known.app_at is not None,
    )


@page("POST", "/sign-in/second")
async def prove(view: View) -> Response:
    """The code that was typed; whoever has it is in."""
    view.request.app.state.counter.take(accounts.SIGN_INS, caller(view.request))
    ticket, where = view.text("ticket"), own_path(view.text("next", "/home"))
    account = await factors.redeem(view.db, ticket, view.secret)
    try:
        proved = await factors.prove(view.db, account, view.text("code"))
    except factors.WrongCode as problem:
        return await show_half(view, account, ticket, where, problem)
    low = proved.recovery and proved.left < 3
    return await enter(view, account, f"{HERE}?left={proved.left}" if low else where)


@page("GET", "/settings/second-step")
async def overview(view: View) -> Response:
    return await show_overview(view)


async def show_overview(view: View, problem: Refusal | None = None, form: str = "") -> Response:
    """The page of second steps, with what was wrong in which of its forms."""
    known = await factors.get(view.db, view.account)
    return await view.render(
        "factors/overview.html", 422 if problem else 200, factors=known, problem=problem, form=form,
        left=view.text("left"), ended=view.text("ended") == "1",
    )


@page("POST", "/settings/second-step/app")
async def begin(view: View) -> Response:
    """A secret for an app, after the password."""
    try:
        await confirmed(view)
        async with view.db.write() as tx:
            await factors.begin(tx, view.account)
    except Refusal as problem:
        return await show_overview(view, problem, "app")
    return view.go(f"{HERE}/app")


@page("GET", "/settings/second-step/app")
async def set_up(view: View) -> Response:
    return await _set_up(view)


async def _set_up(view: View, problem: Refusal | None = None) -> Response:
    secret = await pending(view.db, view.account)
    link = await _link(view.db, view.account, secret)
    words = codes.in_words(secret)
    shown = [words[n:n + 4] for n in range(0, len(words), 4)]
    return await view.render(
        "factors/set_up.html", 422 if problem else 200, link=link, picture=drawn(link), secret=shown, problem=problem)


async def _link(db: Db, account: AccountId, secret: bytes) -> str:
    return codes.link(secret, db.here.settings.domain, (await accounts.get(db, account)).email)


def drawn(words: str) -> Markup:
    """The words as a picture for a camera: an SVG that carries its own two colours, since a camera knows no theme."""
    made = segno.make(words, error="m", micro=False)
    svg = made.svg_inline(border=3, light="#fff", dark="#000", omitsize=True, title=None, svgclass="factors__qr")
    return Markup(svg)  # noqa: S704  of squares alone


@page("POST", "/settings/second-step/app/confirm")
async def confirm(view: View) -> Response:
    """The app shows the right code. The answer is the one page that ever shows the recovery codes."""
    try:
        made = await factors.confirm(view.db, view.account, view.text("code"), session=view.secret)
    except factors.WrongCode as problem:
        return await _set_up(view, problem)
    return await show_codes(view, made)


async def show_codes(view: View, made: list[str]) -> Response:
    """The recovery codes, to be written down now."""
    return await view.render("factors/codes.html", codes=made)


@page("POST", "/settings/second-step/codes")
async def renew(view: View) -> Response:
    try:
        await confirmed(view)
        async with view.db.write() as tx:
            made = await factors.renew_codes(tx, view.account)
    except (accounts.OtherPassword, NotFound) as problem:
        return await show_overview(view, problem, "codes")
    return await show_codes(view, made)


@page("POST", "/settings/second-step/remove")
async def remove(view: View) -> Response:
    try:
        await confirmed(view)
        async with view.db.write() as tx:
            await factors.remove(tx, view.account, session=view.secret)
    except (accounts.OtherPassword, NotFound) as problem:
        return await show_overview(view, problem, "remove")
    return view.go(f"{HERE}?ended=1")
