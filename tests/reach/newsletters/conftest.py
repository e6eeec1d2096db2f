"""Who is here before mail is sent: nobody of them has to confirm an address."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.postbox import Postbox, receiving
from tests.town import Town


@pytest_asyncio.fixture
async def postbox(town: Town) -> AsyncIterator[Postbox]:
    """A mail relay, really there, for ann and bob."""
    for name in ("ann", "bob"):
        await town.person(name)
    async with receiving(town.db) as box:
        yield box
