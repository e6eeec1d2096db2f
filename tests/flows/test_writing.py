"""Writing in a browser, as one does: looked at before it goes out."""

from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.flows.windows import CHROMIUM, complaints, signed_in
from tests.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")]


@pytest_asyncio.fixture
async def page(chromium: Browser, served: Callable[..., Served]) -> AsyncIterator[Page]:
    """Ann's tab, which is to complain of nothing."""
    here = served()
    here.account("ann", "owner")
    context = await chromium.new_context(base_url=here.url, service_workers="block", locale="en")
    tab = await signed_in(context, "ann")
    heard = complaints(tab)
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
