"""The media process of a served Hubbub, for the town."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def workshop(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """It has said that it is ready."""
    hear, say = os.pipe()
    words = [sys.executable, "-m", "hubbub", "media-process", "--data", str(folder), "--ready", str(say)]
    process = subprocess.Popen(words, pass_fds=[say])
    os.close(say)
    try:
        assert os.read(hear, 1) == b"m"
        yield process
    finally:
        process.terminate()
        process.wait(10)
        os.close(hear)


@pytest.fixture(autouse=True)
def no_files(folder: Path) -> None:
    """The database is emptied between tests; the files that other tests have left are, too."""
    shutil.rmtree(folder / "media", ignore_errors=True)
