"""Apps, tokens and accounts made from within apps."""

import base64
import json
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest

from hubbub.app import App
from hubbub.people import accounts, apps
from tests.town import Answer, Town, ask

FORM = {"content-type": "application/x-www-form-urlencoded"}
NEW = {"username": "zoe", "email": "zoe@mail.test", "password": "a good password", "agreement": "true", "locale": "en"}


async def send(town: Town, path: str, given: dict[str, str], **headers: str) -> Answer:
    return await ask(town.app, "POST", path, body=urlencode(given).encode(), headers=FORM | headers)


async def app_token(town: Town, scopes: str = "read write") -> str:
    """A token of an app's own, as an app gets it."""
    app = (await send(town, "/api/v1/apps", {
        "client_name": "App", "redirect_uris": apps.OUT_OF_BAND, "scopes": scopes,
    })).json
    return str((await send(town, "/oauth/token", {
        "grant_type": "client_credentials", "client_id": app["client_id"], "client_secret": app["client_secret"],
        "scope": scopes,
    })).json["access_token"])


async def joins(town: Town, **more: str) -> Answer:
    return await send(town, "/api/v1/accounts", NEW | more, authorization=f"Bearer {await app_token(town)}")


@pytest.mark.parametrize(("asked", "kept"), [("de-CH", "de"), ("fr", "en"), ("", "en")])
async def test_whoever_signs_up_in_an_app_reads_pages_in_its_language(town: Town, asked: str, kept: str):
    await town.person("ann")
    assert (await joins(town, locale=asked)).status == 200
    joined = await accounts.find(town.db, NEW["email"])
    assert joined is not None
    assert joined.locale == kept


@pytest.mark.parametrize("body", [
    {"redirect_uris": "https://a.example/1 https://a.example/2", "scopes": "read write:statuses"},
    {"redirect_uris": "https://a.example/1\nhttps://a.example/2", "scopes": "read write:statuses"},
    {"redirect_uris": ["https://a.example/1", "https://a.example/2"], "scopes": ["read", "write:statuses"]},
])
async def test_an_app_registers_with_its_addresses_as_text_or_as_a_list(town: Town, body: dict[str, Any]):
    given = json.dumps({"client_name": "App"} | body).encode()
    answer = await ask(town.app, "POST", "/api/v1/apps", body=given,
                       headers={"content-type": "application/json"})
    made = answer.json
    assert made["redirect_uris"] == ["https://a.example/1", "https://a.example/2"]
    assert made["redirect_uri"] == "https://a.example/1\nhttps://a.example/2"
    assert made["scopes"] == ["read", "write:statuses"]
    assert set(made) >= {"id", "name", "website", "client_id", "client_secret", "client_secret_expires_at", "vapid_key"}


@pytest.mark.parametrize("given", [
    {"client_name": "", "redirect_uris": apps.OUT_OF_BAND}, {"client_name": "App", "redirect_uris": ""},
    {"client_name": "App", "redirect_uris": apps.OUT_OF_BAND, "scopes": "everything"},
    {"client_name": "x" * 201, "redirect_uris": apps.OUT_OF_BAND},
])
async def test_an_app_that_says_too_little_is_refused(town: Town, given: dict[str, str]):
    assert (await send(town, "/api/v1/apps", given)).status == 422


async def test_an_app_proves_itself_in_the_body_or_by_http_basic(town: Town):
    app = (await send(town, "/api/v1/apps", {"client_name": "App", "redirect_uris": apps.OUT_OF_BAND})).json
    basic = base64.b64encode(f"{app['client_id']}:{app['client_secret']}".encode()).decode()
    answer = await send(town, "/oauth/token", {"grant_type": "client_credentials"}, authorization=f"Basic {basic}")
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    seen = await town.get("/api/v1/apps/verify_credentials", authorization=f"Bearer {answer.json['access_token']}")
    assert (seen.json["name"], "client_secret" in seen.json) == ("App", False)


async def test_an_app_gets_no_more_than_it_registered_for(town: Town):
    app = (await send(town, "/api/v1/apps", {"client_name": "App", "redirect_uris": apps.OUT_OF_BAND})).json
    answer = await send(town, "/oauth/token", {
        "grant_type": "client_credentials", "client_id": app["client_id"], "client_secret": app["client_secret"],
        "scope": "read write",
    })
    assert (answer.status, answer.error) == (400, "invalid_scope")


