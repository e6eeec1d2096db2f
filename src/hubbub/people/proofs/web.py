"""The pages that links in mail lead to, and those where one asks for such a link."""

from starlette.responses import Response

from hubbub.base import mail
from hubbub.base.errors import NotFound, Refusal
from hubbub.base.http import caller
from hubbub.base.limits import Limit
from hubbub.base.words import said
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.templates import beside, panel
from hubbub.people import accounts, proofs
from hubbub.people.accounts.settings import confirmed, show_account

ASKS = Limit("link by mail", 20, 86_400)
BY_ADDRESS = Limit("link to an address", 5, 1800)

panel("account", "proofs/email.html")

TITLES = {"/password": said("Forgot your password?"), "/confirm": said("Confirm your address")}


@beside("person")
async def beside_person(view: View, person: accounts.Account) -> dict[str, str | None]:
    """On the page about the account: the address that waits to be confirmed."""
    return {"awaited": await proofs.awaited(view.db, person.id)}


@page("GET", "/password")
async def forgot_page(view: View) -> Response:
    return await _ask(view, "/password")


@page("GET", "/confirm")
async def confirm_page(view: View) -> Response:
    return await _ask(view, "/confirm")


@page("POST", "/password")
async def forgot(view: View) -> Response:
    return await _promised(view, "/password")


@page("POST", "/confirm")
async def remind(view: View) -> Response:
    return await _promised(view, "/confirm")


async def _ask(view: View, where: str, sent: bool = False) -> Response:
    if not mail.configured(view.db.here.settings):
        raise NotFound("This server sends no mail. Please turn to the people who run it.")
    return await view.render("proofs/ask.html", where=where, title=TITLES[where], sent=sent)


async def _promised(view: View, where: str) -> Response:
    """The same words, whether anybody has the address or not."""
    counter, email = view.request.app.state.counter, view.text("email").strip()[:254]
    counter.take(ASKS, caller(view.request))
    counter.take(BY_ADDRESS, email.lower())
    promise = proofs.recover if where == "/password" else proofs.remind
    async with view.db.write() as tx:
        await promise.soon(tx, email=email)
    return await _ask(view, where, sent=True)


@page("POST", "/settings/account/email")
async def ask_move(view: View) -> Response:
    """Another address, after the password; it is the account's once the link sent there is opened."""
    counter, email = view.request.app.state.counter, view.text("email").strip()[:320]
    try:
        await confirmed(view)
        counter.take(BY_ADDRESS, email.lower())
        async with view.db.write() as tx:
            at_once = await proofs.ask_move(tx, view.account, email)
    except Refusal as problem:
        return await show_account(view, problem, form="email")
    return view.go(f"/settings/account?saved={'email' if at_once else 'asked'}")


@page("GET", "/confirm-address/{secret}")
async def move_first(view: View) -> Response:
    """A button, for the same reason as below."""
    return await view.render("proofs/move.html", secret=view.path["secret"])


@page("POST", "/confirm-address/{secret}")
async def move(view: View) -> Response:
    async with view.db.write() as tx:
        await proofs.move(tx, view.path["secret"])
    return await view.render("proofs/done.html", title=said("Your new address is in use"),
                             sentence=said("You sign in with it from now on."))


@page("GET", "/confirm/{secret}")
async def confirm_first(view: View) -> Response:
    """A button and not the deed itself: programs that look through mail open every link in it."""
    return await view.render("proofs/confirm.html", secret=view.path["secret"])


@page("POST", "/confirm/{secret}")
async def confirm(view: View) -> Response:
    async with view.db.write() as tx:
        await proofs.confirm(tx, view.path["secret"])
    return await view.render("proofs/done.html", title=said("Your address is confirmed"), sentence=said(
        "You can sign in now, unless the people who run this server have still to let you in."))


@page("GET", "/password/{secret}")
async def new_password_page(view: View) -> Response:
    await proofs.find_reset(view.db, view.path["secret"])
    return await view.render("proofs/password.html", secret=view.path["secret"], problem=None)


@page("POST", "/password/{secret}")
async def new_password(view: View) -> Response:
    try:
        async with view.db.write() as tx:
            await proofs.reset(tx, view.path["secret"], view.text("password"))
    except Refusal as problem:
        if problem.field != "password":
            raise
        return await view.render("proofs/password.html", 422, secret=view.path["secret"], problem=problem)
    return await view.render("proofs/done.html", title=said("Your password is changed"),
                             sentence=said("Everybody who was signed in is out, and so is every app."))
