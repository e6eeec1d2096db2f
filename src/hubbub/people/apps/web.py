"""The page where a person lets an app in, and the one where they see which they have let in."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from starlette.responses import RedirectResponse, Response

from hubbub.base.errors import Invalid, NotFound, Refusal
from hubbub.base.ids import AppId
from hubbub.base.words import said
from hubbub.doors.web.routes import SignInFirst, View, page
from hubbub.doors.web.templates import panel
from hubbub.people import apps, profiles
from hubbub.people.accounts.settings import confirmed

from .apps import LONGEST_NAME
from .words import BROAD, in_words

MODES = ("query", "fragment", "form_post")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_NO = frozenset({"", "0", "f", "false", "off", "no", "none"})

panel("settings.security", "apps/settings.html")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an app asks for, checked: whoever answers it sends the person to an address that the app registered."""

    app: apps.App
    redirect_uri: str
    scopes: list[str]
    state: str
    mode: str
    challenge: str | None

    @property
    def shown(self) -> bool:
        """Whether the code is shown to the person, who types it into the app."""
        return self.redirect_uri == apps.OUT_OF_BAND

    @property
    def origin(self) -> str:
        """Where the browser is led, for the page's own policy: an origin, or the scheme of a native app."""
        parts = urlsplit(self.redirect_uri)
        return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") else f"{parts.scheme}:"


async def _asked(view: View) -> Asked:
    """Raises `Invalid`: a request that is not right gets a page that says so, and never a redirect.

    Anybody can register an app, so a redirect without a person's click would lead from here to anywhere.
    """
    app = await apps.find_app(view.db, view.text("client_id"))
    if app is None:
        raise Invalid("No app with this client id is known here. It may have to register again.")
    redirect_uri = view.text("redirect_uri")
    if redirect_uri not in app.redirect_uris:
        raise Invalid("The redirect address is not one that this app has registered.")
    if view.text("response_type") != "code":
        raise Invalid("The app asks in a way that is not supported: response_type must be code.")
    mode = view.text("response_mode") or "query"
    if mode not in MODES:
        raise Invalid("The app asks for an answer in a way that is not supported (response_mode).")
    if not app.confidential and _challenge(view) is None:
        raise apps.NeedsProof
    return Asked(
        app, redirect_uri, apps.within(app, view.text("scope")), view.text("state"), mode, _challenge(view)
    )


def _challenge(view: View) -> str | None:
    """PKCE by S256 or not at all: `plain`, also when nothing is said, would prove nothing."""
    challenge = view.text("code_challenge")
    if not challenge and not view.text("code_challenge_method"):
        return None
    if view.text("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(challenge):
        raise Invalid("The app's proof (PKCE) is not one that is supported: the method must be S256.")
    return challenge


@page("GET", "/oauth/authorize")
async def consent_page(view: View) -> Response:
    """Ask the person; one who is not signed in, or is to do so again, signs in first and comes back."""
    asked = await _asked(view)
    if view.visitor is None:
        raise SignInFirst
    if view.text("force_login").lower() not in _NO:
        kept = [(k, v) for k, v in view.request.query_params.multi_items() if k != "force_login"]
        back = f"/oauth/authorize?{urlencode(kept)}"
        return view.go(f"/sign-in?{urlencode({'again': '1', 'next': back})}")
    view.forms_to = "" if asked.shown else asked.origin
    return await view.render(
        "apps/consent.html", asked=asked, who=await profiles.get(view.db, view.me), words=in_words(asked.scopes)
    )


@page("POST", "/oauth/authorize")
async def consent(view: View) -> Response:
    """The person's answer, sent to the app."""
    me, account, asked = view.me, view.account, await _asked(view)
    if view.text("answer") != "allow":
        return await _answer(view, asked, {"error": "access_denied", "error_description": "The person said no."})
    async with view.db.write() as tx:
        code = await apps.authorize(
            tx, asked.app, (account, me), " ".join(asked.scopes), asked.redirect_uri, asked.challenge
        )
    return await _answer(view, asked, {"code": code})


async def _answer(view: View, asked: Asked, given: dict[str, str]) -> Response:
    if asked.shown:
        return await view.render("apps/code.html", asked=asked, code=given.get("code"))
    # RFC 9207: an app that speaks with several servers can tell who answers.
    given |= {"iss": view.db.here.settings.url("/")} | ({"state": asked.state} if asked.state else {})
    if asked.mode == "form_post":
        view.forms_to = asked.origin
        return await view.render("apps/post.html", asked=asked, given=given)
    joint = "#" if asked.mode == "fragment" else "&" if urlsplit(asked.redirect_uri).query else "?"
    return RedirectResponse(f"{asked.redirect_uri}{joint}{urlencode(given)}", 303, {"cache-control": "no-store"})


@page("GET", "/settings/apps")
async def list_apps(view: View) -> Response:
    return await _list(view)


async def _list(view: View, problem: Refusal | None = None) -> Response:
    found = await apps.list_authorised(view.db, view.account)
    acting = await profiles.list_by_ids(view.db, list({who for app in found for who in app.profiles}))
    listed: list[Any] = [
        (app, in_words(app.scopes), [who for who in acting if who.id in app.profiles]) for app in found]
    return await view.render(
        "apps/list.html", 422 if problem else 200, apps=listed, problem=problem, offered=_offered(view),
        wanted=view.form.getlist("scopes") or ["read"], name=view.text("name"), longest=LONGEST_NAME,
    )


def _offered(view: View) -> dict[str, str]:
    """What a key may be for; only those who run the server can give away running it."""
    runs = view.visitor is not None and view.visitor.runs_the_server
    return {scope: words for scope, words in BROAD.items() if runs or not scope.startswith("admin:")}


@page("POST", "/settings/apps/new")
async def make_key(view: View) -> Response:
    """A key for a program of one's own. The answer is the one page that ever shows it."""
    me, account = view.me, view.account
    try:
        await confirmed(view)
        async with view.db.write() as tx:
            scopes = [scope for scope in _offered(view) if scope in view.form.getlist("scopes")]
            secret = await apps.issue_personal(tx, (account, me), view.text("name"), scopes)
    except Invalid as problem:
        return await _list(view, problem)
    return await view.render("apps/key.html", secret=secret, name=view.text("name").strip())


@page("POST", "/settings/apps/{id:int}/revoke")
async def revoke(view: View) -> Response:
    app = await apps.find_app(view.db, app=AppId(view.id()))
    if app is None:
        raise NotFound
    async with view.db.write() as tx:
        await apps.revoke_app(tx, view.account, app.id)
        view.sure(said("Take back what “{name}” may do?", name=app.name),
                  "It is signed out everywhere at once. To use it again, you let it in anew; a key of your own is gone "
                  "for good.", "Take it back")
    return view.go("/settings/apps")