async def test_a_token_is_revoked_by_the_app_that_holds_it_and_by_no_other(town: Town):
    ann = await town.person("ann")
    async with town.db.write() as tx:
        app = await apps.register(tx, "App", [apps.OUT_OF_BAND], "read")
        other = await apps.register(tx, "Other", [apps.OUT_OF_BAND], "read")
        secret, _ = await apps.issue(tx, app, ["read"], (ann.account, ann.profile))

    async def revoke(by: apps.App, word: str) -> int:
        given = {"client_id": by.client_id, "client_secret": word, "token": secret}
        return (await send(town, "/oauth/revoke", given)).status

    async def works() -> bool:
        return (await town.get("/api/v1/preferences", authorization=f"Bearer {secret}")).status == 200

    assert await revoke(app, "wrong") == 403
    assert await revoke(other, other.client_secret) == 200
    assert await works()
    assert await revoke(app, app.client_secret) == 200
    assert not await works()


async def test_who_is_signed_in_is_told_in_openids_words_to_get_and_post(town: Town):
    ann = await town.person("ann")
    token = await town.token(ann.account, ann.profile, "profile")
    for method in ("GET", "POST"):
        told = (await ask(town.app, method, "/oauth/userinfo", headers={"authorization": f"Bearer {token}"})).json
        assert told["sub"] == f"http://here.test/users/{ann.profile}"
        assert (told["iss"], told["preferred_username"]) == ("http://here.test/", "ann")


async def test_discovery_names_every_address(town: Town):
    told = (await town.get("/.well-known/oauth-authorization-server")).json
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert "password" not in told["grant_types_supported"]
    for name in ("authorization_endpoint", "token_endpoint", "revocation_endpoint", "userinfo_endpoint",
                 "app_registration_endpoint"):
        path = told[name].removeprefix("http://here.test")
        assert (await ask(town.app, "POST", path)).status not in (404, 405), name


async def test_an_app_opens_an_account_that_can_be_used_at_once(town: Town):
    answer = await joins(town)
    assert answer.status == 200, answer.text
    assert (answer.json["token_type"], answer.json["scope"]) == ("Bearer", "read write")
    bearer = f"Bearer {answer.json['access_token']}"
    me = (await town.get("/api/v1/accounts/verify_credentials", authorization=bearer)).json
    assert me["username"] == "zoe"
    assert (await accounts.authenticate(town.db, "zoe@mail.test", "a good password")).id


@pytest.mark.parametrize(("more", "field", "code"), [
    ({"username": ""}, "username", "ERR_BLANK"), ({"email": " "}, "email", "ERR_BLANK"),
    ({"password": ""}, "password", "ERR_BLANK"), ({"agreement": "false"}, "agreement", "ERR_ACCEPTED"),
    ({"username": "zoë"}, "username", "ERR_INVALID"), ({"username": "z" * 31}, "username", "ERR_TOO_LONG"),
    ({"username": "ANN"}, "username", "ERR_TAKEN"), ({"username": "admin"}, "username", "ERR_TAKEN"),
    ({"email": "zoe"}, "email", "ERR_INVALID"), ({"email": "a@b.test\r\nBcc: c@d.test"}, "email", "ERR_INVALID"),
    ({"email": "ANN@mail.test"}, "email", "ERR_TAKEN"), ({"password": "short"}, "password", "ERR_TOO_SHORT"),
    ({"password": "x" * 1001}, "password", "ERR_TOO_LONG"),
])
async def test_what_is_wrong_with_a_new_account_is_named_by_field(
    town: Town, more: dict[str, str], field: str, code: str
):
    await town.person("ann")
    answer = await joins(town, **more)
    assert answer.status == 422
    assert answer.error.startswith("Validation failed: ")
    assert [problem["error"] for problem in answer.json["details"][field]] == [code]
    assert answer.json["details"][field][0]["description"]


async def test_everything_that_is_missing_is_named_at_once(town: Town):
    answer = await joins(town, username="", email="", agreement="0")
    assert answer.error == (
        "Validation failed: Username can't be blank, Email can't be blank, Agreement must be accepted"
    )
    assert set(answer.json["details"]) == {"username", "email", "agreement"}


