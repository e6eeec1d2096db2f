"""Who is looking, what they send, and the headers that every page carries."""

import pytest

from hubbub.doors.web.routes import own_path
from tests.browser import browser
from tests.town import Town, ask


@pytest.mark.parametrize("where", [
    "//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "/a\\b", "javascript:alert(1)",
    "/\t/evil.example", "/\n//evil.example", " //evil.example", "evil.example", "", "/\u2028/evil.example",
])
def test_no_redirect_leads_off_the_site(where):
    assert own_path(where) == "/"


@pytest.mark.parametrize("where", ["/", "/home", "/@ann/1#post-1", "/search?q=//evil.example", "/tags/köln"])
def test_a_path_of_ours_is_kept(where):
    assert own_path(where) == where


async def test_signing_in_leads_nowhere_else(town: Town):
    ann = await town.person("ann")
    page = await browser(town)
    await page.get("/sign-in?next=//evil.example")
    answer = await page.sends("/sign-in", email=f"{ann.name}@mail.test", password="a good password",
                              next="https://evil.example/")
    assert (answer.status, answer.headers["location"]) == (303, "/")


async def test_somebody_signed_in_is_led_nowhere_else_either(town: Town):
    page = await browser(town, await town.person("ann"))
    for where in ("//evil.example", "https://evil.example", "/%5Cevil.example"):
        assert (await page.get(f"/sign-in?next={where}")).headers["location"] == "/"
        script = await page.get(f"/sign-in?next={where}", **{"hx-request": "true"})
        assert script.headers["hx-redirect"] == "/"


async def test_a_form_without_its_token_changes_nothing(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    for token in ("", "0" * 64, page.csrf[:-1], page.csrf + "0"):
        answer = await page.sends("/posts", text="Forged", csrf=token)
        assert answer.status == 403
    assert await ann.home() == []


async def test_the_token_of_another_session_is_refused(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    page, other = await browser(town, ann), await browser(town, bob)
    assert (await page.sends("/posts", text="Forged", csrf=other.csrf)).status == 403
    assert (await page.sends("/posts", text="Mine")).status == 303


@pytest.mark.parametrize("headers", [
    {"origin": "https://evil.example"}, {"origin": "http://here.test.evil.example"}, {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
])
async def test_a_form_from_another_site_is_refused_even_with_the_token(town: Town, headers):
    ann = await town.person("ann")
    page = await browser(town, ann)
    cookie = "; ".join(f"{name}={value}" for name, value in page.cookies.items())
    sent = {"content-type": "application/x-www-form-urlencoded", "cookie": cookie}
    body = f"csrf={page.csrf}&text=Hello".encode()
    refused = await ask(town.app, "POST", "/posts", body=body, headers=sent | headers)
    taken = await ask(town.app, "POST", "/posts", body=body, headers=sent | {"origin": "http://here.test"})
    assert (refused.status, taken.status) == (403, 303)


async def test_a_signed_out_form_is_tied_to_its_browser(town: Town):
    page, other = await browser(town), await browser(town)
    await page.get("/sign-up")
    await other.get("/sign-up")
    assert page.csrf != other.csrf
    assert (await page.sends("/sign-in", csrf=other.csrf)).status == 403


async def test_every_page_runs_nothing_but_what_carries_its_nonce(town: Town):
    await town.person("ann")
    first, second = await town.get("/"), await town.get("/")
    policies = [answer.headers["content-security-policy"] for answer in (first, second)]
    assert policies[0] != policies[1]
    for policy in policies:
        rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
        assert rules["default-src"] == "'none'"
        assert rules["base-uri"] == rules["frame-ancestors"] == "'none'"
        assert rules["style-src"] == rules["connect-src"] == rules["form-action"] == "'self'"
        assert rules["require-trusted-types-for"] == "'script'"
        assert "unsafe" not in policy
        assert rules["script-src"].endswith("'strict-dynamic'")


async def test_no_page_is_kept_by_others_or_tells_where_it_came_from(town: Town):
    ann = await town.person("ann")
    headers = (await (await browser(town, ann)).get("/home")).headers
    assert headers["cache-control"] == "private, no-store"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert "camera=()" in headers["permissions-policy"]


async def test_a_session_cookie_is_out_of_reach_of_scripts_and_other_sites(town: Town):
    await town.person("ann")
    page = await browser(town)
    await page.get("/sign-in")
    answer = await page.sends("/sign-in", email="ann@mail.test", password="a good password")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie


async def test_a_page_for_members_leads_a_visitor_through_signing_in_and_back(town: Town):
    await town.person("ann")
    page = await browser(town)
    led = (await page.get("/compose?text=a%26b")).headers["location"]
    assert led.startswith("/sign-in?next=/compose")
    shown = await page.get(led)
    assert 'name="next" value="/compose?text=a%26b"' in shown.text


async def test_a_script_that_is_no_longer_signed_in_is_led_to_the_whole_page(town: Town):
    await town.person("ann")
    page = await browser(town)
    await page.get("/sign-in")
    answer = await page.presses("/posts", text="Late")
    assert (answer.status, answer.headers["hx-redirect"], answer.text) == (200, "/sign-in?next=/", "")


async def test_a_script_is_refused_with_a_sentence_and_not_with_a_page(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    answer = await page.presses("/posts", text="Hi", csrf="wrong")
    assert answer.status == 403
    assert answer.headers["content-type"].startswith("text/plain")
    assert "reload" in answer.text


@pytest.mark.parametrize("path", ["/nothing", "/@nobody", "/@ann/1", "/@ann/99999999999999999999", "/static/none.css"])
async def test_what_is_not_there_is_not_found(town: Town, path):
    await town.person("ann")
    assert (await town.get(path)).status == 404


@pytest.mark.parametrize("given", ["²", "٣", "-1", "1" * 30, "x"])
async def test_a_number_that_is_none_is_no_error(town: Town, given):
    page = await browser(town, await town.person("ann"))
    assert (await page.get(f"/home?below={given}")).status == 200
    assert (await page.get(f"/compose?reply_to={given}")).status == 200
