"""Home timelines: what lands where."""

from .store import Entry
from .timelines import (
    build,
    home,
    keep_out,
    seen,
)

__all__ = [
    "Entry",
    "build",
    "home",
    "keep_out",
    "seen",
]
