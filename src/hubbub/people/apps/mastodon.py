"""OAuth for client apps: registration, tokens, revocation. The page where a person consents is in web.py."""

import base64
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from hubbub.base import bus
from hubbub.base.clock import now
from hubbub.base.db import Db
from hubbub.base.errors import NotAllowed, Unavailable
from hubbub.base.gather import Gathered
from hubbub.base.http import caller
from hubbub.base.ids import AppId
from hubbub.base.kept import Kept
from hubbub.base.push import server_key
from hubbub.base.words import languages
from hubbub.doors.mastodon.routes import Bearer, Call, api, authenticates, respond_with
from hubbub.people import accounts, apps, profiles, teams
from hubbub.people.profiles.mastodon import picture

from . import registration  # noqa: F401  hangs its endpoint
from .apps import USED_EVERY
from .store import Token

_bearers: Kept[str, Bearer] = Kept(10_000)
_due: Kept[int, datetime] = Kept(10_000)  # when it is written down again that a token is used

# In Mastodon's words: apps show them, and some wait for the second to go away.
HELD = {
    "disabled": "Your login is currently disabled",
    "unconfirmed": "Your login is missing a confirmed e-mail address",
    "waiting": "Your login is currently pending approval",
}


@bus.hears("token")
def _drop(hashes: list[str]) -> None:
    _bearers.clear()


@authenticates
async def bearer(db: Db, secret: str) -> Bearer | None:
    """The token's bearer, from what is kept: this runs before every answer."""
    if (known := _bearers.get(secret)) is not None:
        _note(db, known.token)
        return known
    stamp = _bearers.stamp
    token = await apps.bearer(db, secret)
    if token is None:
        return None
    _note(db, token.id)
    held = HELD.get(token.standing, "")
    found = Bearer(token.id, token.app, token.account, token.profile, frozenset(token.scopes), held)
    return found if held else _bearers.keep(secret, found, stamp)


def _note(db: Db, token: int) -> None:
    """Have it written down that a token is used, seldom; nobody waits for that."""
    due, at = _due.get(token), now()
    if due is None or due < at:
        _due.keep(token, at + USED_EVERY, _due.stamp)
        _uses.give(db, token)


async def _write_uses(db: Db, tokens: Sequence[int]) -> None:
    with suppress(Unavailable):  # a disk that is full keeps no app from reading
        await apps.used(db, tokens)


_uses: Gathered[int, None] = Gathered(_write_uses, pause=0.5)


@api("POST", "/api/v1/apps")
async def register(call: Call) -> Any:
    given = call.params
    uris = given.texts("redirect_uris") if isinstance(given.given.get("redirect_uris"), list | dict) else \
        given.text("redirect_uris").split()
    listed = isinstance(given.given.get("scopes"), list)
    scopes = " ".join(given.texts("scopes")) if listed else given.text("scopes")
    async with call.db.write() as tx:
        app = await apps.register(
            tx, given.text("client_name"), uris, scopes,
            given.text("website") or None, confidential=given.text("token_endpoint_auth_method") != "none",
        )
    return shape(call.db, app) | {
        "client_id": app.client_id, "client_secret": app.client_secret if app.confidential else "",
        "client_secret_expires_at": 0,
    }


def shape(db: Db, app: apps.App) -> dict[str, Any]:
    return {
        "id": str(app.id), "name": app.name, "website": app.website, "scopes": app.scopes,
        "redirect_uri": "\n".join(app.redirect_uris), "redirect_uris": app.redirect_uris,
        "vapid_key": server_key(db.here.secret),
    }


@api("GET", "/api/v1/apps/verify_credentials", scope="")
async def verify(call: Call) -> Any:
    assert call.bearer is not None
    app = await apps.find_app(call.db, app=AppId(call.bearer.app))
    return shape(call.db, app) if app else None


