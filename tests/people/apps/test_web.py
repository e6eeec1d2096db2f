"""Letting an app in: the page, and everything that is tried at it."""

import asyncio
import base64
import hashlib
import html
import json
import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from hubbub.people import apps, teams
from tests.browser import Browser, browser
from tests.town import Answer, Town, ask

BACK = "https://app.example/back"
VERIFIER = "a-verifier-of-at-least-forty-three-characters-long"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


async def an_app(town: Town, *uris: str, scopes: str = "read write follow push", name: str = "Nice App") -> apps.App:
    async with town.db.write() as tx:
        return await apps.register(tx, name, uris or (BACK,), scopes)


def wish(app: apps.App, **more: str | None) -> dict[str, str]:
    given = {"client_id": app.client_id, "redirect_uri": app.redirect_uris[0], "response_type": "code", "scope": "read"}
    return {name: value for name, value in (given | more).items() if value is not None}


async def asks(page: Browser, given: dict[str, str]) -> Answer:
    return await page.get(f"/oauth/authorize?{urlencode(given)}")


async def allows(page: Browser, given: dict[str, str], answer: str = "allow") -> Answer:
    """Open the page and press a button on it: the form sends what the page has put into it."""
    shown = await asks(page, given)
    assert shown.status == 200, shown.text
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', shown.text.split("<form class=")[1]))
    sent = {name: html.unescape(value) for name, value in fields.items() if name != "csrf"}
    return await page.sends("/oauth/authorize", **sent, answer=answer)


def led(answer: Answer, part: str = "query") -> dict[str, str]:
    """What the app is told by where the browser is led."""
    assert answer.status == 303, answer.text
    return {name: values[0] for name, values in parse_qs(getattr(urlsplit(answer.headers["location"]), part)).items()}


async def exchanges(town: Town, app: apps.App, code: str, **more: str) -> Answer:
    given = {
        "grant_type": "authorization_code", "client_id": app.client_id, "client_secret": app.client_secret,
        "code": code, "redirect_uri": app.redirect_uris[0],
    } | more
    return await ask(town.app, "POST", "/oauth/token", body=urlencode(given).encode(),
                     headers={"content-type": "application/x-www-form-urlencoded"})


async def listed_as(page: Browser, name: str) -> str:
    """What the list of apps says of the one with this name."""
    return next(part for part in (await page.get("/settings/apps")).text.split("<li") if name in part)


async def works(town: Town, token: str) -> bool:
    answer = await town.get("/api/v1/accounts/verify_credentials", authorization=f"Bearer {token}")
    return answer.status == 200


async def test_a_person_lets_an_app_in_and_it_acts_for_them(town: Town):
    ann = await town.person("ann")
    app, page = await an_app(town), await browser(town, ann)
    answer = await allows(page, wish(app, state="x&y=z"))
    assert answer.headers["location"].startswith(BACK + "?")
    told = led(answer)
    assert told["state"] == "x&y=z"
    assert told["iss"] == "http://here.test/"
    token = (await exchanges(town, app, told["code"])).json
    assert (token["token_type"], token["scope"]) == ("Bearer", "read")
    answer = await town.get("/api/v1/accounts/verify_credentials", authorization=f"Bearer {token['access_token']}")
    assert answer.json["username"] == "ann"


async def test_whoever_is_not_signed_in_does_so_first_and_comes_back_with_everything(town: Town):
    await town.person("ann")
    app, page = await an_app(town), await browser(town)
    asked = wish(app, state="s", scope="read write", code_challenge=CHALLENGE, code_challenge_method="S256")
    first = await asks(page, asked)
    assert (first.status, urlsplit(first.headers["location"]).path) == (303, "/sign-in")
    form = await page.get(first.headers["location"])
    back = html.unescape(re.findall(r'name="next" value="([^"]*)"', form.text)[0])
    entered = await page.sends("/sign-in", email="ann@mail.test", password="a good password", next=back)
    returned = urlsplit(entered.headers["location"])
    assert returned.path == "/oauth/authorize"
    assert {name: values[0] for name, values in parse_qs(returned.query).items()} == asked


