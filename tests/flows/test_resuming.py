"""A post that was begun is gone on with where it was left: all of it, on this device as on another."""

from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio
from playwright.async_api import Browser, FilePayload, Page, Route, expect

from tests.flows.payloads import PICTURE
from tests.flows.windows import CHROMIUM, complaints, signed_in
from tests.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")]

SHORE = FilePayload(name="shore.png", mimeType="image/png", buffer=PICTURE)


@pytest_asyncio.fixture
async def page(chromium: Browser, served: Callable[..., Served]) -> AsyncIterator[Page]:
    """Ann's home."""
    here = served()
    here.account("ann", "owner")
    context = await chromium.new_context(base_url=here.url, service_workers="block", locale="en")
    tab = await signed_in(context, "ann")
    heard = complaints(tab, "Failed to load resource", "Failed to fetch")
    yield tab
    assert heard == []
    await context.close()


async def begins(page: Page, words: str) -> str:
    """A post with a picture for followers is begun, and kept; the draft's number."""
    await page.locator("input[name=files]").set_input_files(SHORE)
    await page.locator(".media__description").fill("A gradient")
    await page.locator(".composer__audience summary").click()
    await page.get_by_role("radio", name="Followers").check()
    await page.keyboard.press("Escape")
    async with page.expect_response("**/drafts/typed") as kept:
        await page.fill("textarea[name=text]", words)
    await expect(page.get_by_text("Draft saved")).to_be_visible()
    return await (await kept.value).text()


async def test_all_of_a_post_is_there_when_its_page_is_loaded_anew(page: Page):
    draft = await begins(page, "At the shore")
    await page.reload()
    await expect(page.locator("textarea[name=text]")).to_have_value("At the shore")
    await expect(page.locator(".media__upload img")).to_be_visible()
    await expect(page.locator(".media__description")).to_have_value("A gradient")
    await expect(page.locator(".composer__as--followers")).to_be_visible()
    async with page.expect_response("**/drafts/typed") as kept:
        await page.locator("textarea[name=text]").press_sequentially(", early")
    assert await (await kept.value).text() == draft
    await page.reload()
    await expect(page.locator(".media__upload img")).to_be_visible()
    await page.get_by_role("button", name="Publish", exact=True).click()
    card = page.locator("article.post").first  # in its place, without another page
    await expect(card).to_contain_text("At the shore, early")
    await expect(card.locator(".media__picture")).to_have_attribute("alt", "A gradient")
    await expect(page.locator(".media__upload")).to_have_count(0)
    await page.reload()
    await expect(page.locator("textarea[name=text]")).to_have_value("")
    await expect(page.locator(".drafts__unfinished")).to_have_count(0)


async def test_what_was_typed_last_wins_over_what_was_kept_before(page: Page):
    await begins(page, "At the shore")
    await page.route("**/drafts/typed", lambda route: route.abort())
    await page.locator("textarea[name=text]").press_sequentially(" at low tide")
    await page.reload()
    await expect(page.locator(".media__upload img")).to_be_visible()
    await expect(page.locator("textarea[name=text]")).to_have_value("At the shore at low tide")


async def test_what_is_typed_while_the_rest_is_on_its_way_stays(page: Page):
    await begins(page, "At the shore")

    async def slowly(route: Route) -> None:
        await page.locator("textarea[name=text]").press_sequentially(" again")
        await expect(page.get_by_role("button", name="Publish", exact=True)).to_be_disabled()  # half of it is no post
        await route.continue_()

    await page.route("**/compose?**", slowly)
    await page.reload()
    await expect(page.locator(".media__upload img")).to_be_visible()
    await expect(page.locator("textarea[name=text]")).to_have_value("At the shore again")
    await expect(page.locator("textarea[name=text]")).to_be_focused()
    await expect(page.get_by_role("button", name="Publish", exact=True)).to_be_enabled()


async def test_what_another_device_wrote_since_is_gone_on_with(page: Page):
    draft = await begins(page, "At the shore")
    await page.evaluate("""async (draft) => {
        const body = new FormData(document.querySelector(".composer__form"));
        body.delete("files");
        body.set("text", "At the shore, from the tram");
        await fetch("/drafts/typed", { method: "POST", body, headers: { "hx-request": "true" } });
    }""", draft)
    await page.reload()
    await expect(page.locator("textarea[name=text]")).to_have_value("At the shore, from the tram")
    await expect(page.locator(".media__upload img")).to_be_visible()


async def test_what_went_out_elsewhere_is_not_begun_again(page: Page):
    draft = await begins(page, "At the shore")
    await page.evaluate("""async (draft) => {
        const csrf = document.querySelector("input[name=csrf]").value;
        const body = new URLSearchParams({ csrf });
        await fetch(`/drafts/${draft}/cancel`, { method: "POST", body, headers: { "hx-request": "true" } });
    }""", draft)
    await page.reload()
    await expect(page.locator("textarea[name=text]")).to_have_value("")
    await expect(page.locator(".toast")).to_have_count(0)
    assert await page.evaluate("localStorage.getItem('draft:')") is None


async def test_without_the_rest_the_words_are_there_and_the_draft_keeps_its_picture(page: Page):
    draft = await begins(page, "At the shore")
    await page.route("**/compose?**", lambda route: route.abort())
    await page.reload()
    await expect(page.locator("textarea[name=text]")).to_have_value("At the shore")
    async with page.expect_response("**/drafts/typed") as kept:
        await page.locator("textarea[name=text]").press_sequentially(", again")
    assert await (await kept.value).text() not in ("", draft)
    await page.unroute("**/compose?**")
    await page.goto(f"/compose?draft={draft}")
    await expect(page.locator(".media__upload img")).to_be_visible()


async def test_what_was_kept_as_its_page_was_left_is_found_again(page: Page):
    """The page was gone before it heard of the draft's number."""
    await page.locator("input[name=files]").set_input_files(SHORE)
    await expect(page.locator(".media__upload img")).to_be_visible()
    words = "At the shore, in a hurry, and with more words than a line of it shows"
    await page.fill("textarea[name=text]", words)
    await page.goto("/explore")
    await page.goto("/home")
    await expect(page.locator(".media__upload img")).to_be_visible()
    await expect(page.locator("textarea[name=text]")).to_have_value(words)


async def test_another_draft_that_begins_alike_is_let_alone(page: Page):
    await page.fill("textarea[name=text]", "Hello")
    await expect(page.get_by_text("Draft saved")).to_be_visible()
    await page.evaluate("localStorage.setItem('draft:', JSON.stringify({ text: 'Hello again', spoiler: '' }))")
    await page.reload()
    await expect(page.locator("textarea[name=text]")).to_have_value("Hello again")
    async with page.expect_response("**/drafts/typed"):
        await page.locator("textarea[name=text]").press_sequentially("!")
    await page.goto("/drafts")
    await expect(page.locator(".drafts__item")).to_have_count(2)
