"""Served Hubbubs for the stories: a pair that many tests share, and fresh ones to be broken."""

import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, StorageState, async_playwright

from tests.served import Served

from .jobs import peopled, state_of
from .windows import CHROMIUM, QUIET


@pytest.fixture
def served(folder: Path) -> Iterator[Callable[..., Served]]:
    """Serve a Hubbub of its own for this test: `served(web_processes=2)`."""
    made: list[Served] = []

    def serve(**given: object) -> Served:
        made.append(Served(Path(tempfile.mkdtemp(dir=folder, prefix="s")), **given))  # type: ignore[arg-type]
        return made[-1].start()

    yield serve
    for server in made:
        server.stop()


@pytest.fixture(scope="session")
def pair(folder: Path) -> Iterator[tuple[Served, Served]]:
    """Two servers that know of each other only by their addresses."""
    one, two = (Served(folder / name).start() for name in ("one", "two"))
    yield one, two
    one.stop()
    two.stop()


@pytest.fixture(scope="session")
def one(pair: tuple[Served, Served]) -> Served:
    return pair[0]


@pytest.fixture(scope="session")
def two(pair: tuple[Served, Served]) -> Served:
    return pair[1]


@pytest.fixture(scope="module")
def here(folder: Path) -> Iterator[Served]:
    """A server of olga's with a few people; many files have one of their own."""
    yield from peopled(Path(tempfile.mkdtemp(dir=folder, prefix="h")))


@pytest_asyncio.fixture(scope="module")
async def bobs(chromium: Browser, here: Served) -> StorageState:
    """What bob's browser holds after signing in."""
    return await state_of(chromium, here, "bob")


@pytest_asyncio.fixture(scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        await browser.close()
