"""The pages of newsletters in a real browser without script, on a server that sends mail."""

import pytest
from playwright.async_api import Browser

from tests.flows.sights import here, paths  # noqa: F401  fixtures
from tests.flows.windows import CHROMIUM, PHONE
from tests.served import Served

pytestmark = [
    pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium"),
]


async def test_a_visitor_subscribes_and_leaves_without_script(
    chromium: Browser, here: Served, paths: dict[str, str],  # noqa: F811
):
    context = await chromium.new_context(base_url=here.url, viewport=PHONE, java_script_enabled=False)
    page = await context.new_page()
    await page.goto("/@bob")
    await page.get_by_label("Get new posts by e-mail").fill("rae@far.test")
    await page.get_by_role("button", name="Subscribe").click()
    assert "is on its way" in await page.locator("main").inner_text()
    for name, button, said in (("letters-confirm", "Yes, send them to me", "You are subscribed"),
                               ("letters-end", "Yes, send me no more", "You are not subscribed any more")):
        await page.goto(paths[name])
        await page.get_by_role("button", name=button).click()
        assert said in await page.locator("main").inner_text()
    await context.close()
