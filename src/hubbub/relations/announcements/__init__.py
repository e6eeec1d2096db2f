"""What the people who run a server say to everybody on it."""

from .announcements import (
    LONGEST,
    Words,
    current,
    dismiss,
    get,
    list_all,
    list_current,
    mentioned,
    publish,
    react,
    reactions,
    remove,
    unreact,
    write,
)
from .store import Announcement, Reaction

__all__ = [
    "LONGEST",
    "Announcement",
    "Reaction",
    "Words",
    "current",
    "dismiss",
    "get",
    "list_all",
    "list_current",
    "mentioned",
    "publish",
    "react",
    "reactions",
    "remove",
    "unreact",
    "write",
]