async def test_the_page_says_in_words_what_the_app_may_do(town: Town):
    page = await browser(town, await town.person("ann"))
    app = await an_app(town, scopes="read write admin:read")
    shown = await asks(page, wish(app, scope="read:statuses write write:media admin:read:reports"))
    assert "Nice App" in shown.text
    assert "Publish, change and delete in your name" in shown.text
    assert "See your posts and those that you may see" in shown.text
    assert "See as a moderator: reports" in shown.text
    assert "your pictures" not in shown.text  # `write` holds it already
    assert BACK.removesuffix("/back") in shown.text


async def test_every_scope_has_its_words(town: Town):
    page = await browser(town, await town.person("ann"))
    app = await an_app(town, scopes=" ".join(sorted(apps.SCOPES)))
    for scope in sorted(apps.SCOPES):
        assert (await asks(page, wish(app, scope=scope))).status == 200, scope


async def test_an_app_without_a_page_of_its_own_gets_a_code_that_is_shown(town: Town):
    app, page = await an_app(town, apps.OUT_OF_BAND), await browser(town, await town.person("ann"))
    shown = await allows(page, wish(app, state="s"))
    assert shown.status == 200
    code = re.findall(r"<code[^>]*>([^<]+)</code>", shown.text)[0]
    assert (await exchanges(town, app, code)).status == 200


async def test_a_native_app_is_led_to_by_its_own_scheme(town: Town):
    app, page = await an_app(town, "com.nice.app://back"), await browser(town, await town.person("ann"))
    shown = await asks(page, wish(app))
    assert "form-action 'self' com.nice.app:;" in shown.headers["content-security-policy"]
    assert (await allows(page, wish(app))).headers["location"].startswith("com.nice.app://back?code=")


async def test_the_pages_policy_lets_the_form_lead_to_the_app_and_nowhere_else(town: Town):
    app, page = await an_app(town, "https://app.example:8443/back?x=1"), await browser(town, await town.person("ann"))
    shown = await asks(page, wish(app))
    assert "form-action 'self' https://app.example:8443;" in shown.headers["content-security-policy"]
    assert led(await allows(page, wish(app)))["x"] == "1"


async def test_the_answer_can_come_in_the_fragment(town: Town):
    app, page = await an_app(town), await browser(town, await town.person("ann"))
    answer = await allows(page, wish(app, response_mode="fragment", state="s"))
    assert led(answer, "fragment").keys() == {"code", "state", "iss"}
    assert "?" not in answer.headers["location"]


async def test_the_answer_can_come_as_a_form(town: Town):
    app, page = await an_app(town), await browser(town, await town.person("ann"))
    shown = await allows(page, wish(app, response_mode="form_post", state="s"))
    assert shown.status == 200
    assert f'action="{BACK}"' in shown.text
    code = re.findall(r'name="code" value="([^"]+)"', shown.text)[0]
    assert "form-action 'self' https://app.example;" in shown.headers["content-security-policy"]
    assert (await exchanges(town, app, code)).status == 200


async def test_a_person_says_no_and_the_app_is_told(town: Town):
    app, page = await an_app(town), await browser(town, await town.person("ann"))
    told = led(await allows(page, wish(app, state="s"), answer="deny"))
    assert (told["error"], told["state"]) == ("access_denied", "s")
    assert "code" not in told


async def test_a_popup_is_not_cut_off_from_the_app_that_opened_it(town: Town):
    app, page = await an_app(town), await browser(town, await town.person("ann"))
    for answer in (await asks(page, wish(app)), await (await browser(town)).get("/sign-in")):
        assert "cross-origin-opener-policy" not in answer.headers


async def test_the_page_cannot_be_framed(town: Town):
    app, page = await an_app(town), await browser(town, await town.person("ann"))
    assert "frame-ancestors 'none'" in (await asks(page, wish(app))).headers["content-security-policy"]


