"""Home timelines: what lands where."""

from .store import Entry
from .timelines import (
    build,
    home,
    seen,
)

__all__ = [
    "Entry",
    "build",
    "home",
    "seen",
]
