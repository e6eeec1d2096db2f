"""A workshop for pictures of people: a process of its own, as a served Hubbub has."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hubbub.base.workshop import Workshop
from tests.base.test_workshop import workshop_at
from tests.town import Town


@pytest.fixture(scope="session")
def bench(folder: Path) -> Iterator[Path]:
    socket = folder / "people.workshop"
    with workshop_at(socket) as process:
        assert process.stdout.readline() == b"ready\n"
        yield socket


@pytest.fixture
def workshop(bench: Path, town: Town) -> Iterator[None]:
    """The town has its files opened there."""
    was = town.db.here.workshop
    town.db.here.workshop = Workshop(bench)
    yield
    town.db.here.workshop = was