async def test_an_app_can_want_a_fresh_sign_in_and_the_person_may_be_somebody_else(town: Town):
    await town.person("bob")
    app, page = await an_app(town), await browser(town, await town.person("ann"))
    first = await asks(page, wish(app, force_login="true"))
    assert first.headers["location"].startswith("/sign-in?again=1&next=")
    form = await page.get(first.headers["location"])
    back = html.unescape(re.findall(r'name="next" value="([^"]*)"', form.text)[0])
    entered = await page.sends("/sign-in", email="bob@mail.test", password="a good password", next=back)
    shown = await page.get(entered.headers["location"])
    assert "@bob@here.test" in shown.text


@pytest.mark.parametrize("said", ["False", "false", "0", ""])
async def test_no_fresh_sign_in_is_wanted_by_an_app_that_says_so(town: Town, said: str):
    app, page = await an_app(town), await browser(town, await town.person("ann"))
    assert (await asks(page, wish(app, force_login=said))).status == 200


async def test_a_slash_at_the_end_changes_nothing(town: Town):
    app, page = await an_app(town), await browser(town, await town.person("ann"))
    assert (await page.get(f"/oauth/authorize/?{urlencode(wish(app))}")).status == 200


TRICKS = [
    "https://app.example/back/", "https://app.example/back?x=1", "https://app.example/back#x", "https://app.example/",
    "https://app.example/back/../../evil", "https://app.example/back%2f..", "https://app.example/BACK",
    "https://app.example.evil.example/back", "https://app.example@evil.example/back", "http://app.example/back",
    "https://evil.example/?https://app.example/back", "HTTPS://app.example/back", "https://app.example:444/back",
    "https://app.example/back\n", " https://app.example/back", "//app.example/back", "javascript:alert(1)",
    "https://app.example\\@evil.example/back", "https://app.example/back;x", apps.OUT_OF_BAND, "",
]


@pytest.mark.parametrize("uri", TRICKS)
async def test_an_address_that_is_not_the_registered_one_is_never_led_to(town: Town, uri: str):
    app, page = await an_app(town), await browser(town, await town.person("ann"))
    for answer in (await asks(page, wish(app, redirect_uri=uri)),
                   await page.sends("/oauth/authorize", **wish(app, redirect_uri=uri), answer="allow"),
                   await page.sends("/oauth/authorize", **wish(app, redirect_uri=uri), answer="deny")):
        assert answer.status == 422
        assert "location" not in answer.headers


@pytest.mark.parametrize("more", [
    {"client_id": "nobody"}, {"client_id": ""}, {"response_type": "token"}, {"response_type": None},
    {"response_mode": "web_message"}, {"scope": "everything"}, {"scope": "admin:write"},
])
async def test_a_request_that_is_not_right_gets_a_page_and_no_redirect(town: Town, more: dict[str, str | None]):
    app, page = await an_app(town), await browser(town, await town.person("ann"))
    for visitor in (page, await browser(town)):
        answer = await asks(visitor, wish(app, **more))
        assert answer.status == 422
        assert "location" not in answer.headers


@pytest.mark.parametrize("uri", [
    "javascript:alert(1)", "JavaScript:alert(1)", "java\tscript:alert(1)", "data:text/html,x", "vbscript:x",
    "file:///etc", "blob:https://a.example/1", "about:blank", "view-source:https://a.example",
    "/back", "back", "//a.example/back", "",
    "https://", "https:///back", "https://a.example/#x", "https://user:word@a.example/", "https://a.example/ b",
    "https://a.example/\r\nx: y", "https://a.example;script-src *", "https://a.example' 'unsafe-inline",
    "https://a.example:99999999/", "https://[::1", "https://exämple.example/", "urn:ietf:wg:oauth:2.0:oob:auto\n",
    "https://a.example/" + "x" * 2000,
])
async def test_an_app_cannot_register_an_address_that_runs_or_deceives(town: Town, uri: str):
    given = json.dumps({"client_name": "App", "redirect_uris": [uri]}).encode()
    answer = await ask(town.app, "POST", "/api/v1/apps", headers={"content-type": "application/json"}, body=given)
    assert answer.status == 422


