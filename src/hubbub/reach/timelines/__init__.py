"""Home timelines: what lands where."""

from .store import Entry
from .timelines import (
    brings,
    build,
    home,
    keep_out,
    land,
    refill,
    seen,
    withdraw,
)

__all__ = [
    "Entry",
    "brings",
    "build",
    "home",
    "keep_out",
    "land",
    "refill",
    "seen",
    "withdraw",
]
