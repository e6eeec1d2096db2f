"""The pages of newsletters in a real browser, on a server that sends mail: as axe reads them, without script."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Db
from hubbub.people import profiles
from hubbub.reach import newsletters
from tests.flows.windows import AXE, CHROMIUM, DESK, PHONE, complaints, sign_in
from tests.served import Served, free_port

pytestmark = [
    pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium"),
]

SECRET = "known-to-this-test"
READ = """async () => (await axe.run({ include: [["html"]] }, { resultTypes: ["violations"] })).violations
    .map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 200))])"""
STANDS_OUT = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def here(folder: Path) -> Iterator[Served]:
    # Nobody takes mail there: it waits.
    server = Served(folder / "letters", environment={"HUBBUB_SMTP_URL": f"smtp://127.0.0.1:{free_port()}"}).start()
    server.person("hal")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def paths(here: Served) -> dict[str, str]:
    return here.beside(_begun)


async def _begun(db: Db) -> dict[str, str]:
    """A newsletter with somebody who has subscribed and somebody who has not yet confirmed."""
    profile, reader = await profiles.look_up(db, "hal"), ids.new()
    assert profile is not None
    async with db.write() as tx:
        await newsletters.switch(tx, profile, on=True)
    async with db.alone() as connection:
        for number, email, secret_hash, confirmed_at in (
            (reader, f"{'rae' * 15}@{'far.' * 20}test", None, now()),
            (ids.new(), "new@far.test", hashlib.sha256(SECRET.encode()).digest(), None),
        ):
            await connection.execute(
                """INSERT INTO newsletter_subscribers
                       (id, profile_id, email, locale, secret_hash, asked_at, asked_count, confirmed_at)
                   VALUES ($1, $2, $3, 'en', $4, $5, 1, $6)""",
                number, profile, email, secret_hash, now(), confirmed_at)
    return {"profile": "/@hal", "ask": f"/newsletters/of/{profile}", "confirm": f"/newsletters/confirm/{SECRET}",
            "leave": f"/newsletters/{reader}/{newsletters.newsletters.leaving(db, reader)}",
            "own": "/settings/newsletter", "transfers": "/settings/transfers"}


async def faults(page: Page) -> list[Any]:
    """What axe finds, on a phone by day and by night, and whether something stands out of the page."""
    await page.evaluate(AXE.read_text())
    found: list[Any] = []
    for theme, size in (("light", PHONE), ("dark", PHONE), ("light", DESK)):
        await page.set_viewport_size(size)
        await page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        found += await page.evaluate(READ)
        found += ["stands out"] if await page.evaluate(STANDS_OUT) else []
    return found


async def test_every_page_is_for_everybody_and_fits(chromium: Browser, here: Served, paths: dict[str, str]):
    context = await chromium.new_context(
        base_url=here.url, viewport=PHONE, service_workers="block", reduced_motion="reduce")
    page = await context.new_page()
    heard, found = complaints(page), {}
    for name, path in paths.items():
        if name == "own":
            await sign_in(page, "hal")
        await page.goto(path)
        found[name] = await faults(page)
        if name == "profile":
            assert await page.get_by_label("Get new posts by e-mail").is_visible()
    await context.close()
    assert (found, heard) == ({name: [] for name in paths}, [])


async def test_a_visitor_subscribes_and_leaves_without_script(chromium: Browser, here: Served, paths: dict[str, str]):
    context = await chromium.new_context(base_url=here.url, viewport=PHONE, java_script_enabled=False)
    page = await context.new_page()
    await page.goto(paths["profile"])
    await page.get_by_label("Get new posts by e-mail").fill("rae@far.test")
    await page.get_by_role("button", name="Subscribe").click()
    assert "is on its way" in await page.locator("main").inner_text()
    for name, button, said in (("confirm", "Yes, send them to me", "You are subscribed"),
                               ("leave", "Yes, send me no more", "You are not subscribed any more")):
        await page.goto(paths[name])
        await page.get_by_role("button", name=button).click()
        assert said in await page.locator("main").inner_text()
    await context.close()
