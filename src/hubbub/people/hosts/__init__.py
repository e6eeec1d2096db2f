"""Other servers: how they want to be written to, what is on its way to them, what was taken from them."""

from .hosts import (
    asks,
    failed,
    find,
    first_time,
    keep,
    learned,
    letter,
    succeeded,
    undone,
)
from .store import Host, Letter

__all__ = [
    "Host",
    "Letter",
    "asks",
    "failed",
    "find",
    "first_time",
    "keep",
    "learned",
    "letter",
    "succeeded",
    "undone",
]
