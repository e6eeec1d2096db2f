"""Signing up, in and out, and the page about one's account."""

import html
import re

import pytest

from hubbub.people import accounts
from hubbub.people.accounts.settings import browser_named
from tests.browser import Browser, browser
from tests.town import Town

WORD, OTHER = "a good password", "another good password"


async def signs_in(page: Browser, name: str, word: str = WORD) -> bool:
    await page.get("/sign-in")
    answer = await page.sends("/sign-in", email=f"{name}@mail.test", password=word)
    return answer.status == 303


async def at_home(page: Browser) -> bool:
    return (await page.get("/home")).status == 200


async def test_the_first_visitor_is_led_to_make_the_owners_account(town: Town):
    page = await browser(town)
    assert (await page.get("/")).headers["location"] == "/sign-up"
    assert "owner" in (await page.get("/sign-up")).text
    made = await page.sends("/sign-up", name="ann", email="ann@mail.test", password=WORD)
    assert made.headers["location"] == "/home"
    assert await at_home(page)


async def test_a_refused_sign_up_gives_back_what_was_typed_but_the_password(town: Town):
    page = await browser(town)
    await page.get("/sign-up")
    answer = await page.sends("/sign-up", name="<ann>", email="ann@mail.test", password=WORD)
    assert answer.status == 422
    assert 'value="&lt;ann&gt;"' in answer.text
    assert WORD not in answer.text


async def test_a_person_signs_in_and_out(town: Town):
    await town.person("ann")
    page = await browser(town)
    assert await signs_in(page, "ann")
    assert await at_home(page)
    await page.sends("/sign-out")
    assert (await page.get("/home")).headers["location"].startswith("/sign-in")


async def test_signing_in_makes_a_new_session_whatever_cookie_was_there(town: Town):
    await town.person("ann")
    page = await browser(town)
    name = f"session-{town.db.here.settings.port}"
    page.cookies[name] = "put there by somebody"
    assert await signs_in(page, "ann")
    assert page.cookies[name] != "put there by somebody"


async def test_signing_in_as_somebody_else_ends_the_session_before(town: Town):
    ann = await town.person("ann")
    await town.person("bob")
    page = await browser(town, ann)
    await page.get("/sign-in?again=1")
    assert (await page.sends("/sign-in", email="bob@mail.test", password=WORD)).status == 303
    assert await accounts.list_sessions(town.db, ann.account, "") == []


async def test_a_wrong_address_and_a_wrong_password_are_told_in_the_same_words(town: Town):
    await town.person("ann")
    page = await browser(town)
    await page.get("/sign-in")
    wrong = await page.sends("/sign-in", email="ann@mail.test", password="wrong")
    nobody = await page.sends("/sign-in", email="nobody@mail.test", password="wrong")
    assert (wrong.status, nobody.status) == (422, 422)
    said = [re.findall(r'role="alert"[^>]*>([^<]+)', answer.text) for answer in (wrong, nobody)]
    assert said[0] == said[1] == ["The e-mail address or the password is not right."]


@pytest.mark.parametrize("where", [
    "https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "/%0d%0aevil\r\n",
    "javascript:x", "evil", "",
])
async def test_signing_in_leads_to_no_page_but_our_own(town: Town, where: str):
    await town.person("ann")
    page = await browser(town)
    await page.get("/sign-in")
    answer = await page.sends("/sign-in", email="ann@mail.test", password=WORD, next=where)
    assert answer.headers["location"].startswith("/")
    assert "evil" not in answer.headers["location"].split("?")[0].lower()


