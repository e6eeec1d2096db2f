"""The pages in a real browser: with script, without it, by keyboard, and as axe reads them."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import (
    Browser,
    FilePayload,
    Page,
    Route,
    StorageState,
    expect,
)

from hubbub.base import text
from hubbub.base.clock import iso, now
from hubbub.base.db import Db
from hubbub.base.ids import PostId
from hubbub.people import profiles
from hubbub.reach import permissions, posts
from tests.flows.reading import looked_at
from tests.flows.windows import CHROMIUM, DESK, PHONE, complaints, sign_in
from tests.served import PASSWORD, Served, eventually

pytestmark = [
    pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium"),
]


@pytest.fixture(scope="module")
def here(folder: Path):
    server = Served(folder / "pages").start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def sorts(here: Served) -> dict[str, str]:
    """Long names, long words, other scripts, warnings, a thread: what bends a layout. Paths to look at, by name."""
    here.account("hal", "owner")
    hal, ivy = here.token("hal"), here.person("ivy")
    here.ask("PATCH", "/api/v1/accounts/update_credentials", {
        "display_name": "Hal of the Very Long Name, Esquire and Keeper of the Eastern Lighthouse",
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
        last = here.post("/api/v1/statuses", (ivy, hal)[n % 2], status=f"@hal No. {n}", in_reply_to_id=last["id"])
    here.post(f"/api/v1/statuses/{first['id']}/favourite", token=ivy)
    later = here.post("/api/v1/statuses", hal, status="In a while", scheduled_at=iso(now() + timedelta(days=30)))
    here.post("/api/v1/statuses", token=ivy, status="Spinach again, and nothing else")
    row = here.post("/api/v1/lists", token=hal, title="Those near the lighthouse, and all who can see it from afar")
    here.post(f"/api/v1/lists/{row['id']}/accounts", token=hal, account_ids=[ivy_id])
    screen = here.post("/api/v2/filters", token=hal, title="Vegetables", context=["home", "account"],
                       keywords_attributes=[{"keyword": "spinach"}])
    here.post(f"/api/v1/statuses/{first['id']}/pin", token=hal)
    here.post("/api/v1/featured_tags", token=hal, name="lighthouse" * 6)
    here.post(f"/api/v1/accounts/{ivy_id}/endorse", token=hal)
    near = here.post("/api/v1/collections", hal, name="Those near the lighthouse", account_ids=[ivy_id])["collection"]
    here.post("/api/v1/collections", token=ivy, name="Keepers", account_ids=[near["account_id"]])
    out = "urn:ietf:wg:oauth:2.0:oob"
    app = here.post("/api/v1/apps", client_name="An app", redirect_uris=out, scopes="read write")
    return {
        "link": f"/links?url=https%3A%2F%2Fexample.com%2F{'x' * 80}",
        "languages": f"/following/{ivy_id}/languages",
        "thread": f"/@hal/{first['id']}", "answer": f"/compose?reply_to={first['id']}",
        "person": f"/settings/people/{ivy_id}", "list": f"/lists/{row['id']}",
        "members": f"/lists/{row['id']}/edit?q=i",
        "collection": f"/collections/{near['id']}", "collected": f"/collections/{near['id']}/edit?q=i",
        "choice": f"/collections/with/{ivy_id}",
        "filter": f"/settings/filters/{screen['id']}", "edit": f"/posts/{first['id']}/edit",
        "delete": f"/posts/{first['id']}/delete", "draft": f"/drafts/{later['id']}",
        "consent": f"/oauth/authorize?client_id={app['client_id']}&redirect_uri={out}&response_type=code&scope=read",
    }


@pytest_asyncio.fixture(scope="module")
async def signed_in(chromium: Browser, here: Served, sorts: dict[str, str]) -> StorageState:
    """What hal's browser holds after signing in."""
    context = await chromium.new_context(base_url=here.url)
    page = await context.new_page()
    await sign_in(page, "hal")
    for path, name in (("/studio/campaigns", "Winter sale"), ("/studio/goals", "Order")):
        await page.goto(path)
        await page.get_by_label("Name").fill(name)
        await page.locator("main form.form button").click()
        await page.get_by_text(name).first.wait_for()
    await page.goto("/studio/campaigns")
    sorts["campaign"] = await page.get_by_role("link", name="Winter sale").get_attribute("href") or ""
    return await context.storage_state()


