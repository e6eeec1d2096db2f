"""Files of one test are no matter of the next."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def no_files(folder: Path) -> None:
    """The database is emptied between tests; the files that other tests have left are, too."""
    shutil.rmtree(folder / "media", ignore_errors=True)
