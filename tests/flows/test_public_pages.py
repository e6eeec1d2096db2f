"""Public pages in a real browser: what they weigh, what worker and keys do, and that no stranger's words run."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Request, expect

from hubbub.doors.web.routes import ROUTES
from tests.contract.asking import filled
from tests.flows.payloads import MARKED, PAYLOADS, writes_elsewhere, writes_here
from tests.flows.payloads_further import sends, writes_further
from tests.flows.windows import CHROMIUM, DESK, PHONE, signed_in
from tests.outside import Peer
from tests.served import Served, free_port

pytestmark = [
    pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium"),
]

SHIFTS = """window.shifted = 0; new PerformanceObserver(list => list.getEntries().forEach(entry => {
    if (!entry.hadRecentInput) window.shifted += entry.value })).observe({type: 'layout-shift', buffered: true})"""
# What has run by now, and once everything that is folded is open.
OPENED = """new Promise((done) => {
    document.querySelectorAll("details").forEach((each) => { each.open = true });
    setTimeout(() => done(window.ran ?? 0));
})"""
# What would run, or be another page of ours, if it were pressed.
LEADS = r"[...document.links].filter(({ protocol }) => /^(javascript|vbscript|data|blob):$/.test(protocol)).map(String)"


@pytest.fixture(scope="module")
def here(folder):
    # Nobody takes mail there: it waits.
    server = Served(folder / "public", environment={"HUBBUB_SMTP_URL": f"smtp://127.0.0.1:{free_port()}"}).start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def mallory(here: Served) -> dict[str, str]:
    """Somebody here whose every word is a payload; paths to look at."""
    return writes_here(here)


@pytest_asyncio.fixture(scope="module")
async def elsewhere(here: Served, mallory: dict[str, str]) -> AsyncIterator[dict[str, str]]:
    """Somebody of another server who does as Mallory does, and pages that say such things; paths to look at."""
    peer = await Peer().start()
    yield await writes_elsewhere(here, peer)
    await peer.stop()


@pytest.fixture(scope="module")
def further(here: Served, mallory: dict[str, str], elsewhere: dict[str, str]) -> dict[str, str]:
    """What Ann keeps of all that, says as the owner and is told; what letters lead to. Paths to look at."""
    return writes_further(here)


FEEDS = [f"{place}.{kind}" for place in ("/@mallory", "/@mallory/tagged/soup", "/tags/soup")
         for kind in ("rss", "atom", "feed.json")]
# Addresses of pages that nobody has to look at, and why.
NOT_LOOKED_AT = {
    "files and what programs read, or another page": [
        "/.well-known/change-password", "/.well-known/security.txt", "/apple-touch-icon.png",
        "/copies/{shape}/{proof}/{address}", "/emoji/{id:int}", "/favicon.ico", "/icons/{shape}.png", "/live",
        "/manifest.webmanifest", "/media/{key:path}", "/notifications/{id:int}", "/robots.txt", "/sitemap.xml",
        "/sitemap/{id:int}.xml", "/static/{name:path}", "/studio", "/sw.js"],
    "tables to take away": [
        "/drafts.csv", "/settings/figures.csv", "/settings/newsletter/subscribers.csv",
        "/settings/transfers/take/{kind}", "/studio/campaigns.csv", "/studio/campaigns/{id:int}.csv",
        "/studio/goals/{id:int}.csv", "/studio/inbox.csv", "/studio/report/{table}.csv"],
    "words of ours, figures, and what one chooses among": [
        "/@{name}/{id:int}/newer", "/_design", "/confirm", "/offline", "/password", "/settings", "/settings/account",
        "/settings/appearance", "/settings/close", "/settings/figures", "/settings/icon", "/settings/invites",
        "/settings/notifications", "/settings/privacy", "/settings/push", "/settings/second-step",
        "/settings/second-step/app", "/settings/sign-ups", "/settings/storage", "/settings/transfers", "/sign-up",
        "/tags"],
    "only by a secret of ours in the address": ["/confirm-address/{secret}", "/password/{secret}"],
    "in the test of what is looked at before it is saved": ["/settings/profile"],
    "in reach/translations/test_translations.py, which has a service that translates": [
        "/posts/{id:int}/translation"],
}
VISITED = ["front", "about", "privacy", "terms", "profile", "thread", "invited", "offered", "where to"]


def paths_of(*given: dict[str, str]) -> list[str]:
    return list(dict.fromkeys([*(path for each in given for path in each.values()), "/home", "/notifications", *FEEDS]))


@pytest.mark.parametrize("policy", [True, False], ids=["with the policy", "without any"])
async def test_nothing_that_a_stranger_writes_runs(
    chromium: Browser, here: Served, mallory, elsewhere, further, policy: bool,
):
    context = await chromium.new_context(
        base_url=here.url, bypass_csp=not policy, service_workers="block", user_agent=PAYLOADS[1])
    page = await signed_in(context, "ann")
    # What runs by itself under the policy does so without one: that the further pages are looked at once is enough.
    paths, silent = paths_of(mallory, elsewhere, *([] if policy else [further])), set[str]()

    async def look(page: Page) -> None:
        while paths:
            path = paths.pop(0)
            if "window.ran" not in await looked_at(page, path, policy):
                silent.add(path)

    await asyncio.gather(*[look(each) for each in (page, await context.new_page(), await context.new_page())])
    await context.close()
    assert silent & {*further.values()} == set(), "nothing stood there that could have run"


async def looked_at(page: Page, path: str, policy: bool) -> str:
    """No payload runs as the page comes in, nor when all that is folded is opened; what came."""
    answer = await page.goto(path)
    assert answer is not None
    assert answer.status in (200, 404), path
    if not policy or "sandbox" not in answer.headers["content-security-policy"]:
        await nothing_ran(page)  # in a feed no script runs at all, not even one of ours that looks for others
    return await answer.text()


async def nothing_ran(page: Page) -> None:
    assert await page.evaluate(OPENED) == 0, page.url
    assert await page.evaluate(LEADS) == [], page.url


async def test_nothing_runs_for_a_visitor_nor_where_letters_lead(chromium: Browser, here: Served, mallory, further):
    context = await chromium.new_context(base_url=here.url, bypass_csp=True, service_workers="block", locale="en")
    page, paths = await context.new_page(), mallory | further | here.beside(sends)
    for name in VISITED:
        await looked_at(page, paths[name], policy=False)
    await page.goto(paths["offered"])
    await page.locator("main form").evaluate("form => { form.noValidate = true; }")
    await page.get_by_label("E-mail").fill(PAYLOADS[3])
    await page.get_by_role("button", name="Subscribe").click()
    await expect(page.get_by_text("This is not an e-mail address.")).to_be_visible()
    await nothing_ran(page)
    for name, done in (("confirm", "You are subscribed"), ("leave", "You are not subscribed any more")):
        await looked_at(page, paths[name], policy=False)
        await page.locator("main form button").click()
        await expect(page.get_by_role("heading", name=done)).to_be_visible()
        await nothing_ran(page)
    await context.close()


async def test_nothing_runs_in_what_is_asked_before_something_is_removed(chromium: Browser, here: Served, further):
    context = await chromium.new_context(base_url=here.url, bypass_csp=True, service_workers="block", locale="en")
    page = await signed_in(context, "ann")
    await page.goto(further["subscribers"])
    await page.evaluate("""(words) => {
        const form = document.querySelector("form[action$=remove]");
        const field = Object.assign(document.createElement("input"), { name: words, value: words, type: "hidden" });
        form.append(field);
        form.submit();
    }""", PAYLOADS[3])
    await expect(page.get_by_role("heading", name="Remove this subscriber?")).to_be_visible()
    await nothing_ran(page)
    await context.close()


def test_whatever_page_there_is_somebody_looks_at_it(mallory, elsewhere, further):
    looked = {_page_at(unquote(urlsplit(path).path)) for path in paths_of(mallory, elsewhere, further)}
    left = sorted({path for method, path in ROUTES.listed if method == "GET" and _page_at(filled(path)) not in looked})
    assert left == sorted(path for paths in NOT_LOOKED_AT.values() for path in paths)


def _page_at(path: str) -> object:
    endpoint, _, _ = ROUTES.find("GET", path)
    return getattr(endpoint, "__self__", endpoint)


async def test_nothing_runs_in_what_is_looked_at_before_it_is_saved(chromium: Browser, here: Served, mallory):
    context = await chromium.new_context(base_url=here.url, bypass_csp=True, service_workers="block", locale="en")
    page = await signed_in(context, "mallory")
    for n in range(0, len(PAYLOADS), 4):
        await page.goto("/settings/profile")
        await page.fill("#display_name", PAYLOADS[n][:100])
        await page.fill("#note", "\n".join(PAYLOADS[n:n + 4])[:500])
        await page.fill(":nth-match([name=field_value], 1)", PAYLOADS[-n][:200])
        await page.get_by_role("button", name="Preview").click()
        await expect(page.locator(".profiles__preview")).to_be_visible()
        assert await page.evaluate(OPENED) == 0
        assert await page.evaluate(LEADS) == []
    who = here.get("/api/v1/accounts/lookup?acct=mallory")["id"]
    await page.goto(f"/posts/{here.get(f'/api/v1/accounts/{who}/statuses')[0]['id']}/edit")
    await page.select_option("[name=content_type]", "text/markdown")
    for words in ("\n\n".join(MARKED), "\n\n".join(PAYLOADS)):
        await page.fill("textarea[name=text]", words)
        await page.get_by_role("button", name="Preview").click()
        await expect(page.locator(".markups__shown")).to_contain_text("x")
        assert await page.evaluate(OPENED) == 0
        assert await page.evaluate(LEADS) == []
    await context.close()


async def test_the_first_view_of_home_is_light_still_and_asks_nobody_else(chromium: Browser, here: Served, mallory):
    context = await chromium.new_context(base_url=here.url, viewport=PHONE, service_workers="block")
    state = await (await signed_in(context, "ann")).context.storage_state()
    await context.close()
    fresh = await chromium.new_context(base_url=here.url, viewport=PHONE, storage_state=state, service_workers="block")
    page = await fresh.new_page()
    asked: list[Request] = []
    page.on("requestfinished", lambda request: asked.append(request))
    await page.add_init_script(SHIFTS)
    await page.goto("/home", wait_until="load")
    figures: dict[str, int] = {}
    for each in asked:
        assert each.url.startswith(here.url), each.url
        kind = each.resource_type
        if kind == "eventsource" or any(part in each.url for part in ("/media/", "/copies/")):
            continue  # what people show weighs what it weighs, wherever it comes from
        figures[kind] = figures.get(kind, 0) + (await each.sizes())["responseBodySize"]
    print(json.dumps(figures), sum(figures.values()), await page.evaluate("window.shifted"))
    assert sum(figures.values()) < 100_000, figures
    assert figures["script"] <= 60_000, figures
    assert await page.evaluate("window.shifted") < 0.001  # the share of the view that moved
    await fresh.close()


async def test_without_a_network_the_worker_says_so_and_shares_reach_the_composer(chromium, here: Served, mallory):
    context = await chromium.new_context(base_url=here.url)
    page = await signed_in(context, "ann")
    await page.evaluate("navigator.serviceWorker.ready")
    await page.reload()
    await context.set_offline(True)
    await page.goto("/public")
    await expect(page.get_by_role("heading", name="There is no network")).to_be_visible()
    await context.set_offline(False)
    await page.goto("/home")
    await page.evaluate("""() => {
        const form = document.createElement("form");
        Object.assign(form, { method: "post", action: "/share", enctype: "multipart/form-data" });
        for (const [name, value] of [["title", "Soup"], ["url", "https://a.example/"]]) {
            const field = document.createElement("input"); Object.assign(field, { name, value }); form.append(field);
        }
        document.body.append(form); form.submit();
    }""")
    await page.wait_for_url("**/compose?**")
    assert "https://a.example/" in await page.get_by_label("What would you like to say?").input_value()
    await context.close()


async def test_keys_move_open_and_answer_but_never_while_somebody_types(chromium: Browser, here: Served, mallory):
    context = await chromium.new_context(base_url=here.url, viewport=DESK, service_workers="block")
    page = await signed_in(context, "ann")
    await page.goto("/@mallory")
    label: Any = "document.activeElement.id"
    first, second = [await each.get_attribute("id") for each in (await page.locator("article.post").all())[:2]]
    await page.keyboard.press("j")
    assert await page.evaluate(label) == first
    await page.keyboard.press("j")
    assert await page.evaluate(label) == second
    await page.keyboard.press("k")
    assert await page.evaluate(label) == first
    await page.keyboard.press("f")
    await expect(page.locator(f"#{first} [aria-pressed=true]")).to_have_count(1)
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_hidden()
    await page.keyboard.press("/")
    await page.keyboard.type("jkn?")
    assert await page.locator("#search").input_value() == "jkn?"
    assert page.url.endswith("/@mallory")
    await page.locator("main").focus()
    await page.keyboard.press("?")
    await page.get_by_label("Use these keys in this browser").uncheck()
    await page.keyboard.press("Escape")
    await page.keyboard.press("n")
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_hidden()
    assert page.url.endswith("/@mallory")
    await page.get_by_role("button", name="Keyboard shortcuts").click()
    await page.get_by_label("Use these keys in this browser").check()
    await page.keyboard.press("Escape")
    await page.locator("main").focus()
    await page.keyboard.press("g")
    await page.keyboard.press("n")
    await page.wait_for_url("**/notifications")
    await context.close()
