"""The pages in a real browser: with script, without it, by keyboard, and as axe reads them."""

import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from hubbub.base import text
from tests.served import PASSWORD, Served

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run"]
AXE = Path(__file__).parents[1] / "assets" / "axe.min.js"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}

pytestmark = [
    pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium"),
]


@pytest.fixture(scope="module")
def here(folder: Path):
    server = Served(folder / "pages").start()
    yield server
    server.stop()


@pytest_asyncio.fixture(scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        await browser.close()


@asynccontextmanager
async def tab(chromium: Browser, here: Served, name: str = "", **how: Any) -> AsyncIterator[Page]:
    """An empty tab, signed in if a name is given. Whatever the browser complains of in it fails the test."""
    context = await chromium.new_context(base_url=here.url, **({"viewport": DESK} | how))
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda problem: complaints.append(str(problem)))
    if name:
        await page.goto("/sign-in")
        await page.fill("input[name=email]", f"{name}@mail.test")
        await page.fill("input[name=password]", PASSWORD)
        await page.click("main button")
        await page.wait_for_url("**/home")
    yield page
    await context.close()
    assert complaints == []


async def words_kept(page: Page) -> list[str]:
    return list(await page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft:'))"))


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
async def test_the_owner_moves_in_writes_and_answers(chromium, folder, script):
    server = Served(folder / f"owner-{script}").start()
    try:
        async with tab(chromium, server, java_script_enabled=script) as page:
            await page.goto("/")
            await expect(page.get_by_role("heading", name="Make the owner's account")).to_be_visible()
            await page.get_by_label("Name").fill("ann")
            await page.get_by_label("E-mail").fill("ann@mail.test")
            await page.get_by_label("Password").fill(PASSWORD)
            await page.get_by_role("button", name="Start my server").click()
            await page.wait_for_url("**/home")
            await expect(page.get_by_role("heading", name="It is quiet here")).to_be_visible()
            await page.get_by_label("What would you like to say?").fill("Hello #world")
            await page.get_by_role("button", name="Publish").click()
            await expect(page.locator("article.post")).to_have_count(1)
            await expect(page.get_by_label("What would you like to say?")).to_have_value("")
            await page.locator("article.post time").click()
            await page.wait_for_url("**/@ann/*")
            await page.get_by_label("Your answer").fill("To myself")
            await page.get_by_role("button", name="Answer", exact=True).click()
            await expect(page.locator(".thread__below--1 .post__words")).to_have_text("To myself")
            await page.locator(".thread__below--1 .post__menu summary").click()
            await page.locator(".thread__below--1").get_by_role("link", name="Delete").click()
            await page.get_by_role("button", name="Delete").click()
            await page.wait_for_url("**/home")
            await expect(page.locator("article.post")).to_have_count(1)
    finally:
        server.stop()


async def test_words_are_kept_until_they_are_sent(chromium, here):
    here.person("bob")
    async with tab(chromium, here, "bob") as page:
        words = page.get_by_label("What would you like to say?")
        await words.press_sequentially("Half a thought")
        await page.reload()
        await expect(words).to_have_value("Half a thought")
        await page.get_by_label("Content warning").first.check(force=True)
        await page.get_by_placeholder("What should people know").fill("Careful")
        await words.press("Control+Enter")
        await expect(page.locator(".post__spoiler summary")).to_have_text("Careful")
        await expect(words).to_have_value("")
        assert await words_kept(page) == []
        await page.reload()
        await expect(words).to_have_value("")


async def test_a_refused_post_says_why_beside_the_words_and_keeps_them(chromium, here):
    here.person("cleo")
    async with tab(chromium, here, "cleo") as page:
        words = page.get_by_label("What would you like to say?")
        await words.fill("   ")
        await page.get_by_role("button", name="Publish").click()
        # The browser itself notes any answer that is a refusal.
        await expect(page.locator("#composer-problem [role=alert]")).to_have_text("Text can't be blank")
        await expect(words).to_have_value("   ")
        await words.fill("word " * 1001)
        await expect(page.get_by_role("button", name="Publish")).to_be_disabled()
        await expect(page.locator(".composer__left--over")).to_have_text("-5")


async def test_a_server_that_is_away_loses_no_words(chromium, here):
    here.person("dan")
    async with tab(chromium, here, "dan") as page:
        await page.context.set_offline(True)
        words = page.get_by_label("What would you like to say?")
        await words.fill("Into the dark")
        await page.get_by_role("button", name="Publish").click()
        await expect(page.locator(".toast")).to_contain_text("did not answer")
        await expect(words).to_have_value("Into the dark")
        await page.context.set_offline(False)
        await page.get_by_role("button", name="Publish").click()
        await expect(page.locator("article.post .post__words")).to_have_text("Into the dark")


COUNTED = [
    "", "word", "zwölf Boxkämpfer", "🥕🥕", "👩‍👩‍👧", "https://example.com/a/very/long/address/that/goes/on?and=on#and-on.",
    "(see https://example.com/a_(b)) and https://example.com/b).", "@bob @zoe@elsewhere.example hello", "a@b.example",
    "@zoe@elsewhere.example.", "@zoe@elsewhere.example:8000", "http://", "https://?x", "#tag @a_b.c@d.e-f. https://x",
    "日本語@bob@here.test", "“https://example.com/ü”", "@a@b@c.example", "//@bob@here.test /@bob@here.test", "line\nline",
]


async def test_the_page_counts_as_the_server_counts(chromium, here):
    here.person("eve")
    async with tab(chromium, here, "eve") as page:
        source = await page.locator("script[src*='posts.js']").first.get_attribute("src")
        counts = await page.evaluate(
            "([source, texts]) => import(source).then(({ length }) => texts.map(length))", [source, COUNTED])
    assert dict(zip(COUNTED, counts, strict=True)) == {given: text.length(given) for given in COUNTED}


async def test_htmx_does_nothing_for_what_carries_no_nonce(chromium, here):
    here.person("fay")
    async with tab(chromium, here, "fay") as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        dead = await page.evaluate("""() => {
            const [button, stripped] = [document.createElement("button"), []];
            button.setAttribute("hx-get", "/home/newer?above=1");
            document.addEventListener("htmx:security:strip", ({ detail }) => stripped.push(detail.reason));
            console.error = () => {};
            document.body.append(button);
            htmx.process(button);
            button.click();
            return stripped;
        }""")
        await page.wait_for_timeout(100)
        assert dead == ["missing-nonce"]
        assert asked == []


async def test_the_page_refuses_to_make_html_of_text_or_to_run_it(chromium, here):
    context = await chromium.new_context(base_url=here.url)
    page = await context.new_page()
    await page.goto("/sign-in")
    tried = await page.evaluate("""() => {
        const failures = [];
        for (const bad of [
            () => { document.body.innerHTML = "<b>"; }, () => setTimeout("1"),
            () => trustedTypes.createPolicy("default", { createHTML: (x) => x }),
            () => { const s = document.createElement("script"); s.text = "window.ran = 1"; document.body.append(s); },
        ]) { try { bad(); } catch (problem) { failures.push(problem.name); } }
        return [failures, window.ran ?? null];
    }""")
    await context.close()
    assert tried == [["TypeError", "TypeError", "TypeError", "TypeError"], None]


async def test_a_page_is_walked_through_by_keyboard(chromium, here):
    here.person("gus")
    async with tab(chromium, here, "gus", viewport=PHONE) as page:
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.locator("#main")).to_be_focused()
        opener = page.get_by_role("button", name="More", exact=True)
        await opener.focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("button", name="Sign out")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
        await expect(opener).to_be_focused()


