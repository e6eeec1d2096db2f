"""A media process for the pictures of drafts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hubbub.base.workshop import Workshop
from tests.base.test_workshop import workshop_at
from tests.town import Town


@pytest.fixture
def workshop(folder: Path, town: Town) -> Iterator[None]:
    """The town has its files opened there."""
    was, socket = town.db.here.workshop, folder / "drafts.workshop"
    with workshop_at(socket) as process:
        assert process.stdout.readline() == b"ready\n"
        town.db.here.workshop = Workshop(socket)
        yield
    town.db.here.workshop = was
