"""Small pictures that stand for words between colons, in posts and in names."""

from .emoji import (
    Elsewhere,
    Emoji,
    NoShortcode,
    Taken,
    Worn,
    add,
    get,
    learn,
    list_here,
    named_in,
    of_profiles,
    remove,
    worn,
)
from .store import Row

__all__ = [
    "Elsewhere",
    "Emoji",
    "NoShortcode",
    "Row",
    "Taken",
    "Worn",
    "add",
    "get",
    "learn",
    "list_here",
    "named_in",
    "of_profiles",
    "remove",
    "worn",
]
