"""The disk: its complaints as ours, and the promise that what was written is still there after a power cut."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import Full, Unavailable


@contextmanager
def writing() -> Iterator[None]:
    """Raises `Full` where the disk has no room (or the quota is used up), `Unavailable` where it fails otherwise."""
    try:
        yield
    except OSError as problem:
        kind = Full if problem.errno in (errno.ENOSPC, errno.EDQUOT) else Unavailable
        raise kind(str(problem)) from problem


def settle(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk itself."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