async def test_a_form_without_its_token_does_nothing(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    for path in ("/settings/account/password", "/settings/profile", "/sign-out", "/settings/sessions/x/end"):
        page.csrf = "0" * 64
        assert (await page.sends(path, present=WORD, password=OTHER)).status == 403, path
    assert await accounts.authenticate(town.db, "ann@mail.test", WORD)


async def test_another_sessions_form_token_does_nothing(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    page, other = await browser(town, ann), await browser(town, bob)
    page.csrf = other.csrf
    assert (await page.sends("/settings/account/password", present=WORD, password=OTHER)).status == 403


async def test_the_pages_of_settings_want_somebody_signed_in(town: Town):
    page = await browser(town)
    for path in ("/settings/account", "/settings/profile"):
        assert (await page.get(path)).headers["location"] == f"/sign-in?next={path}"


async def test_a_changed_password_shuts_everybody_else_out_at_once(town: Town):
    ann = await town.person("ann")
    page, elsewhere = await browser(town, ann), await browser(town, ann)
    assert (await ann.get("/api/v1/timelines/home")).status == 200
    assert await at_home(elsewhere)
    await page.get("/settings/account")
    answer = await page.sends("/settings/account/password", present=WORD, password=OTHER)
    assert answer.headers["location"] == "/settings/account?saved=1"
    assert await at_home(page)
    assert not await at_home(elsewhere)
    assert (await ann.get("/api/v1/timelines/home")).status == 401
    assert not await signs_in(await browser(town), "ann")
    assert await signs_in(await browser(town), "ann", OTHER)


async def test_a_password_that_is_not_changed_shuts_nobody_out(town: Town):
    ann = await town.person("ann")
    page, elsewhere = await browser(town, ann), await browser(town, ann)
    for present, new in (("wrong", OTHER), (WORD, "short")):
        answer = await page.sends("/settings/account/password", present=present, password=new)
        assert answer.status == 422
        assert 'aria-invalid="true"' in answer.text
        assert '<a href="/settings/account" aria-current="page">' in answer.text, "the tabs stand here too"
    assert await at_home(elsewhere)
    assert (await ann.get("/api/v1/timelines/home")).status == 200


async def test_the_present_password_cannot_be_tried_for_long(town: Town):
    page = await browser(town, await town.person("ann"))
    town.app.state.counter.on = True
    given = {"present": "wrong", "password": OTHER}
    tries = [(await page.sends("/settings/account/password", **given)).status for _ in range(11)]
    assert tries == [422] * 10 + [429]


async def test_a_person_sees_where_they_are_signed_in_and_ends_it_there(town: Town):
    ann = await town.person("ann")
    page, elsewhere = await browser(town, ann), await browser(town, ann)
    listed = await page.get("/settings/sessions")
    ends = re.findall(r'action="(/settings/sessions/[0-9a-f]+/end)"', listed.text)
    assert len(ends) == 1
    assert "this browser" in listed.text
    await page.sends(ends[0])
    assert not await at_home(elsewhere)
    assert await at_home(page)


async def test_a_browsers_name_is_shown_as_words(town: Town):
    ann = await town.person("ann")
    async with town.db.write() as tx:
        await accounts.open_session(tx, ann.account, "<script>alert(1)</script>")
    shown = await (await browser(town, ann)).get("/settings/sessions")
    assert "<script>alert" not in shown.text
    assert html.escape("<script>alert(1)</script>") in shown.text


@pytest.mark.parametrize(("said", "called"), [
    ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
    ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0",
     "Edge on Windows"),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile Safari/604.1",
     "Safari on iPhone"),
    ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
    ("curl/8.0", "curl/8.0"), ("", "A nameless browser"), ("x" * 300, "x" * 60),
])
def test_a_browser_is_called_what_people_call_it(said: str, called: str):
    assert browser_named(said) == called


async def test_keepers_of_passwords_are_led_to_where_one_is_changed(town: Town):
    page = await browser(town, await town.person("ann"))
    answer = await page.get("/.well-known/change-password")
    assert (answer.status, answer.headers["location"]) == (303, "/settings/account")
    assert "password" in (await page.get("/settings/account")).text


async def test_a_session_cookie_is_for_the_server_alone(town: Town):
    await town.person("ann")
    page = await browser(town)
    await page.get("/sign-in")
    answer = await page.sends("/sign-in", email="ann@mail.test", password=WORD)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie
    assert "domain" not in cookie


async def test_passwords_cannot_be_tried_for_long(town: Town):
    await town.person("ann")
    town.app.state.counter.on = True
    page = await browser(town)
    await page.get("/sign-in")
    answers = [await page.sends("/sign-in", email="Ann@mail.test", password="wrong") for _ in range(26)]
    assert [answer.status for answer in answers] == [422] * 25 + [429]


async def test_every_other_browser_is_signed_out_at_once_and_one_sees_when_each_was_here(town: Town):
    ann = await town.person("ann")
    page, other, third = [await browser(town, ann) for _ in range(3)]
    town.forward(hours=1)
    await other.get("/home")
    listed = (await page.get("/settings/sessions")).text
    assert listed.count("last seen") == 2
    await page.sends("/settings/sessions/end-others")
    assert [(await each.get("/home")).status for each in (page, other, third)] == [200, 303, 303]
    assert (await ann.get("/api/v1/accounts/verify_credentials")).status == 200, "apps stay"


async def test_all_settings_stand_on_one_page(town: Town):
    ann = await town.person("ann")
    shown = (await (await browser(town, ann)).get("/settings")).text
    for path in ("profile", "account", "sessions", "second-step", "passkeys", "apps", "filters", "moving"):
        assert f'href="/settings/{path}"' in shown
    assert (await (await browser(town)).get("/settings")).status == 303


async def test_who_finds_one_and_what_posts_are_is_said_on_one_page_and_known_to_apps(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    assert "checked" in (await page.get("/settings/privacy")).text
    wanted = {"locked": "on", "visibility": "followers", "quote_policy": "nobody", "language": "de"}
    assert (await page.sends("/settings/privacy", **wanted)).status == 303
    told = (await ann.get("/api/v1/accounts/verify_credentials")).json
    source = told["source"]
    assert (told["locked"], source["discoverable"], source["indexable"]) == (True, False, False)
    assert (source["privacy"], source["quote_policy"], source["language"]) == ("private", "nobody", "de")
    for wrong in ({"visibility": "all"}, {"quote_policy": "x"}, {"language": "<b>"}):
        assert (await page.sends("/settings/privacy", **(wanted | wrong))).status == 422
    assert 'value="followers" selected' in (await page.get("/settings/privacy")).text
