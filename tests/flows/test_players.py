"""Films and recordings in a browser: begun by a key or a finger, one at a time, and nothing moves for it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.flows.test_across import sent
from tests.flows.test_public_pages import SHIFTS
from tests.flows.windows import AXE, CHROMIUM, DESK, PHONE, complaints
from tests.reach.renditions.filming import film, recording
from tests.served import Served, eventually

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")]

PLAYS, RESTS = "media => !media.paused && media.currentTime > 0", "media => media.paused"


@pytest.fixture(scope="module")
def here(folder: Path) -> Iterator[Served]:
    """Bob has published a film, a recording, and a film that is covered."""
    server = Served(folder / "players").start()
    bob = server.person("bob")
    for data, words, covered in (
        (film(frames=600), "Under the bridge", True), (recording(seconds=20), "A gull", False),
        (film(frames=600), "A wave", False),
    ):
        number = sent(server, bob, data, words)["id"]
        eventually(lambda number=number: server.ask("GET", f"/api/v1/media/{number}", token=bob)[0] == 200, 60)
        server.post("/api/v1/statuses", bob, status="Look", media_ids=[number], sensitive=covered)
    yield server
    server.stop()


async def looking(chromium: Browser, here: Served, **how: Any) -> Page:
    context = await chromium.new_context(base_url=here.url, service_workers="block", locale="en", **how)
    page = await context.new_page()
    await page.add_init_script(SHIFTS)
    return page


def of(page: Page, words: str) -> tuple[Locator, Locator]:
    """The button before a film or a recording, and that itself."""
    return page.get_by_role("button", name=f"Play: {words}"), page.locator(f":is(video, audio)[aria-label='{words}']")


async def comes_to(media: Locator, what: str) -> None:
    await media.page.wait_for_function(f"media => ({what})(media)", arg=await media.element_handle(), timeout=10_000)


@pytest.mark.parametrize("window", [PHONE, DESK], ids=["phone", "desk"])
async def test_a_film_is_played_by_keys_alone_and_nothing_moves(chromium: Browser, here: Served, window):
    page = await looking(chromium, here, viewport=window)
    heard = complaints(page)
    await page.goto("/@bob?tab=pictures")
    begin, wave = of(page, "A wave")
    await expect(begin).to_contain_text("0:20")
    await begin.focus()
    await page.keyboard.press("Enter")
    await comes_to(wave, PLAYS)
    await expect(begin).to_be_hidden()
    await expect(wave).to_be_focused()
    await page.keyboard.press("Space")
    await comes_to(wave, RESTS)
    assert await page.evaluate("window.shifted") == 0
    assert heard == []
    await page.context.close()


async def test_one_plays_at_a_time_and_no_film_out_of_sight(chromium: Browser, here: Served):
    page = await looking(chromium, here, viewport=PHONE)
    await page.goto("/@bob?tab=pictures")
    (begin, wave), (sounds, gull), (covered, bridge) = (of(page, words) for words in ("A wave", "A gull",
                                                                                     "Under the bridge"))
    await begin.click()
    await comes_to(wave, PLAYS)
    await sounds.click()
    await comes_to(gull, PLAYS)
    await comes_to(wave, RESTS)
    await expect(page.locator(".media__cover")).to_contain_text("Sensitive content")  # and not: picture
    await page.locator(".media__hidden > summary").click()
    await covered.click()
    await comes_to(bridge, PLAYS)
    await comes_to(gull, RESTS)
    await page.locator(".media__hidden > summary").click()  # folded away
    await comes_to(bridge, RESTS)
    await gull.evaluate("media => media.play()")
    await page.evaluate("scrollTo(0, 0)")
    await comes_to(gull, PLAYS)
    await wave.evaluate("media => media.play()")
    await comes_to(wave, PLAYS)
    await page.evaluate("document.querySelector('main').style.paddingBottom = '3000px'; scrollTo(0, 9000)")
    await comes_to(wave, RESTS)
    await page.context.close()


async def test_without_script_the_browser_s_own_controls_are_there(chromium: Browser, here: Served):
    page = await looking(chromium, here, viewport=PHONE, java_script_enabled=False)
    await page.goto("/@bob?tab=pictures")
    begin, wave = of(page, "A wave")
    await expect(begin).to_have_count(0)
    await expect(wave).to_be_visible()
    await expect(wave).to_have_attribute("controls", "")
    await page.context.close()


async def test_players_are_usable_by_everybody(chromium: Browser, here: Served):
    page = await looking(chromium, here, viewport=PHONE, bypass_csp=True)
    await page.goto("/@bob?tab=pictures")
    await page.add_script_tag(path=AXE)
    for begun in (False, True):
        if begun:
            await of(page, "A gull")[0].click()
        found = await page.evaluate("axe.run('main').then(({ violations }) => violations.map(({ id }) => id))")
        assert found == []
    await page.context.close()