@pytest.fixture(scope="module")
def town_of_all_sorts(here: Served) -> dict[str, str]:
    """Long names, long words, other scripts, warnings, a thread: what bends a layout. Paths to look at, by name."""
    hal, ivy = here.person("hal"), here.person("ivy")
    here.ask("PATCH", "/api/v1/accounts/update_credentials", {
        "display_name": "Hal of the Very Long Name, Esquire and Keeper of the Eastern Lighthouse", "note": "I keep a light.",
        "fields_attributes": [{"name": "Web", "value": "https://example.com/hal"}],
    }, token=hal)
    ivy_id = here.get("/api/v1/accounts/lookup?acct=ivy", token=hal)["id"]
    here.post(f"/api/v1/accounts/{ivy_id}/follow", token=hal)
    here.post("/api/v1/statuses", token=ivy, status="Donaudampfschifffahrtselektrizitätenhauptbetriebswerk" * 2)
    here.post("/api/v1/statuses", token=ivy, status="أحبّ هذه المدينة في الشتاء", language="ar")
    here.post("/api/v1/statuses", token=ivy, status="Soup 🍲", spoiler_text="Food")
    first = here.post("/api/v1/statuses", token=hal, status="The light is on. https://example.com/" + "x" * 80)
    last = first
    for n in range(6):
        last = here.post("/api/v1/statuses", token=(ivy, hal)[n % 2], status=f"@hal Answer {n}", in_reply_to_id=last["id"])
    here.post(f"/api/v1/statuses/{first['id']}/favourite", token=ivy)
    return {"thread": f"/@hal/{first['id']}", "answer": f"/compose?reply_to={first['id']}",
            "delete": f"/posts/{first['id']}/delete"}


SIGNED_OUT = ["/", "/sign-in", "/sign-up", "/public", "/@hal", "thread", "/search", "/nothing"]
SIGNED_IN = [
    "/home", "/public", "/@hal", "/@ivy", "/@ivy/followers", "thread", "answer", "delete", "/compose", "/search?q=i",
    "/bookmarks", "/favourites", "/tags/none", "/notifications", "/ties", "/drafts", "/settings/profile",
    "/settings/account", "/settings/apps", "/settings/blocked", "/studio/campaigns", "/studio/goals", "/studio/inbox",
]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("name", "paths"), [("", SIGNED_OUT), ("hal", SIGNED_IN)], ids=["visitor", "member"])
async def test_every_page_is_for_everybody_and_fits(chromium, here, town_of_all_sorts, name, paths, theme, size):
    """axe finds nothing to mend, nothing stands out of the page, and the browser has nothing to say."""
    axe = AXE.read_text()
    found: dict[str, Any] = {}
    async with tab(chromium, here, name, viewport=size, color_scheme=theme, reduced_motion="reduce") as page:
        page.on("response", lambda answer: None)
        for path in paths:
            if path == "/nothing":  # the browser says of its own that this is a 404
                continue
            await page.goto(town_of_all_sorts.get(path, path))
            await page.evaluate(axe)
            problems = await page.evaluate("""async () => {
                const { violations } = await axe.run(document, { resultTypes: ["violations"] });
                const wide = document.documentElement.scrollWidth - innerWidth;
                return [...violations.map((v) => [v.id, v.nodes.map((n) => n.html.slice(0, 200))]),
                        ...(wide > 0 ? [["too wide", wide]] : [])];
            }""")
            if problems:
                found[path] = problems
    assert not found, json.dumps(found, indent=1, ensure_ascii=False)