async def test_only_an_app_alone_opens_accounts(town: Town):
    ann = await town.person("ann")
    answer = await send(town, "/api/v1/accounts", NEW, authorization=f"Bearer {ann.token}")
    assert answer.status == 403
    assert (await send(town, "/api/v1/accounts", NEW)).status == 401
    reader = await app_token(town, "read")
    assert (await send(town, "/api/v1/accounts", NEW, authorization=f"Bearer {reader}")).status == 403


async def test_five_accounts_in_half_an_hour_are_enough_for_one_address(town: Town):
    app = App(town.db)
    app.state.counter.on = True
    bearer = {"authorization": f"Bearer {await app_token(town)}"}
    answers = [
        await ask(app, "POST", "/api/v1/accounts", body=urlencode(NEW | {"username": ""}).encode(),
                  headers=FORM | bearer)
        for _ in range(6)
    ]
    assert [answer.status for answer in answers] == [422] * 5 + [429]


async def test_where_accounts_are_approved_by_hand_the_token_waits_too(town: Town):
    here = town.db.here
    was = here.settings
    here.settings = replace(was, registrations="approval", development=False)
    try:
        await joins(town, reason="To be the owner")
        without = await joins(town, username="yan", email="yan@mail.test")
        answer = await joins(town, username="yan", email="yan@mail.test", reason="Friends of mine are here")
        bearer = f"Bearer {answer.json['access_token']}"
        waits = await town.get("/api/v1/accounts/verify_credentials", authorization=bearer)
    finally:
        here.settings = was
    assert without.json["details"]["reason"][0]["error"] == "ERR_BLANK"
    assert (waits.status, waits.error) == (403, "Your login is currently pending approval")


async def test_a_closed_server_opens_no_account_even_in_development(town: Town):
    await town.person("ann")
    here = town.db.here
    was = here.settings
    here.settings = replace(was, registrations="closed")
    try:
        answer = await joins(town)
    finally:
        here.settings = was
    assert answer.status == 403


async def first_party(town: Town, own: bool = True) -> apps.App:
    async with town.db.write() as tx:
        return await apps.register(tx, "Ours", [apps.OUT_OF_BAND], "read write", first_party=own)


async def by_password(town: Town, app: apps.App, **more: str) -> Answer:
    return await send(town, "/oauth/token", {
        "grant_type": "password", "client_id": app.client_id, "client_secret": app.client_secret,
        "username": "ann@mail.test", "password": "a good password", "scope": "read",
    } | more)


async def test_an_app_of_the_operators_own_gets_a_token_for_a_password(town: Town):
    ann = await town.person("ann")
    app = await first_party(town)
    answer = await by_password(town, app)
    assert (answer.status, answer.json["scope"]) == (200, "read")
    bearer = f"Bearer {answer.json['access_token']}"
    me = (await town.get("/api/v1/accounts/verify_credentials", authorization=bearer)).json
    assert me["id"] == str(ann.profile)
    assert (await by_password(town, app, scope="push")).error == "invalid_scope"


async def test_no_other_app_may_ask_for_passwords_and_a_wrong_one_is_no_grant(town: Town):
    await town.person("ann")
    refused = await by_password(town, await first_party(town, own=False))
    assert (refused.status, refused.error) == (400, "unsupported_grant_type")
    for given in ({"password": "wrong"}, {"username": "nobody@mail.test"}):
        answer = await by_password(town, await first_party(town), **given)
        assert (answer.status, answer.error) == (400, "invalid_grant")
    made = await send(town, "/api/v1/apps", {
        "client_name": "App", "redirect_uris": apps.OUT_OF_BAND, "first_party": "true", "scopes": "read"})
    app = await apps.find_app(town.db, made.json["client_id"])
    assert app is not None
    assert not app.first_party, "nobody makes an app first-party from outside"


async def test_guessing_passwords_through_the_token_endpoint_is_bounded(town: Town):
    await town.person("ann")
    app, served = await first_party(town), App(town.db)
    served.state.counter.on = True
    given = {"grant_type": "password", "client_id": app.client_id, "client_secret": app.client_secret,
             "username": "ann@mail.test", "password": "x", "scope": "read"}
    answers = [await ask(served, "POST", "/oauth/token", body=urlencode(given).encode(), headers=FORM)
               for _ in range(26)]
    assert [answers[0].status, answers[-1].status] == [400, 429]
