"""Writing in a browser, as one does: looked at before it goes out, with a picture pasted; and passing on."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, expect

from tests.flows.payloads import PICTURE
from tests.flows.test_across import sent
from tests.flows.windows import CHROMIUM, PHONE, complaints, signed_in
from tests.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")]


@pytest_asyncio.fixture
async def page(chromium: Browser, served: Callable[..., Served]) -> AsyncIterator[Page]:
    """Ann's tab, which is to complain of nothing."""
    here = served()
    here.account("ann", "owner")
    context = await chromium.new_context(base_url=here.url, service_workers="block", locale="en", has_touch=True)
    tab = await signed_in(context, "ann")
    heard = complaints(tab)
    tab.here = here  # type: ignore[attr-defined]
    yield tab
    assert heard == []
    await context.close()


async def test_markdown_is_looked_at_and_goes_out_as_it_was_seen(page: Page):
    await page.goto("/compose")
    await page.fill("[name=text]", "Hello **world** <img src=x onerror=alert(1)>")
    await page.locator(".markups__how > summary").click()
    await page.check("[value='text/markdown']")
    await page.get_by_role("button", name="Preview").click()
    await expect(page.locator(".markups__shown strong")).to_have_text("world")
    await expect(page.locator(".markups__shown img")).to_have_count(0)
    await expect(page.locator("[name=text]")).to_have_value("Hello **world** <img src=x onerror=alert(1)>")
    await page.get_by_role("button", name="Publish", exact=True).click()
    await page.wait_for_url("**/home")
    await expect(page.locator(".post__words strong").first).to_have_text("world")
    await expect(page.locator("[value='text/markdown']")).to_be_checked()


PASTE = """([type, bytes]) => {
    const [given, words] = [new DataTransfer(), document.querySelector("[name=text]")];
    given.items.add(new File([Uint8Array.from(bytes)], "image.png", { type }));
    words.focus();
    words.dispatchEvent(new ClipboardEvent("paste", { clipboardData: given, bubbles: true, cancelable: true }));
}"""


async def test_a_picture_that_is_pasted_goes_out_with_the_post(page: Page):
    await page.goto("/compose")
    await page.evaluate(PASTE, ["image/png", [*PICTURE]])
    await expect(page.locator(".media__upload img")).to_be_visible()
    await page.fill(".media__description", "A gradient")
    await page.fill("[name=text]", "Pasted")
    await page.get_by_role("button", name="Publish", exact=True).click()
    await page.wait_for_url("**/home")
    await expect(page.locator(".post .media__picture")).to_be_visible()


async def test_words_that_are_pasted_are_words(page: Page):
    await page.goto("/compose")
    await page.evaluate(PASTE, ["text/html", [60, 98, 62]])
    await expect(page.locator(".media__upload")).to_have_count(0)
    await expect(page.get_by_text("Only pictures, films and recordings can be added.")).to_be_visible()


async def swipe(page: Page, start: tuple[int, int], end: tuple[int, int]) -> None:
    """A finger that is laid down, moves and is taken up."""
    line = await page.context.new_cdp_session(page)
    ways = [(start[0] + (end[0] - start[0]) * n / 8, start[1] + (end[1] - start[1]) * n / 8) for n in range(9)]
    for n, (x, y) in enumerate(ways):
        await line.send("Input.dispatchTouchEvent", {
            "type": "touchMove" if n else "touchStart", "touchPoints": [{"x": x, "y": y}]})
    await line.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


async def published(here: Served, words: str, pictures: int) -> dict[str, Any]:
    ann = here.token("ann")
    sent_ones = [sent(here, ann, PICTURE, f"Picture {n}")["id"] for n in range(pictures)]
    made: dict[str, Any] = here.post("/api/v1/statuses", ann, status=words, media_ids=sent_ones)
    return made


async def test_a_finger_goes_from_picture_to_picture_and_back_to_the_page(page: Page):
    post = await published(page.here, "Two pictures", 2)  # type: ignore[attr-defined]
    await page.set_viewport_size(PHONE)
    await page.goto(f"/@ann/{post['id']}")
    await page.locator(".media__link").first.tap()
    words, gallery = page.locator(".gallery__words"), page.locator("dialog.gallery")
    await expect(words).to_contain_text("Picture 0")
    await swipe(page, (320, 400), (60, 410))
    await expect(words).to_contain_text("Picture 1")
    await swipe(page, (60, 400), (320, 410))
    await expect(words).to_contain_text("Picture 0")
    await swipe(page, (200, 300), (205, 600))
    await expect(gallery).not_to_be_visible()
    await expect(page.locator(".media__link").first).to_be_focused()


async def test_the_link_of_a_post_is_copied_and_shared(page: Page):
    here: Served = page.here  # type: ignore[attr-defined]
    post = await published(here, "To be passed on", 0)
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=here.url)
    await page.add_init_script("navigator.share = async (given) => { window.shared = given.url; };")
    await page.goto(f"/@ann/{post['id']}")
    await page.locator(".post__menu > summary").click()
    await page.get_by_role("button", name="Copy the link").click()
    await expect(page.get_by_text("Copied.")).to_be_visible()
    assert await page.evaluate("navigator.clipboard.readText()") == post["url"]
    await page.locator(".post__menu > summary").click()
    await page.get_by_role("button", name="Share", exact=True).click()
    assert await page.evaluate("window.shared") == post["url"]


async def test_while_a_picture_loads_its_blur_is_seen(page: Page):
    post = await published(page.here, "Slow", 1)  # type: ignore[attr-defined]
    shown = post["media_attachments"][0]

    looked = asyncio.Event()

    async def keep(route: Route) -> None:
        """Nothing comes back until the page has been looked at."""
        await looked.wait()
        await route.continue_()

    for address in (shown["url"], shown["preview_url"]):
        await page.route(address, keep)
    await page.goto(f"/@ann/{post['id']}", wait_until="domcontentloaded")
    ground = page.locator(".media__item .media__ground")
    await expect(ground).to_be_visible()
    seen = await ground.evaluate("each => [each.complete, each.naturalWidth, each.getBoundingClientRect().width]")
    assert seen[0]
    assert min(seen[1:]) > 1
    looked.set()
    await expect(page.locator(".media__picture")).to_have_js_property("complete", True)
