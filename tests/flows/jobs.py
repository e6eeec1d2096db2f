"""What pages are for, as somebody does it before a browser, and what others do meanwhile by their apps."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

from playwright.async_api import Browser, Locator, Page, StorageState

from tests.flows.windows import DESK, complaints, sign_in
from tests.served import Served, eventually

Job = Callable[[Page, Served], Awaitable[None]]


def peopled(folder: Path) -> Iterator[Served]:
    """A server of olga's, on which bob follows ivy and knows kim and lea."""
    server = Served(folder).start()
    server.account("olga", "owner")
    for name in ("ivy", "bob", "kim", "lea"):
        server.person(name)
    server.post(f"/api/v1/accounts/{of(server, 'ivy')}/follow", server.token("bob"))
    yield server
    server.stop()


async def state_of(chromium: Browser, here: Served, name: str) -> StorageState:
    """What somebody's browser holds after signing in."""
    context = await chromium.new_context(base_url=here.url)
    await sign_in(await context.new_page(), name)
    return await context.storage_state()


async def does(chromium: Browser, here: Served, state: StorageState, job: Job) -> None:
    """It is done in a tab of their own, and the browser has nothing to complain of."""
    context = await chromium.new_context(
        base_url=here.url, storage_state=state, viewport=DESK, service_workers="block", color_scheme="light")
    context.set_default_timeout(10_000)
    page = await context.new_page()
    heard = complaints(page)
    await job(page, here)
    await context.close()
    assert heard == []


def of(here: Served, name: str) -> str:
    return str(here.get(f"/api/v1/accounts/lookup?acct={name}")["id"])


async def says(here: Served, name: str, words: str, **more: object) -> dict[str, str]:
    """Somebody publishes this by an app."""
    token = here.token(name)
    made: dict[str, str] = await asyncio.to_thread(here.post, "/api/v1/statuses", token, status=words, **more)
    return made


async def asks(here: Served, name: str, path: str, **given: object) -> None:
    await asyncio.to_thread(here.post, path, here.token(name), **given)


async def soon(look: Callable[[], object]) -> None:
    """Until it is true."""
    await asyncio.to_thread(eventually, look)


async def sends(page: Page, button: Locator) -> None:
    """The button is pressed, and what it sends is answered: whoever goes on before breaks it off. Whoever is asked
    whether they are sure says so."""
    async with page.expect_response(lambda answer: answer.request.method == "POST"):
        await button.click()
    await page.wait_for_load_state()
    if await page.locator(".sure").count():
        await sends(page, page.locator(".sure button.button--danger"))


def post(page: Page, words: str) -> Locator:
    return page.locator("article.post", has_text=words)
