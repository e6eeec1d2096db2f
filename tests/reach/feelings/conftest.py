"""The process that makes pictures anew, for tests that send some."""

import pytest

from tests.reach.media.conftest import workshop as workshop


@pytest.fixture(autouse=True)
def _workshop(workshop) -> None:
    """Every test here sends or fetches pictures."""
