"""Collections in a real browser: put together by keyboard, with script and without it."""

import pytest
from playwright.async_api import Browser, expect

from tests.flows.windows import CHROMIUM, PHONE, complaints, sign_in
from tests.served import Served, eventually

pytestmark = [
    pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium"),
]


@pytest.fixture(scope="module")
def here(folder):
    server = Served(folder / "collecting").start()
    ann = server.person("ann")
    for name in ("bob", "cleo"):
        server.person(name)
        eventually(lambda name=name: server.get(f"/api/v1/accounts/search?q={name}", ann))
    yield server
    server.stop()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
async def test_a_collection_is_put_together_by_keyboard(chromium: Browser, here: Served, script: bool):
    context = await chromium.new_context(base_url=here.url, viewport=PHONE, java_script_enabled=script,
                                         service_workers="block")
    page = await context.new_page()
    heard = complaints(page)
    await sign_in(page, "ann")
    await page.goto("/collections/new")
    await page.get_by_label("Name", exact=True).fill("Bakers")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/edit")
    field = page.get_by_label("Search for people to put in")
    await field.press_sequentially("bob")
    if not script:
        await field.press("Enter")
    await expect(page.get_by_role("button", name="Put in bob")).to_be_visible()
    await expect(field).to_have_value("bob")
    await page.get_by_role("button", name="Put in bob").press("Enter")
    await expect(page.get_by_role("heading", name="1 of 25 people")).to_be_visible()
    await page.goto("/@cleo")
    await page.locator(".follows .menu summary").press("Enter")
    await page.get_by_role("link", name="Add to a collection").press("Enter")
    await page.get_by_role("button", name="Put in: Bakers").first.press("Enter")
    await page.get_by_role("button", name="Take out of Bakers").first.wait_for()
    await page.get_by_role("link", name="Bakers").first.press("Enter")
    await expect(page.get_by_role("heading", name="2 of 25 people")).to_be_visible()
    assert heard == []
    await context.close()
