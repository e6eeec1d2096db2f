"""Home timelines: what lands where."""

from .homes import Home, Top, home, top
from .timelines import (
    brings,
    build,
    keep_out,
    land,
    refill,
    seen,
    withdraw,
)

__all__ = [
    "Home",
    "Top",
    "brings",
    "build",
    "home",
    "keep_out",
    "land",
    "refill",
    "seen",
    "top",
    "withdraw",
]
