"""Moving house: which accounts are the same person's, and followers who come along."""

from .moves import (
    MOST_ALIASES,
    REST,
    Moved,
    NotAliased,
    Resting,
    alias,
    arrive,
    cancel,
    carries,
    find,
    learn,
    leave,
    list_aliases,
    renews,
    unalias,
)
from .store import Move

__all__ = [
    "MOST_ALIASES",
    "REST",
    "Move",
    "Moved",
    "NotAliased",
    "Resting",
    "alias",
    "arrive",
    "cancel",
    "carries",
    "find",
    "learn",
    "leave",
    "list_aliases",
    "renews",
    "unalias",
]
