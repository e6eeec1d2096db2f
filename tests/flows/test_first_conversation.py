"""From an empty server to a first conversation, as two people go who have read nothing about it."""

import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.flows.windows import CHROMIUM, DESK, PHONE, complaints
from tests.served import PASSWORD, Served

pytestmark = [
    pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium"),
]

TWO_MINUTES = 120
# Whether the whole of it comes to be in the window, and over the tabs at its foot.
IN_SIGHT = """(element) => new Promise((done) => {
    const look = (left) => {
        const { top, bottom } = element.getBoundingClientRect();
        const foot = document.querySelector(".nav").getBoundingClientRect();
        if (top >= 0 && bottom <= foot.top || !left) return done(bottom <= foot.top);
        requestAnimationFrame(() => look(left - 1));
    };
    look(120);
})"""


async def opens(chromium: Browser, here: Served, **how: Any) -> Page:
    context = await chromium.new_context(base_url=here.url, service_workers="block", **how)
    return await context.new_page()


@pytest_asyncio.fixture
async def two(chromium: Browser, served: Callable[..., Served]) -> AsyncIterator[tuple[Page, Page]]:
    """Anna, who has just started the server, at a desk, and Ben with a phone."""
    here = served()
    anna, ben = await opens(chromium, here, viewport=DESK), await opens(chromium, here, viewport=PHONE)
    yield anna, ben
    for page in (anna, ben):
        await page.context.close()


async def signs_up(page: Page, name: str, button: str) -> None:
    await page.get_by_label("Name").fill(name)
    await page.get_by_label("E-mail").fill(f"{name}@mail.test")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name=button).click()
    await page.wait_for_url("**/home")


async def test_two_people_meet_on_an_empty_server_and_talk_within_two_minutes(two: tuple[Page, Page]):
    anna, ben = two
    heard, began = [complaints(page) for page in two], time.monotonic()
    await anna.goto("/")  # leads to the owner's account by itself
    await signs_up(anna, "anna", "Start my server")
    await anna.get_by_label("What would you like to say?").fill("Is anybody here?")
    await anna.get_by_role("button", name="Publish").click()
    await expect(anna.locator("article.post")).to_contain_text("Is anybody here?")
    await expect(anna.get_by_text("It is quiet here")).to_be_hidden()

    await ben.goto("/")
    await ben.get_by_role("link", name="Sign up").first.click()
    await signs_up(ben, "ben", "Sign up")
    await ben.get_by_role("link", name="Find somebody").click()
    await ben.locator("#search").press_sequentially("ann")
    await expect(ben.locator("#found").get_by_role("link", name="anna")).to_be_visible()  # as one types
    await ben.wait_for_url("**q=ann")
    await ben.get_by_role("link", name="anna").first.click()
    await ben.get_by_role("button", name="Follow anna").click()
    await expect(ben.get_by_role("button", name="Following")).to_be_visible()
    await expect(anna.get_by_text("ben follows you")).to_be_visible()
    await ben.get_by_label("More about anna").click()
    menu = ben.locator(".profile .menu__list")
    assert await menu.evaluate("(menu) => (({ left, right }) => left >= 0 && right <= innerWidth)"
                               "(menu.getBoundingClientRect())")
    await menu.get_by_label("Tell me of each post").check()
    await menu.get_by_role("button", name="Follow like this").click()
    await expect(menu).to_be_hidden()
    await ben.go_back()
    await expect(ben.locator("#found").get_by_role("link", name="anna")).to_be_visible()
    await ben.go_forward()

    await ben.get_by_role("link", name="Answer anna").click()
    await expect(ben.locator(".answer textarea[name=text]")).to_be_focused()
    assert await ben.locator(".answer .composer__send").evaluate(IN_SIGHT)
    await ben.keyboard.type("I am!")
    await ben.locator(".answer .composer__send").click()
    await expect(ben.locator("article.post").filter(has_text="I am!")).to_contain_text("@anna I am!")
    await anna.get_by_role("link", name="Notifications").first.click()
    await expect(anna.get_by_text("ben spoke to you")).to_be_visible()
    assert time.monotonic() - began < TWO_MINUTES
    assert heard == [[], []]
