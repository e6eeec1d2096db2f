"""Pages: signing in with a passkey, and the list of one's own."""

from base64 import urlsafe_b64encode
from typing import Any

from starlette.responses import JSONResponse, Response

from hubbub.base.errors import Invalid, NotAllowed, Refusal
from hubbub.base.http import caller
from hubbub.base.ids import AccountId
from hubbub.base.words import said
from hubbub.doors.web.routes import View, own_path, page
from hubbub.doors.web.templates import beside, panel
from hubbub.people import accounts, factors, passkeys
from hubbub.people.accounts.settings import browser_named, confirmed
from hubbub.people.accounts.web import enter, show_sign_in
from hubbub.people.factors.web import show_codes, show_overview

from .passkeys import LIFE, LONGEST_NAME, host

HERE = "/settings/passkeys"
DONE = {
    "added": said("The passkey is added. You can sign in with it from now on."), "renamed": said("Saved."),
    "removed": said("The passkey is removed and lets nobody in any more. Everybody else who was signed in is out."),
}

panel("settings.security", "passkeys/settings.html")
panel("sign_in", "passkeys/sign_in.html")
panel("second", "passkeys/second.html")
panel("factors", "passkeys/factor.html")


@beside("half")
async def beside_half(view: View, account: AccountId) -> dict[str, Any]:
    """Whether the second half of a sign-in can be done with a passkey."""
    return {"has_passkeys": bool(await passkeys.list_own(view.db, account))}


@beside("factors")
async def beside_factors(view: View, known: factors.Factors) -> dict[str, Any]:
    """How many passkeys stand beside the other factors."""
    return {"passkeys": await passkeys.list_own(view.db, view.account)}


@page("POST", "/sign-in/passkey/challenge")
async def ask(view: View) -> Response:
    """What a device is to sign. It says nothing about who has an account here: the device knows its own keys."""
    view.request.app.state.counter.take(accounts.SIGN_INS, caller(view.request))
    async with view.db.write() as tx:
        made = await passkeys.challenge(tx, "use", view.secret)
    return JSONResponse({
        "challenge": _text(made), "rpId": host(view.db), "userVerification": "required", "timeout": _patience()})


@page("POST", "/sign-in/passkey")
async def sign_in(view: View) -> Response:
    """A passkey stands for the password and for the second step: the device has asked for finger, face or number."""
    view.request.app.state.counter.take(accounts.SIGN_INS, caller(view.request))
    where = own_path(view.text("next", "/home"))
    try:
        async with view.db.write() as tx:
            account = await passkeys.prove(tx, view.secret, view.text("answer"))
    except Refusal as problem:
        return await show_sign_in(view, {"email": ""}, where, problem)
    return await enter(view, account, where)


@page("GET", "/settings/passkeys")
async def list_own(view: View) -> Response:
    return await _show(view)


async def _show(view: View, problem: Refusal | None = None, form: str = "") -> Response:
    return await view.render(
        "passkeys/list.html", 422 if problem else 200, passkeys=await passkeys.list_own(view.db, view.account),
        problem=problem, form=form, longest=LONGEST_NAME, done=DONE.get(view.text("done")),
        suggested=view.words(browser_named(view.request.headers.get("user-agent", "")))[:LONGEST_NAME],
    )


@page("POST", "/settings/passkeys/challenge")
async def ask_to_add(view: View) -> Response:
    """What a device needs for making a key, after the password: else it would make one in vain."""
    try:
        await confirmed(view)
    except accounts.OtherPassword as problem:
        return JSONResponse({"error": view.words(problem.said)}, 422)
    async with view.db.write() as tx:
        made = await passkeys.challenge(tx, "add", view.secret, view.account)
    who = await accounts.get(view.db, view.account)
    own = await passkeys.list_own(view.db, view.account)
    return JSONResponse({
        "challenge": _text(made), "rp": {"id": host(view.db), "name": view.db.here.settings.domain},
        "user": {"id": _text(str(who.id).encode()), "name": who.email, "displayName": who.email},
        "pubKeyCredParams": [{"type": "public-key", "alg": each} for each in passkeys.ALGORITHMS],
        "excludeCredentials": [{"type": "public-key", "id": _text(each.credential)} for each in own],
        "authenticatorSelection": {"residentKey": "required", "userVerification": "required"},
        "attestation": "none", "timeout": _patience(),
    })


@page("POST", "/settings/passkeys")
async def add(view: View) -> Response:
    try:
        async with view.db.write() as tx:
            await passkeys.register(tx, view.account, view.secret, view.text("answer"), view.text("name"))
    except Refusal as problem:
        return await _show(view, problem, "add")
    return view.go(f"{HERE}?done=added")


@page("POST", "/settings/passkeys/{id:int}/rename")
async def rename(view: View) -> Response:
    try:
        async with view.db.write() as tx:
            await passkeys.rename(tx, view.account, view.id(), view.text("name"))
    except Invalid as problem:
        return await _show(view, problem, f"name-{view.id()}")
    return view.go(f"{HERE}?done=renamed")


@page("POST", "/settings/passkeys/{id:int}/remove")
async def remove(view: View) -> Response:
    try:
        await confirmed(view)
    except accounts.OtherPassword as problem:
        return await _show(view, problem, f"remove-{view.id()}")
    async with view.db.write() as tx:
        await passkeys.remove(tx, view.account, view.id(), session=view.secret)
    return view.go(f"{HERE}?done=removed")


@page("POST", "/settings/passkeys/ask")
async def ask_besides(view: View) -> Response:
    """Whether the password needs a passkey beside it; whoever turns it on has to have one."""
    asks = view.text("asks") == "1"
    if asks and not await passkeys.list_own(view.db, view.account):
        raise NotAllowed("Add a passkey first.")
    try:
        await confirmed(view)
    except accounts.OtherPassword as problem:
        return await show_overview(view, problem, "ask")
    async with view.db.write() as tx:
        made = await factors.ask_for_passkeys(tx, view.account, asks, session=view.secret)
    return await show_codes(view, made) if made else view.go("/settings/second-step")


def _text(given: bytes) -> str:
    return urlsafe_b64encode(given).rstrip(b"=").decode()


def _patience() -> int:
    return int(LIFE.total_seconds() * 1000)
