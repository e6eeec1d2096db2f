"""How pages are handled: in narrow windows, with large letters, and by keyboard; what then stands still, is in sight,
has the focus and is said."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, StorageState, ViewportSize, expect

from tests.flows.test_pages import tab
from tests.flows.windows import CHROMIUM, DESK, PHONE, signed_in
from tests.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")]

SMALL = ViewportSize(width=320, height=640)
HIDE = "(all, hidden) => { for (const each of all) each.hidden = hidden; }"
LARGE = "document.documentElement.style.fontSize = '200%'"


@pytest.fixture(scope="module")
def here(folder: Path):
    server = Served(folder / "handling").start()
    server.account("ann", "owner")
    bob = server.person("bob")
    for words, language in (("Frisches Brot", "de"), ("Fresh bread", "en"), ("Crumbs", "en"), ("Loaves", "en")):
        server.post("/api/v1/statuses", bob, status=words, language=language)
    yield server
    server.stop()


@pytest_asyncio.fixture(scope="module")
async def ann(chromium: Browser, here: Served) -> StorageState:
    context = await chromium.new_context(base_url=here.url, locale="en", service_workers="block")
    page = await signed_in(context, "ann")
    number = here.get("/api/v1/accounts/lookup?acct=bob", here.token("ann"))["id"]
    here.post(f"/api/v1/accounts/{number}/follow", here.token("ann"))
    kept = await page.context.storage_state()
    await context.close()
    return kept


@pytest_asyncio.fixture
async def page(chromium: Browser, here: Served, ann: StorageState) -> AsyncIterator[Page]:
    async with tab(chromium, here, storage_state=ann, viewport=PHONE, locale="en") as given:
        given.set_default_timeout(10_000)
        yield given


async def places(page: Page) -> list[Any]:
    """Where all that can be pressed or typed into in the composer stands."""
    return list(await page.locator(".composer :is(button, summary, select, textarea, label)").evaluate_all(
        "(all) => all.map((each) => JSON.stringify(each.getBoundingClientRect()))"))


async def test_nothing_moves_when_a_draft_is_saved(page: Page):
    await page.goto("/compose")
    empty = await places(page)
    await page.get_by_label("What would you like to say?").fill("Hello")
    await expect(page.get_by_text("Draft saved")).to_be_visible()
    assert await places(page) == empty
    for window, letters in ((DESK, "0"), (SMALL, "0"), (SMALL, LARGE)):
        await page.set_viewport_size(window)
        await page.evaluate(letters)
        with_words = await places(page)
        await page.locator(".composer__state > *").evaluate_all(HIDE, True)
        assert await places(page) == with_words, (window, letters)
        await page.locator(".composer__state > *").evaluate_all(HIDE, False)


@pytest.mark.parametrize("path", ["/@bob?tab=featured", "/notifications?only=follows", "/settings/appearance"])
async def test_the_tab_that_is_shown_is_in_sight_without_script(chromium, here, ann, path):
    async with tab(chromium, here, storage_state=ann, viewport=SMALL, java_script_enabled=False, locale="en") as page:
        await page.goto(path)
        for letters in ("0", LARGE):
            await page.evaluate(letters)
            await page.locator(".tabs").scroll_into_view_if_needed()
            await expect(page.locator(".tabs > [aria-current]")).to_be_in_viewport(ratio=0.5 if letters == LARGE else 1)
        first = page.locator(".tabs > :not([aria-current])").first
        await first.focus()
        box = await first.bounding_box()
        assert box is not None
        assert await page.evaluate("""([x, y]) => document.elementFromPoint(x, y) === document.activeElement""",
                                   [max(box["x"], 0) + 5, box["y"] + 5]), "what has the focus is not below it"


async def test_the_search_is_whole_however_large_the_letters_are(chromium, here, ann):
    async with tab(chromium, here, storage_state=ann, viewport=SMALL, locale="en") as page:
        await page.goto("/home")
        for letters in ("0", LARGE):
            await page.evaluate(letters)
            await expect(page.locator(".top").get_by_role("link", name="Search")).to_be_in_viewport(ratio=1)
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_the_languages_of_a_follow_are_chosen_by_name_without_script(chromium, here, ann):
    async with tab(chromium, here, storage_state=ann, viewport=SMALL, java_script_enabled=False, locale="en") as page:
        await page.goto("/@bob")
        await page.locator(".follows .menu > summary").click()
        await page.get_by_role("link", name="Languages").click()
        await expect(page.get_by_label("Welsh")).to_be_hidden()
        await page.get_by_text("More languages").click()
        await page.get_by_label("Welsh").check()
        await page.get_by_label("German", exact=True).check()
        await page.get_by_role("button", name="Save").click()
        await page.wait_for_url("**/@bob")
        await page.locator(".follows .menu > summary").click()
        await expect(page.get_by_role("link", name="Languages: German, Welsh")).to_be_visible()


async def test_whoever_follows_by_keyboard_stays_where_they_are(page: Page):
    await page.goto("/@bob")
    button, more = page.locator(".follows button").first, page.locator(".follows .menu > summary")
    await button.focus()
    for name in ("Follow bob", "Following: unfollow bob"):
        await page.keyboard.press("Enter")
        await expect(button).to_have_accessible_name(name)
        await expect(button).to_be_focused()
    await more.focus()
    await page.keyboard.press("Enter")
    await page.get_by_label("Tell me of each post").focus()
    await page.keyboard.press("Space")
    await page.get_by_role("button", name="Follow like this").press("Enter")
    await expect(more).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Tell me of each post")).to_be_checked()


async def test_a_menu_closes_behind_whoever_goes_on(page: Page):
    await page.goto("/@bob")
    post = page.locator("article.post").first
    menu, boosts = post.locator(".post__menu"), post.locator(".reactions__boosts")
    await menu.locator("summary").press("Enter")
    await page.keyboard.press("ArrowUp")
    await expect(menu.get_by_role("link").last).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(menu).not_to_have_attribute("open", "")
    await boosts.locator("summary").press("Enter")
    await boosts.get_by_role("button", name="Boost", exact=True).press("Enter")
    await expect(boosts.locator("summary")).to_be_focused()


# Figures as they stand under a post that many have seen.
FIGURES = """(post, figures) => {
    const answers = post.querySelector(".post__answer").appendChild(document.createElement("span"));
    [answers, ...post.querySelectorAll("[data-figure]")].forEach((each, n) => { each.textContent = figures[n] ?? ""; });
    const [first, last] = [".post__answer", ".post__menu summary"].map((each) => post.querySelector(each).offsetTop);
    return first === last;
}"""


@pytest.mark.parametrize(("width", "figures", "fits"), [
    (320, ["12", "34", "120"], True), (320, ["123", "456", "1.2K"], False), (360, ["123", "456", "1.2K"], True),
    (390, ["123", "456", "1.2K"], True), (414, ["123", "456", "1.2K"], True),
])
async def test_what_stands_under_a_post_fits_a_phone_and_its_menus_open_where_one_sees_them(
    chromium, here, ann, width, figures, fits,
):
    size = ViewportSize(width=width, height=800)
    async with tab(chromium, here, storage_state=ann, viewport=size, locale="en") as page:
        await page.goto("/@bob")
        post = page.locator("article.post").first
        assert await post.evaluate(FIGURES, figures) == fits
        await post.locator(".post__menu > summary").click()
        box = await post.locator(".post__menu > .menu__list").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


async def test_what_has_the_focus_is_not_below_the_button_to_write(page: Page):
    await page.goto("/@bob")
    for last in await page.locator("article.post .post__menu > summary").all():
        await last.press("Shift+Tab")
        await page.keyboard.press("Tab")
        await expect(last).to_be_focused()
        assert await last.evaluate("""(at) => {
            const { x, y, width, height } = at.getBoundingClientRect();
            return at.contains(document.elementFromPoint(x + width / 2, y + height / 2));
        }""")


async def test_an_answer_is_put_away_by_escape_and_its_words_are_kept_until_they_are_sent(page: Page):
    await page.goto("/@bob")
    link = page.locator("article.post .post__answer").first
    words = page.locator(".answer textarea[name=text]")
    await link.press("Enter")
    await expect(words).to_be_focused()
    await page.keyboard.type("From ann")
    await page.locator(".answer .composer__audience > summary").press("Enter")
    await page.keyboard.press("Escape")
    await expect(page.locator(".answer .composer__audience")).not_to_have_attribute("open", "")
    await words.press("Escape")
    await expect(page.locator(".answer")).to_have_count(0)
    await expect(link).to_be_focused()
    await link.press("Enter")
    await expect(words).to_have_value("@bob From ann")
    await words.press("Control+Enter")
    await expect(page.locator("article.post", has_text="From ann")).to_be_visible()
    await expect(link).to_be_focused()
    await expect(page.locator("#toasts")).to_have_text("Published.")


async def test_where_one_came_to_write_one_writes_at_once_and_enter_in_a_field_does_nothing_else(page: Page):
    await page.goto("/compose")
    await expect(page.get_by_label("What would you like to say?")).to_be_focused()
    await page.keyboard.type("Soup")
    await page.locator(".composer__warn input").focus()
    await page.keyboard.press("Space")
    await page.get_by_placeholder("What should people know").fill("Food")
    async with page.expect_request(lambda request: request.method == "POST") as first:
        await page.keyboard.press("Enter")
    assert (await first.value).url.endswith("/drafts/typed")


async def test_that_a_draft_is_saved_is_said_once(page: Page):
    await page.goto("/compose")
    words, kept = page.get_by_label("What would you like to say?"), page.locator(".composer__kept")
    for text, live in (("One thing", "polite"), ("One thing and another", "off")):
        async with page.expect_response("**/drafts/typed"):
            await words.fill(text)
        await expect(kept).to_have_text("Draft saved")
        await expect(kept).to_have_attribute("aria-live", live)


async def test_what_is_not_finished_is_reached_before_what_is_begun_now(page: Page, here: Served):
    await page.goto("/compose")
    async with page.expect_response("**/drafts/typed"):
        await page.get_by_label("What would you like to say?").fill("Half a thought")
    await page.evaluate("localStorage.clear()")
    await page.goto("/compose")
    await expect(page.get_by_label("What would you like to say?")).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    await expect(page.get_by_role("link", name="Half a thought")).to_be_focused()


async def test_what_came_of_a_form_is_heard_at_once(page: Page):
    await page.goto("/settings/privacy")
    await page.get_by_role("button", name="Save").press("Enter")
    await expect(page.get_by_text("Saved.")).to_be_focused()


async def test_a_field_that_was_refused_has_the_focus(chromium, here, ann):
    async with tab(chromium, here, complains_of="422", storage_state=ann, locale="en") as page:
        await page.goto("/settings/account")
        await page.get_by_label("Present password").fill("not this one")
        await page.get_by_label("New password").fill("another good password")
        await page.locator("form[action='/settings/account/password'] button").press("Enter")
        await expect(page.get_by_label("Present password")).to_be_focused()


async def test_a_long_post_is_folded_until_one_wants_all_of_it_or_a_key_is_further_down(page: Page, here: Served):
    words = "\n\n".join(f"Paragraph {number}, and what else there is to say of it." for number in range(30))
    post = here.post("/api/v1/statuses", here.token("bob"), status=f"{words} https://a.example/end")
    await page.goto("/@bob")
    card = page.locator(f"#post-{post['id']}")
    text, all_of_it = card.locator(".post__words"), card.locator(".post__all summary")
    height = "(text) => text.getBoundingClientRect().height"
    folded = await text.evaluate(height)
    assert folded < 400
    assert await text.evaluate("(text) => text.scrollHeight") > 2 * folded
    await all_of_it.click()
    assert await text.evaluate(height) > 2 * folded
    await all_of_it.press("Enter")
    assert await text.evaluate(height) == folded
    await card.locator(".post__author").focus()
    for _ in range(2):  # the time, then the link at the end
        await page.keyboard.press("Tab")
    await expect(card.get_by_role("link", name="a.example/end")).to_be_in_viewport()
    here.ask("DELETE", f"/api/v1/statuses/{post['id']}", token=here.token("bob"))