@pytest.mark.parametrize("uri", [
    "https://a.example/back?x=1&y=2", "http://localhost:3000/", "http://127.0.0.1/back", "http://[::1]:80/back",
    "tusky://com.keylesspalace.tusky/", "oauth2redirect://x", "com.example:/back", apps.OUT_OF_BAND,
])
async def test_an_app_registers_the_addresses_that_apps_have(town: Town, uri: str):
    answer = await ask(town.app, "POST", "/api/v1/apps", headers={"content-type": "application/x-www-form-urlencoded"},
                       body=urlencode({"client_name": "App", "redirect_uris": uri}).encode())
    assert answer.json["redirect_uris"] == [uri]


@pytest.mark.parametrize(("challenge", "method"), [
    (VERIFIER, "plain"), (CHALLENGE, "plain"), (CHALLENGE, ""), (CHALLENGE, "s256"), (CHALLENGE[:-1], "S256"),
    (CHALLENGE + "=", "S256"), ("", "S256"), ("", "plain"), (" " * 43, "S256"),
])
async def test_a_proof_that_proves_nothing_is_refused(town: Town, challenge: str, method: str):
    app, page = await an_app(town), await browser(town, await town.person("ann"))
    answer = await asks(page, wish(app, code_challenge=challenge, code_challenge_method=method))
    assert answer.status == 422


@pytest.mark.parametrize("verifier", ["", "wrong", CHALLENGE, VERIFIER[:-1]])
async def test_a_code_asked_for_with_a_proof_needs_it(town: Town, verifier: str):
    app, page = await an_app(town), await browser(town, await town.person("ann"))
    asked = wish(app, code_challenge=CHALLENGE, code_challenge_method="S256")
    code = led(await allows(page, asked))["code"]
    answer = await exchanges(town, app, code, code_verifier=verifier)
    assert (answer.status, answer.error) == (400, "invalid_grant")
    assert (await exchanges(town, app, code, code_verifier=VERIFIER)).status == 200


async def test_a_code_that_comes_again_ends_what_it_gave(town: Town):
    app, page = await an_app(town), await browser(town, await town.person("ann"))
    code = led(await allows(page, wish(app)))["code"]
    token = (await exchanges(town, app, code)).json["access_token"]
    assert await works(town, token)
    assert (await exchanges(town, app, code)).error == "invalid_grant"
    assert not await works(town, token)


async def test_a_code_is_for_the_app_that_asked_and_the_address_it_asked_with(town: Town):
    app, other = await an_app(town, BACK, "https://app.example/other"), await an_app(town, name="Other")
    page = await browser(town, await town.person("ann"))
    code = led(await allows(page, wish(app)))["code"]
    assert (await exchanges(town, other, code)).error == "invalid_grant"
    assert (await exchanges(town, app, code, redirect_uri="https://app.example/other")).error == "invalid_grant"
    assert (await exchanges(town, app, code)).status == 200


async def test_a_code_is_good_for_ten_minutes(town: Town):
    app, page = await an_app(town), await browser(town, await town.person("ann"))
    code = led(await allows(page, wish(app)))["code"]
    town.forward(minutes=11)
    assert (await exchanges(town, app, code)).error == "invalid_grant"


async def test_an_app_must_prove_itself_by_its_secret(town: Town):
    app, page = await an_app(town), await browser(town, await town.person("ann"))
    code = led(await allows(page, wish(app)))["code"]
    for secret in ("", "wrong", app.client_id):
        answer = await exchanges(town, app, code, client_secret=secret)
        assert (answer.status, answer.error) == (401, "invalid_client")


async def test_a_password_gives_no_token(town: Town):
    await town.person("ann")
    app = await an_app(town)
    answer = await exchanges(town, app, "", grant_type="password", username="ann@mail.test", password="a good password")
    assert (answer.status, answer.error) == (400, "unsupported_grant_type")


async def test_a_form_from_elsewhere_lets_nobody_in(town: Town):
    ann = await town.person("ann")
    app, page = await an_app(town), await browser(town, ann)
    csrf, page.csrf = page.csrf, ""
    assert (await page.sends("/oauth/authorize", **wish(app), answer="allow")).status == 403
    body = urlencode(wish(app) | {"answer": "allow", "csrf": csrf}).encode()
    cookie = "; ".join(f"{name}={value}" for name, value in page.cookies.items())
    for sign in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}):
        answer = await ask(town.app, "POST", "/oauth/authorize", body=body, headers=sign | {
            "content-type": "application/x-www-form-urlencoded", "cookie": cookie,
        })
        assert answer.status == 403