@asynccontextmanager
async def tab(chromium: Browser, here: Served, complains_of: str = "nothing", **how: Any) -> AsyncIterator[Page]:
    """A new browser's tab. Whatever else the browser complains of in it fails the test."""
    # What a service worker passes on, no test can answer in the server's place.
    given: dict[str, Any] = {"viewport": DESK, "service_workers": "block"}
    context = await chromium.new_context(base_url=here.url, **(given | how))
    page = await context.new_page()
    heard = complaints(page, complains_of)
    yield page
    await context.close()
    assert heard == []


async def words_kept(page: Page) -> list[str]:
    return list(await page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft:'))"))


# First of all, while there is little on the pages: what axe looks at takes its time. Pages of which nothing here bends
# anything are looked at in test_sights.
SIGNED_OUT = ["/", "/sign-in", "/sign-up", "/public", "/explore", "link", "/@hal", "/@hal?tab=featured",
              "collection", "thread", "/search"]
SIGNED_IN = [
    "/home", "/public", "/explore", "link", "/@hal", "/@ivy", "/@hal?tab=featured", "/@ivy?tab=featured",
    "/@hal?tab=about", "/@ivy/followers", "languages", "thread", "answer", "delete",
    "/search?q=i", "/tags/none", "/notifications", "/ties", "/drafts", "draft", "consent", "edit",
    "/settings", "/settings/profile", "/studio/report", "/studio/campaigns", "campaign", "/studio/goals",
    "/studio/inbox", "/lists", "list", "members", "/collections", "/collections/in",
    "collection", "collected", "choice", "/settings/filters", "filter", "/tags", "/conversations",
    "/notifications?only=likes", "/settings/people", "person", "/settings/figures",
]
WIDE = ["/home", "/settings", "/studio/report", "thread", "/sign-in"]  # what stands around every page in a wide window
AT_ONCE = 3


@pytest.mark.parametrize(
    ("member", "paths"), [(False, SIGNED_OUT), (True, SIGNED_IN[::2]), (True, SIGNED_IN[1::2])],
    ids=["visitor", "member", "member too"],
)
async def test_every_page_is_for_everybody_and_fits(chromium, here, signed_in, sorts, member, paths):
    """axe finds nothing to mend, nothing stands out of the page, and the browser has nothing to say."""
    found: dict[str, Any] = {}
    left = list(paths)

    async def look() -> None:
        state = signed_in if member else None
        async with tab(chromium, here, storage_state=state, viewport=PHONE, reduced_motion="reduce") as page:
            while left:
                path = left.pop(0)
                if problems := await looked_at(page, sorts.get(path, path), path in WIDE):
                    found[path] = problems

    await asyncio.gather(*(look() for _ in range(AT_ONCE)))
    assert not found, json.dumps(found, indent=1, ensure_ascii=False)


# A table's region does not move sideways, its head is out of sight, and it is a table all the same.
TABLE = """(table) => [table.parentElement.scrollWidth <= table.parentElement.clientWidth,
    getComputedStyle(table.tHead).clipPath === "none", table.tHead.getBoundingClientRect().width > 1]"""


@pytest.mark.parametrize("path", ["/ties", "/studio/campaigns"])
async def test_a_wide_table_is_cards_on_a_phone_and_a_table_to_whoever_hears_it(chromium, here, signed_in, path):
    async with tab(chromium, here, storage_state=signed_in) as page:
        for size, shown in ((PHONE, [True, False, False]), (DESK, [True, True, True])):
            await page.set_viewport_size(size)
            await page.goto(path)
            table = page.get_by_role("table")
            assert await table.evaluate(TABLE) == shown
            heads = await table.get_by_role("columnheader").all_text_contents()
            row = table.get_by_role("row").nth(1)
            await expect(row.get_by_role("rowheader")).to_have_count(1)
            said = await row.get_by_role("cell").evaluate_all("cells => cells.map((cell) => cell.dataset.label)")
            assert said == heads[1:len(said) + 1]
            assert len(said) >= 4  # one that has nothing in it takes no room on a phone


@pytest.mark.parametrize(("name", "script"), [("ann", True), ("abe", False)], ids=["script", "no script"])
async def test_somebody_moves_in_writes_answers_and_deletes(chromium, here, name, script):
    async with tab(chromium, here, java_script_enabled=script) as page:
        await page.goto("/sign-up")
        await page.get_by_label("Name").fill(name)
        await page.get_by_label("E-mail").fill(f"{name}@mail.test")
        await page.get_by_label("Password").fill(PASSWORD)
        await page.locator("main form button").click()
        await page.wait_for_url("**/home")
        await expect(page.get_by_role("heading", name="It is quiet here")).to_be_visible()
        await page.get_by_label("What would you like to say?").fill("Hello #world")
        await page.get_by_role("button", name="Publish").click()
        await expect(page.locator("article.post")).to_have_count(1)
        await expect(page.get_by_label("What would you like to say?")).to_have_value("")
        await page.locator("article.post time").click()
        await page.wait_for_url(f"**/@{name}/*")
        await page.get_by_label("Your answer").fill("To myself")
        await page.get_by_role("button", name="Answer", exact=True).click()
        await expect(page.locator(".thread__below--1 .post__words")).to_have_text("To myself")
        await page.locator(".thread__below--1 .post__menu summary").click()
        await page.locator(".thread__below--1").get_by_role("link", name="Delete", exact=True).click()
        if script:  # it is gone from the page, and goes from the server with whoever leaves
            await expect(page.locator(".thread__below--1 .post__words")).to_be_hidden()
            for _ in range(20):
                await page.goto("/home")
                if await page.locator("article.post").count() == 1:
                    break
        else:
            await page.get_by_role("button", name="Delete").click()
            await page.wait_for_url("**/home")
        await expect(page.locator("article.post")).to_have_count(1)


async def test_what_comes_as_news_before_its_own_answer_stands_there_once(chromium, here, signed_in):
    async with tab(chromium, here, storage_state=signed_in) as page:
        await page.goto("/home")
        mine = page.locator("article.post", has_text="Said a single time")

        async def late(route: Route) -> None:
            answer = await route.fetch()
            await expect(mine).to_have_count(1)
            await route.fulfill(response=answer)

        await page.route("**/posts", late)
        await page.get_by_label("What would you like to say?").fill("Said a single time")
        async with page.expect_response("**/posts"):
            await page.get_by_role("button", name="Publish").click()
        await expect(page.get_by_label("What would you like to say?")).to_have_value("")
        await expect(mine).to_have_count(1)
        await expect(page.locator(".newer__bar")).to_be_empty()


async def test_words_are_kept_until_they_are_sent(chromium, here, signed_in):
    async with tab(chromium, here, storage_state=signed_in) as page:
        await page.goto("/home")
        words = page.get_by_label("What would you like to say?")
        await words.press_sequentially("Half a thought")
        await page.reload()
        await expect(words).to_have_value("Half a thought")
        await page.locator(".composer__warn").click()
        await page.get_by_placeholder("What should people know").fill("Careful")
        await words.press("Control+Enter")
        await expect(page.locator(".post__spoiler summary").first).to_have_text("Careful")
        await expect(words).to_have_value("")
        assert await words_kept(page) == []
        await page.reload()
        await expect(words).to_have_value("")


async def test_a_refused_post_says_why_beside_the_words_and_keeps_them(chromium, here, signed_in):
    async with tab(chromium, here, complains_of="422", storage_state=signed_in) as page:
        await page.goto("/home")
        words = page.get_by_label("What would you like to say?")
        await words.fill("   ")
        await page.get_by_role("button", name="Publish").click()
        await expect(page.locator("#composer-problem [role=alert]")).to_have_text("Text can't be blank")
        await expect(words).to_have_value("   ")
        await words.fill("word " * 1001)
        await expect(page.get_by_role("button", name="Publish")).to_be_disabled()
        await expect(page.locator(".composer__left--over")).to_have_text("-5")


async def test_a_server_that_is_away_loses_no_words(chromium, here, signed_in):
    async with tab(chromium, here, complains_of="", storage_state=signed_in) as page:
        await page.goto("/home")
        await page.context.set_offline(True)
        words = page.get_by_label("What would you like to say?")
        await words.fill("Into the dark")
        await page.get_by_role("button", name="Publish").click()
        await expect(page.get_by_text("The server did not answer.")).to_be_visible()
        await expect(words).to_have_value("Into the dark")
        await page.context.set_offline(False)
        await page.get_by_role("button", name="Publish").click()
        await expect(page.locator("article.post .post__words").first).to_have_text("Into the dark")


COUNTED = [
    "", "word", "zwölf Boxkämpfer", "🥕🥕", "👩‍👩‍👧", "https://example.com/a/very/long/address/that/goes/on?and=on#and-on.",
    "(see https://example.com/a_(b)) and https://example.com/b).", "@bob @zoe@elsewhere.example hello", "a@b.example",
    "@zoe@elsewhere.example.", "@zoe@elsewhere.example:8000", "http://", "https://?x", "#tag @a_b.c@d.e-f. https://x",
    "日本語@bob@here.test", "“https://example.com/ü”", "@a@b@c.example", "//@bob@here.test /@bob@here.test", "a\nb",
]


async def test_the_page_counts_as_the_server_counts(chromium, here, signed_in):
    async with tab(chromium, here, storage_state=signed_in) as page:
        await page.goto("/home")
        source = await page.locator("script[src*='posts.js']").first.get_attribute("src")
        counts = await page.evaluate(
            "([source, texts]) => import(source).then(({ length }) => texts.map(length))", [source, COUNTED])
    assert dict(zip(COUNTED, counts, strict=True)) == {given: text.length(given) for given in COUNTED}


async def test_htmx_does_nothing_for_what_carries_no_nonce(chromium, here, signed_in):
    async with tab(chromium, here, storage_state=signed_in) as page:
        await page.goto("/home")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        dead = await page.evaluate("""() => {
            const [button, stripped] = [document.createElement("button"), []];
            button.setAttribute("hx-get", "/home?above=1");
            document.addEventListener("htmx:security:strip", ({ detail }) => stripped.push(detail.reason));
            console.error = () => {};
            document.body.append(button);
            htmx.process(button);
            button.click();
            return stripped;
        }""")
        await page.wait_for_timeout(100)
        assert dead == ["missing-nonce"]
        assert not [address for address in asked if address.endswith("above=1")]


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


async def test_a_page_is_walked_through_by_keyboard(chromium, here, signed_in):
    async with tab(chromium, here, viewport=PHONE, storage_state=signed_in) as page:
        await page.goto("/home")
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


async def refuse(page: Page, path: str) -> None:
    """The server answers no forms that go there."""
    await page.route(path, lambda route: route.fulfill(status=409, content_type="text/plain", body="Not today."))


async def test_new_posts_wait_until_they_are_asked_for_and_move_nothing(chromium, here, signed_in):
    ivy = here.person("ivy")
    for n in range(22):
        here.post("/api/v1/statuses", token=ivy, status=f"Wave {n}")
    async with tab(chromium, here, storage_state=signed_in) as page:
        await page.goto("/home")
        await page.get_by_text("Wave 2", exact=True).scroll_into_view_if_needed()
        await expect(page.get_by_text("Wave 1", exact=True)).to_be_attached()  # older ones come by themselves
        await page.get_by_text("Wave 12", exact=True).scroll_into_view_if_needed()
        was = await page.get_by_text("Wave 12", exact=True).bounding_box()
        here.post("/api/v1/statuses", token=ivy, status="Fresh")
        show = page.get_by_role("button", name="1 new post")
        await page.evaluate("document.body.dispatchEvent(new CustomEvent('look'))")
        await expect(show).to_be_visible()
        assert await page.get_by_text("Wave 12", exact=True).bounding_box() == was
        await show.click()
        await expect(page.locator("article.post").first).to_contain_text("Fresh")
        await expect(page.locator("article.post").first).to_be_focused()
        await expect(show).to_have_count(0)
        await page.mouse.move(5, 5)
        await page.evaluate("document.activeElement.blur(), scrollTo({ top: 0, behavior: 'instant' })")
        here.post("/api/v1/statuses", token=ivy, status="At the top")
        await page.evaluate("document.body.dispatchEvent(new CustomEvent('look'))")
        await expect(page.locator("article.post").first).to_contain_text("At the top")


async def test_what_is_pressed_is_seen_at_once_undone_or_taken_back_with_a_sentence(chromium, here, signed_in):
    ivy = here.person("ivy")
    here.post("/api/v1/statuses", token=ivy, status="Press me")
    async with tab(chromium, here, complains_of="409", storage_state=signed_in) as page:
        await page.goto("/home")
        post = page.locator("article.post:not([data-boost])").filter(has_text="Press me")
        await refuse(page, "**/favourite")
        heart = post.get_by_role("button", name="Favourite")
        await heart.click()
        await expect(page.get_by_text("Not today.")).to_be_visible()
        await expect(heart).to_have_attribute("aria-pressed", "false")
        await post.locator(".reactions__boost").click()
        await post.get_by_role("button", name="Boost", exact=True).click()
        await expect(post.locator(".reactions__boost")).to_have_attribute("data-pressed", "true")
        await page.get_by_role("button", name="Undo").click()
        await expect(post.locator(".reactions__boost")).to_have_attribute("data-pressed", "false")
        menu = post.locator(".post__menu summary")
        await menu.press("Enter")
        await menu.press("ArrowDown")
        await expect(post.get_by_role("link", name="Show the conversation")).to_be_focused()
        await post.get_by_role("button", name="Mute").click()
        await expect(post).to_be_hidden()
        await page.get_by_role("button", name="Undo").click()
        await expect(post).to_be_visible()
        await refuse(page, "**/block/*")
        await menu.click()
        await post.get_by_role("button", name="Block").click()
        await expect(page.get_by_text("Not today.").last).to_be_visible()
        await expect(post).to_be_visible()


async def test_a_boost_that_is_taken_back_goes_from_the_page_too(chromium, here, signed_in):
    ivy = here.person("ivy")
    here.post("/api/v1/statuses", token=ivy, status="Boost me for a moment")
    async with tab(chromium, here, storage_state=signed_in) as page:
        await page.goto("/home")
        shown = page.locator(".feed > article.post", has_text="Boost me for a moment")
        await shown.locator(".reactions__boost").click()
        await shown.get_by_role("button", name="Boost", exact=True).click()
        undo, news = page.get_by_role("button", name="Undo"), page.get_by_role("button", name="1 new post")
        await undo.hover()
        await undo.focus()
        await expect(shown.nth(1).or_(news)).to_be_visible()
        if await news.is_visible():  # it came while the mouse was still on the feed: whoever reads lets nothing in
            await news.click()
        await expect(shown).to_have_count(2)
        await undo.click()
        await expect(shown).to_have_count(1)
        await expect(shown.locator(".reactions__boost")).to_have_attribute("data-pressed", "false")


async def wants_to_be_asked(db: Db) -> PostId:
    """A post from elsewhere that nobody likes or boosts before its author has agreed; the author is never reached."""
    uri = "https://two.test/users/zoe"
    rule = permissions.Rule((), ("public",))
    async with db.write() as tx:
        zoe = await profiles.arrive(tx, profiles.Arrived(
            uri, "zoe", "two.test", "person", uri, f"{uri}/inbox", None, f"{uri}/followers", f"{uri}#key", "pem"))
        post = await posts.arrive(tx, posts.Arrived(
            "https://two.test/posts/1", "https://two.test/posts/1", zoe, "<p>Ask me first</p>", "public", now(),
            parts={"permissions": permissions.Elsewhere({"like": rule, "boost": rule})}))
    assert post is not None
    return post


# The network takes its time with what goes to these addresses, until `go` is called with one of them.
SLOW = """(slow) => {
    const [quick, held] = [fetch, {}];
    globalThis.go = (where) => held[where]();
    globalThis.arrived = (where) => where in held;
    globalThis.fetch = (where, how) => {
        const verb = where.split("/").at(-1);
        const until = slow.includes(verb) ? new Promise((go) => { held[verb] = go; }) : null;
        return Promise.resolve(until).then(() => quick(where, how));
    };
}"""


async def test_what_is_pressed_while_the_server_takes_its_time_is_seen_at_once_and_all_of_it_is_done(
    chromium, here, signed_in,
):
    ivy = here.person("ivy")
    here.post("/api/v1/statuses", token=ivy, status="In a great hurry")
    async with tab(chromium, here, storage_state=signed_in) as page:
        await page.goto("/home")
        post = page.locator("article.post").filter(has_text="In a great hurry")
        heart, mark = post.get_by_role("button", name="Favourite"), post.get_by_role("button", name="Bookmark")
        sign = post.locator(".feelings__sign")
        await page.evaluate(SLOW, ["favourite", "bookmark"])
        await post.locator(".feelings__picker summary").click()
        await post.get_by_role("button", name="party popper").click()
        for button in (heart, mark, heart):
            await button.click()

        async def is_as_pressed() -> None:
            await expect(sign).to_have_text("🎉 1")
            await expect(heart).to_have_attribute("aria-pressed", "false")
            await expect(mark).to_have_attribute("aria-pressed", "true")

        for verb in ("favourite", "bookmark"):
            await page.wait_for_function("arrived", arg=verb)  # the answer before it has been shown
            await is_as_pressed()
            async with page.expect_response(f"**/{verb}"):
                await page.evaluate("go", verb)
        await is_as_pressed()
        await expect(sign).to_have_attribute("aria-pressed", "true")
        await page.reload()
        await is_as_pressed()


async def test_what_was_pressed_is_done_though_one_leaves_before_the_server_was_asked(chromium, here, signed_in):
    ivy, hal = here.person("ivy"), here.person("hal")
    post = here.post("/api/v1/statuses", token=ivy, status="Pressed in passing")["id"]
    async with tab(chromium, here, storage_state=signed_in) as page:
        await page.goto("/home")
        shown = page.locator("article.post").filter(has_text="Pressed in passing")
        await page.evaluate(SLOW, ["favourite"])
        await shown.get_by_role("button", name="Favourite").click()
        await shown.get_by_role("button", name="Bookmark").click()
        await page.goto("/about")
        eventually(lambda: here.ask("GET", f"/api/v1/statuses/{post}", token=hal)[1]["bookmarked"])


async def test_what_its_author_is_asked_for_is_said_to_wait_and_can_be_taken_back(chromium, here, signed_in):
    post = here.beside(wants_to_be_asked)
    async with tab(chromium, here, storage_state=signed_in) as page:
        await page.goto(f"/@zoe@two.test/{post}")
        shown = page.locator("article.post", has_text="Ask me first")
        asked = "Its author is asked first: until they agree, your {} waits."
        boost, heart = shown.locator(".reactions__boost"), shown.locator(".reactions__favourite")
        await boost.click()
        await shown.get_by_role("button", name="Boost", exact=True).click()
        await expect(page.get_by_text(asked.format("boost"))).to_be_visible()
        await expect(page.get_by_text("Boosted.")).to_have_count(0)
        await expect(boost).to_have_accessible_name("Your boost waits for the author’s word: take it back or quote")
        await page.get_by_role("button", name="Undo").click()
        await expect(boost).to_have_attribute("data-pressed", "false")
        await expect(boost).not_to_have_attribute("data-waits", "boost")
        await heart.click()
        await expect(page.get_by_text(asked.format("favourite"))).to_be_visible()
        await expect(heart).to_have_accessible_name("Favourite: waits for the author’s word")
        await page.get_by_role("button", name="Undo").click()
        await expect(heart).to_have_attribute("aria-pressed", "false")
        await expect(heart).to_have_accessible_name("Favourite")


async def test_a_post_that_is_deleted_can_be_had_back_for_a_moment(chromium, here, signed_in):
    hal = here.person("hal")
    row = here.post("/api/v1/statuses", token=hal, status="Gone in a moment")
    async with tab(chromium, here, storage_state=signed_in) as page:
        await page.goto("/home")
        post = page.locator("article.post").filter(has_text="Gone in a moment").first
        for again in (True, False):
            await post.locator(".post__menu summary").click()
            await post.get_by_role("link", name="Delete", exact=True).click()
            await expect(post).to_be_hidden()
            if again:
                await page.get_by_role("button", name="Undo").click()
                await expect(post).to_be_visible()
        await page.goto("/about")  # whoever leaves has decided
        await gone(here, f"/api/v1/statuses/{row['id']}", hal)


async def gone(here: Served, path: str, token: str) -> None:
    eventually(lambda: here.ask("GET", path, token=token)[0] == 404)


async def test_the_composer_completes_words_and_its_draft_is_found_on_another_device(chromium, here, signed_in):
    here.person("ivy")
    async with tab(chromium, here, storage_state=signed_in) as page:
        await page.goto("/compose")
        words = page.get_by_label("What would you like to say?")
        await words.press_sequentially("Dear @iv")
        await expect(page.get_by_role("option", name="ivy")).to_have_attribute("aria-selected", "true")
        await words.press("Enter")
        await expect(words).to_have_value("Dear @ivy ")
        await page.get_by_role("button", name="Another post after it").click()
        await page.keyboard.type("And one more")
        await expect(page.get_by_text("Draft saved")).to_be_visible()
    async with tab(chromium, here, storage_state=signed_in, viewport=PHONE) as page:
        await page.goto("/home")
        await page.get_by_role("link", name="Dear @ivy").click()
        await expect(page.get_by_label("What would you like to say?")).to_have_value("Dear @ivy ")
        await page.get_by_label("For whom it is").or_(page.locator(".composer__audience summary")).first.click()
        await page.get_by_role("radio", name="Followers").check()
        await expect(page.locator(".composer__as--followers")).to_be_visible()
        await page.keyboard.press("Escape")
        await page.get_by_role("button", name="Publish").click()
        await expect(page.locator("article.post").filter(has_text="And one more")).to_be_visible()
        await page.goto("/home")
        await expect(page.get_by_role("link", name="Dear @ivy")).to_have_count(0)  # though others may be begun


COLOUR = "(element) => getComputedStyle(element).color"


async def test_a_picture_that_two_drafts_have_is_asked_about_and_stays_in_the_other(chromium, here, signed_in):
    async with tab(chromium, here, complains_of="status of 4", storage_state=signed_in) as page:
        await page.goto("/compose")
        await page.locator("input[name=files]").set_input_files(photo("gull.png", "purple"))
        await page.get_by_label("What would you like to say?").fill("Gulls, first thoughts")
        await page.locator(".media__description").fill("A gull")
        await expect(page.get_by_text("Draft saved")).to_be_visible()
        picture = await page.locator("input[name=media]").input_value()
        await page.evaluate("""async (picture) => {
            const csrf = document.querySelector("input[name=csrf]").value;
            const body = new URLSearchParams({ csrf, text: "Gulls, second thoughts", media: picture });
            await fetch("/drafts/typed", { method: "POST", body, headers: { "hx-request": "true" } });
        }""", picture)
        await page.get_by_role("button", name="Publish", exact=True).click()
        await expect(page.get_by_text("“Gulls, second thoughts” has one of these pictures too")).to_be_visible()
        await page.get_by_role("button", name="Remove it").click()
        told = page.get_by_text("“Gulls, second thoughts” has it too, so it stays there.")
        await expect(told).to_be_visible()
        await expect(told).to_have_css("color", await page.locator(".composer__kept").evaluate(COLOUR))  # not alarming
        await expect(page.get_by_text("has one of these pictures too")).to_have_count(0)  # it asks for nothing now
        await expect(page.get_by_text("Draft saved")).to_be_visible()
        await page.goto("/drafts")
        await expect(page.locator(".drafts__item", has_text="first thoughts")).not_to_contain_text("1 picture")
        other = page.locator(".drafts__item", has_text="second thoughts")
        await other.get_by_role("link", name="Go on writing").click()
        await expect(page.locator(".media__upload img")).to_have_count(1)


async def test_pictures_are_looked_at_one_by_one_with_keys(chromium, here, signed_in):
    async with tab(chromium, here, storage_state=signed_in) as page:
        await page.goto("/compose")
        await page.get_by_label("What would you like to say?").fill("Two pictures")
        await page.set_input_files("input[type=file]", [photo("one.png", "red"), photo("two.png", "blue")])
        alts = page.locator(".media__description")
        await expect(alts).to_have_count(2)
        await page.get_by_role("button", name="Move it down").first.click()
        await alts.first.fill("The second")
        await page.get_by_role("button", name="Publish").click()
        await expect(page.get_by_text("Would you say what is to be seen")).to_be_visible()
        await page.get_by_role("button", name="Publish").click()
        await page.wait_for_url("**/home")
        first = page.locator(".media__link").first
        await first.press("Enter")
        gallery = page.get_by_role("dialog", name="Pictures")
        await expect(gallery).to_contain_text("1 of 2")
        await expect(gallery).to_contain_text("The second")
        await page.keyboard.press("ArrowRight")
        await expect(gallery).to_contain_text("2 of 2")
        await page.keyboard.press("+")
        await expect(gallery.locator(".gallery__stage--near")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(gallery).to_be_hidden()
        await expect(page.locator(".media__link").nth(1)).to_be_focused()
        # Where words run from right to left the next one is to the left, by key and by arrow.
        await page.evaluate("document.documentElement.dir = 'rtl'")
        await first.press("Enter")
        ahead = gallery.get_by_role("button", name="The next picture").locator(".icon")
        await expect(ahead).to_have_css("scale", "-1 1")
        await page.keyboard.press("ArrowLeft")
        await expect(gallery).to_contain_text("2 of 2")


def photo(name: str, colour: str) -> FilePayload:
    kept = io.BytesIO()
    Image.new("RGB", (300, 200), colour).save(kept, "PNG")
    return FilePayload(name=name, mimeType="image/png", buffer=kept.getvalue())


async def test_without_script_one_signs_in_follows_reads_boosts_answers_and_writes_on(chromium, here, sorts):
    here.person("kim")
    async with tab(chromium, here, java_script_enabled=False, viewport=PHONE) as page:
        await page.goto("/sign-in")
        await page.fill("input[name=email]", "kim@mail.test")
        await page.fill("input[name=password]", PASSWORD)
        await page.get_by_role("button", name="Sign in", exact=True).click()
        await page.wait_for_url("**/home")
        await page.goto("/@hal")
        await page.locator(".follows button").first.click()
        await expect(page.get_by_role("button", name="Following")).to_be_visible()
        await page.goto(sorts["thread"])
        post = page.locator("article.post--focus")
        await post.locator(".reactions__boost").click()
        await post.get_by_role("button", name="Boost", exact=True).click()
        await expect(post.locator(".reactions__boost")).to_have_attribute("data-pressed", "true")
        await post.locator(".post__menu summary").click()
        await expect(post.get_by_role("button", name="Mute")).to_be_visible()
        await post.get_by_role("button", name="Tell me nothing of this conversation").click()
        await post.locator(".post__menu summary").click()
        await expect(post.get_by_role("button", name="Tell me of this conversation again")).to_be_visible()
        await post.get_by_role("button", name="Bookmark").click()
        await post.locator(".feelings__picker summary").click()
        await post.get_by_role("button", name="party popper").click()
        sign = post.get_by_role("button", name="React with party popper")
        await expect(sign).to_have_attribute("aria-pressed", "true")
        await expect(post.get_by_role("button", name="Bookmark")).to_have_attribute("aria-pressed", "true")
        await page.goto(sorts["answer"])
        await page.locator("textarea[name=text]").fill("From kim, without script")
        await page.get_by_role("button", name="Another post after it").click()
        await page.locator("textarea[name=then]").fill("And from kim again")
        await page.locator(".composer__audience summary").click()
        await page.get_by_role("radio", name="Only here").check()
        await page.locator(".composer__send").click()
        await expect(page.locator("article.post").filter(has_text="And from kim again")).to_be_visible()
        await page.goto("/home")
        await expect(page.get_by_role("button", name="I have read this far")).to_be_visible()


async def test_by_keyboard_alone_one_signs_in_writes_follows_and_answers(chromium, here, sorts):
    here.person("lou")
    async with tab(chromium, here) as page:
        await page.goto("/sign-in")
        await tab_to(page, "[name=email]")
        await page.keyboard.type("lou@mail.test")
        await tab_to(page, "[name=password]")
        await page.keyboard.type(PASSWORD)
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/home")
        await tab_to(page, "textarea[name=text]")
        await page.keyboard.type("By keyboard")
        await tab_to(page, ".composer__audience > summary")
        await page.keyboard.press("Enter")
        await tab_to(page, "[name=visibility]")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Escape")
        await tab_to(page, ".composer__send")
        await page.keyboard.press("Enter")
        await expect(page.locator("article.post").filter(has_text="By keyboard")).to_contain_text("Everybody, quietly")
        await page.goto("/@ivy")
        await tab_to(page, ".follows button")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("button", name="Following")).to_be_visible()
        await page.goto(sorts["thread"])
        await tab_to(page, ".thread__below .post__answer")
        await page.keyboard.press("Enter")
        await expect(page.locator(".answer textarea[name=text]")).to_be_focused()
        await page.keyboard.press("End")
        await page.keyboard.type("An answer by keyboard")
        await page.keyboard.press("Control+Enter")
        await expect(page.locator("article.post").filter(has_text="An answer by keyboard")).to_be_visible()


async def tab_to(page: Page, wanted: str) -> None:
    """Tab until it has the focus, as far as a patient person would."""
    for _ in range(120):
        await page.keyboard.press("Tab")
        if await page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"{wanted} is not reached")
