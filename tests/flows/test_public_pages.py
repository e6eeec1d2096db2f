"""Public pages in a real browser: what they weigh, what worker and keys do, and that no stranger's words run."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Request, expect

from tests.flows.payloads import MARKED, PAYLOADS, writes_elsewhere, writes_here
from tests.flows.windows import CHROMIUM, DESK, PHONE, signed_in
from tests.outside import Peer
from tests.served import Served

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
    server = Served(folder / "public").start()
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


FEEDS = ["/@mallory.rss", "/@mallory.atom", "/@mallory.feed.json", "/tags/soup.atom"]


@pytest.mark.parametrize("policy", [True, False], ids=["with the policy", "without any"])
async def test_nothing_that_a_stranger_writes_runs(chromium: Browser, here: Served, mallory, elsewhere, policy: bool):
    context = await chromium.new_context(base_url=here.url, bypass_csp=not policy, service_workers="block")
    page = await signed_in(context, "ann")
    paths = list(dict.fromkeys([*mallory.values(), *elsewhere.values(), "/home", "/notifications", *FEEDS]))

    async def look(page: Page) -> None:
        while paths:
            await looked_at(page, paths.pop(0), policy)

    await asyncio.gather(*[look(each) for each in (page, await context.new_page(), await context.new_page())])
    await context.close()


async def looked_at(page: Page, path: str, policy: bool) -> None:
    """No payload runs as the page comes in, nor when all that is folded is opened."""
    answer = await page.goto(path)
    assert answer is not None
    assert answer.status in (200, 404), path
    if policy and "sandbox" in answer.headers["content-security-policy"]:
        return  # a feed: no script runs there at all, not even one of ours that looks for others
    ran = await page.evaluate(OPENED)
    assert ran == 0, (path, page.url)
    assert await page.evaluate(LEADS) == [], path


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
