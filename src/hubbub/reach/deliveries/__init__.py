"""Where a post has arrived: which other servers it was sent to, and which have it."""

from .deliveries import (
    arrive,
    give_up,
    inboxes,
    inboxes_of_all,
    promise,
    reached,
    reached_by,
)
from .store import Reached

__all__ = [
    "Reached",
    "arrive",
    "give_up",
    "inboxes",
    "inboxes_of_all",
    "promise",
    "reached",
    "reached_by",
]
