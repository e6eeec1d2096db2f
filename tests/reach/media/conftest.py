"""The media process of a served Hubbub, for the town."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def workshop(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """It has said that it is ready."""
    words = [sys.executable, "-m", "hubbub", "media-process", "--data", str(folder)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == b"ready\n"
        yield process
    finally:
        process.terminate()
        process.communicate()


@pytest.fixture(autouse=True)
def no_files(folder: Path) -> None:
    """The database is emptied between tests; the files that other tests have left are, too."""
    shutil.rmtree(folder / "media", ignore_errors=True)