async def test_a_person_sees_which_apps_they_let_in_and_takes_it_back(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    app, page = await an_app(town, name="Nice <App>"), await browser(town, ann)
    token = (await exchanges(town, app, led(await allows(page, wish(app)))["code"])).json["access_token"]
    code = led(await allows(await browser(town, bob), wish(app)))["code"]
    bobs = (await exchanges(town, app, code)).json["access_token"]
    listed = await page.get("/settings/apps")
    assert "Nice &lt;App&gt;" in listed.text
    assert (await page.sends(f"/settings/apps/{app.id}/revoke", sure="on")).status == 303
    assert not await works(town, token)
    assert await works(town, bobs)
    assert "Nice" not in (await page.get("/settings/apps")).text


async def lets_in(town: Town, page: Browser, name: str, website: str | None) -> apps.App:
    async with town.db.write() as tx:
        app = await apps.register(tx, name, (BACK,), "read write:statuses", website)
    assert (await exchanges(town, app, led(await allows(page, wish(app)))["code"])).status == 200
    return app


async def test_an_app_that_was_let_in_is_known_by_its_name_its_website_and_what_it_may_do(town: Town):
    page = await browser(town, await town.person("ann"))
    await lets_in(town, page, "Nice App", "https://nice.example/<app>")
    shown = (await page.get("/settings/apps")).text
    assert 'href="https://nice.example/&lt;app&gt;" rel="nofollow noopener noreferrer"' in shown
    assert "See everything that you can see here" in shown
    assert "never used, since" in shown


async def test_the_page_says_as_which_profiles_an_app_acts(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    page = await browser(town, ann)
    app = await lets_in(town, page, "Nice App", None)
    assert "acts as" in (shown := (await page.get("/settings/apps")).text)
    assert "@ann</a>" in shown
    assert "@bob</a>" not in shown
    async with town.db.write() as tx:  # as one of bob's team
        await teams.join(tx, bob.profile, ann.account, teams.Role.EDITOR)
        await apps.issue(tx, app, app.scopes, (ann.account, bob.profile))
    shown = (await page.get("/settings/apps")).text
    assert "@ann</a>" in shown
    assert "@bob</a>" in shown


@pytest.mark.parametrize("website", [None, "", "javascript:alert(1)", "http://nice.example", "data:text/html,x"])
async def test_a_website_that_is_none_leads_nowhere(town: Town, website: str | None):
    page = await browser(town, await town.person("ann"))
    await lets_in(town, page, "Nice App", website)
    shown = (await page.get("/settings/apps")).text
    assert ("Nice App" in shown, "apps__website" in shown) == (True, False)


async def test_what_is_taken_back_is_asked_about_by_its_name_and_the_rest_stays(town: Town):
    page = await browser(town, await town.person("ann"))
    nice, other = [await lets_in(town, page, name, None) for name in ("Nice <App>", "Other App")]
    asked = await page.sends(f"/settings/apps/{nice.id}/revoke")
    assert "Take back what “Nice &lt;App&gt;” may do?" in asked.text
    assert "Nice" in (await page.get("/settings/apps")).text
    for _ in range(2):
        assert (await page.sends(f"/settings/apps/{nice.id}/revoke", sure="on")).status == 303
    shown = (await page.get("/settings/apps")).text
    assert ("Nice" in shown, "Other App" in shown) == (False, True)
    assert (await page.sends(f"/settings/apps/{other.id + 1}/revoke", sure="on")).status == 404


async def test_a_code_not_yet_used_goes_with_what_is_taken_back(town: Town):
    app, page = await an_app(town), await browser(town, await town.person("ann"))
    code = led(await allows(page, wish(app)))["code"]
    await page.sends(f"/settings/apps/{app.id}/revoke", sure="on")
    assert (await exchanges(town, app, code)).error == "invalid_grant"


async def test_the_pages_about_apps_want_somebody_signed_in(town: Town):
    page = await browser(town)
    assert (await page.get("/settings/apps")).headers["location"] == "/sign-in?next=/settings/apps"


async def a_public_app(town: Town) -> apps.App:
    body = urlencode({"client_name": "Nice App", "redirect_uris": BACK, "scopes": "read write",
                      "token_endpoint_auth_method": "none"})
    made = await ask(town.app, "POST", "/api/v1/apps", body=body.encode(),
                     headers={"content-type": "application/x-www-form-urlencoded"})
    assert made.json["client_secret"] == ""
    app = await apps.find_app(town.db, made.json["client_id"])
    assert app is not None
    return app


async def test_an_app_that_keeps_no_secret_proves_itself_by_pkce(town: Town):
    page, app = await browser(town, await town.person("ann")), await a_public_app(town)
    given = wish(app, code_challenge=CHALLENGE, code_challenge_method="S256")
    code = led(await allows(page, given))["code"]
    wrong = await exchanges(town, app, code, client_secret="", code_verifier="x" * 50)
    assert (wrong.status, wrong.error) == (400, "invalid_grant")
    token = await exchanges(town, app, code, client_secret="", code_verifier=VERIFIER)
    assert token.status == 200, token.text


async def test_an_app_that_keeps_no_secret_gets_nothing_without_pkce_nor_for_itself(town: Town):
    page, app = await browser(town, await town.person("ann")), await a_public_app(town)
    assert (await asks(page, wish(app))).status == 422
    answer = await exchanges(town, app, "", client_secret="", grant_type="client_credentials")
    assert (answer.status, answer.error) == (400, "unauthorized_client")


async def test_a_token_may_be_asked_for_less_than_was_granted_and_never_for_more(town: Town):
    page, app = await browser(town, await town.person("ann")), await an_app(town)
    code = led(await allows(page, wish(app, scope="read write:statuses")))["code"]
    assert (await exchanges(town, app, code, scope="read:accounts push")).json["scope"] == "read:accounts"
    code = led(await allows(page, wish(app, scope="read")))["code"]
    assert (await exchanges(town, app, code, scope="write push")).json["scope"] == "read"


async def test_the_page_is_there_with_a_slash_at_its_end_and_in_any_language(town: Town):
    page, app = await browser(town, await town.person("ann")), await an_app(town)
    answer = await page.get(f"/oauth/authorize/?{urlencode(wish(app, lang='de'))}")
    assert (answer.status, "Let it in" in answer.text) == (200, True)


async def test_a_key_of_ones_own_is_shown_once_works_and_is_taken_back(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    await page.get("/settings/apps")
    for wrong in ({"name": "Bot", "scopes": "read", "password": "no"}, {"name": "", "scopes": "read"},
                  {"name": "Bot"}, {"name": "Bot", "scopes": "everything"}):
        assert (await page.sends("/settings/apps/new", **({"password": "a good password"} | wrong))).status == 422
    made = await page.sends("/settings/apps/new", name="My bot", scopes="read", password="a good password")
    token = re.findall(r'apps__code">([\w-]+)<', made.text)[0]
    listed = (await page.get("/settings/apps")).text
    assert ("My bot" in listed, "your own key" in listed, "never used" in listed, token in listed) == (
        True, True, True, False)
    assert await works(town, token)
    async with asyncio.timeout(5):  # nobody waits for that to be written down
        while "last used" not in await listed_as(page, "My bot"):
            await asyncio.sleep(0.05)
    listed = (await page.get("/settings/apps")).text
    await page.sends(re.findall(r'action="(/settings/apps/\d+/revoke)"', listed[listed.index("My bot"):])[0], sure="on")
    assert not await works(town, token)


async def test_only_who_runs_the_server_can_give_a_key_for_running_it(town: Town):
    await town.person("ann")
    bob = await town.person("bob")
    page = await browser(town, bob)
    assert "admin:write" not in (await page.get("/settings/apps")).text
    refused = await page.sends("/settings/apps/new", name="Bot", scopes="admin:write", password="a good password")
    assert refused.status == 422
