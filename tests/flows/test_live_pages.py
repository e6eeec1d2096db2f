"""A page that is left open hears what happens, whichever process of the server it happens in."""

import time

import pytest

from tests.flows.windows import CHROMIUM, complaints, sign_in_held
from tests.served import eventually


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")
def test_two_open_tabs_show_a_mention_by_themselves_and_the_server_stops_without_waiting_for_them(served):
    from playwright.sync_api import expect, sync_playwright

    here = served(web_processes=2)
    ann, bob = here.person("ann"), here.person("bob")
    assert ann
    with sync_playwright() as browsers:
        chromium = browsers.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = chromium.new_context()
        page = context.new_page()
        problems = complaints(page)
        sign_in_held(page, here.url, "ann")
        other = context.new_page()
        other.goto(f"{here.url}/ties")
        here.post("/api/v1/statuses", token=bob, status="Hello @ann")
        for tab in (page, other):
            expect(tab.locator("[data-unread-figure]")).to_have_text("1")
            expect(tab.locator("[data-unread]")).to_be_visible()
        eventually(lambda: "bob spoke to you" in page.inner_text("#toasts") + other.inner_text("#toasts"))
        other.goto(f"{here.url}/notifications")
        expect(page.locator("[data-unread]")).to_be_hidden()
        assert problems == []
        began = time.monotonic()
        assert here.stop() == 0
        assert time.monotonic() - began < 5
        chromium.close()