@api("POST", "/oauth/token")
async def token(call: Call) -> Any:
    """A token for a code, for the app itself or, by an app of our own, for a password. Errors as RFC 6749 §5.2."""
    app = await _client(call)
    if app is None:
        return _refused(401, "invalid_client", apps.BadClient.__doc__)
    given = call.params
    try:
        match given.text("grant_type"):
            case "authorization_code":
                secret, made = await apps.exchange(
                    call.db, app, given.text("code"), given.text("redirect_uri"), given.text("code_verifier") or None,
                    given.text("scope"),
                )
            case "client_credentials" if app.confidential:
                async with call.db.write() as tx:
                    secret, made = await apps.issue(tx, app, apps.within(app, given.text("scope")))
            case "password" if app.first_party:
                secret, made = await _by_password(call, app)
            case "client_credentials":
                return _refused(400, "unauthorized_client", "This app may not get a token in this way.")
            case _:
                return _refused(400, "unsupported_grant_type", "The authorization grant type is not supported.")
    except (apps.BadGrant, NotAllowed) as problem:
        return _refused(400, "invalid_grant", problem.sentence)
    except apps.BadScope as problem:
        return _refused(400, "invalid_scope", problem.sentence)
    call.headers["cache-control"] = "no-store"
    return {
        "access_token": secret, "token_type": "Bearer", "scope": " ".join(made.scopes),
        "created_at": int(made.made_at.timestamp()),
    }


async def _by_password(call: Call, app: apps.App) -> tuple[str, Token]:
    """The person types their password into a program on the operator's own machine. Raises what a sign-in raises."""
    email = call.params.text("username", limit=500)
    counter = call.request.app.state.counter
    counter.take(accounts.SIGN_INS, caller(call.request))
    counter.take(accounts.TRIES, email.lower())
    scopes = apps.within(app, call.params.text("scope"))
    who = await accounts.authenticate(call.db, email, call.params.text("password"))
    if await accounts.guarding.guarded(call.db, who.id):
        raise NotAllowed("This account asks for a second step. Please let the app in with your browser.")
    async with call.db.write() as tx:
        mine = await teams.list_profiles(tx, who.id)
        return await apps.issue(tx, app, scopes, (who.id, mine[0]))


@api("POST", "/oauth/revoke")
async def revoke(call: Call) -> Any:
    app = await _client(call)
    if app is None:
        return _refused(403, "unauthorized_client", "You are not authorized to revoke this token")
    async with call.db.write() as tx:
        await apps.revoke(tx, app, call.params.text("token"))
    return {}


@api("GET POST", "/oauth/userinfo", scope="profile")
async def userinfo(call: Call) -> Any:
    """Who is signed in, in OpenID Connect's words."""
    who = await profiles.get(call.db, call.me)
    url = call.db.here.settings.url
    return {
        "iss": url("/"), "sub": who.uri, "name": who.title, "preferred_username": who.name, "profile": who.url,
        "picture": picture(call.db, who.avatar) or url("/static/avatar.png"),
    }


async def _client(call: Call) -> apps.App | None:
    """The app that proves itself by its secret, in the body or by HTTP Basic; one that keeps none by its name alone.

    Whoever knows the name of such an app still needs the verifier of a code, or a token to revoke.
    """
    client_id, secret = call.params.text("client_id"), call.params.text("client_secret")
    kind, _, basic = call.request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            client_id, _, secret = base64.b64decode(basic, validate=True).decode().partition(":")
        except ValueError:
            return None
    app = await apps.find_app(call.db, client_id)
    return app if app and (not app.confidential or apps.same_secret(app, secret)) else None


def _refused(status: int, code: str, sentence: str | None) -> Any:
    return respond_with(status, {"error": code, "error_description": sentence})


@api("GET", "/.well-known/oauth-authorization-server")
async def discovery(call: Call) -> Any:
    """RFC 8414."""
    url = call.db.here.settings.url
    return {
        "issuer": url("/"), "authorization_endpoint": url("/oauth/authorize"), "token_endpoint": url("/oauth/token"),
        "revocation_endpoint": url("/oauth/revoke"), "app_registration_endpoint": url("/api/v1/apps"),
        "userinfo_endpoint": url("/oauth/userinfo"), "scopes_supported": sorted(apps.SCOPES),
        "response_types_supported": ["code"], "response_modes_supported": ["query", "fragment", "form_post"],
        "grant_types_supported": ["authorization_code", "client_credentials"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "revocation_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "ui_locales_supported": list(languages()),
        "code_challenge_methods_supported": ["S256"], "authorization_response_iss_parameter_supported": True,
        "service_documentation": url("/about"),
    }
