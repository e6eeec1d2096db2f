"""Unix sockets: their paths must be short, and their folders nobody else's."""

import hashlib
import os
import tempfile
from pathlib import Path

from .settings import Misconfigured

LONGEST = 90  # bytes of a folder: the kernel takes 107 of a path, and PostgreSQL's own names need some


def near(folder: Path) -> Path:
    """The folder itself; for one too deep, one in the temporary folder that has its name from it."""
    path = os.fsencode(folder)
    if len(path) < LONGEST:
        return folder
    return Path(tempfile.gettempdir()) / f"hubbub-{hashlib.sha256(path).hexdigest()[:16]}"


def own(folder: Path) -> Path:
    """The folder, there and open to us alone. Raises `Misconfigured` if somebody else has made it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
        raise Misconfigured(f"{folder} belongs to somebody else.")
    folder.chmod(0o700)
    return folder
