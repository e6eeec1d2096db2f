"""Served Hubbubs for the stories: a pair that many tests share, and fresh ones to be broken."""

import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.served import Served

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


@pytest_asyncio.fixture(scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        await browser.close()
