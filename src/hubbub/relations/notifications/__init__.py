"""Who hears of what: mentions, favourites, boosts, follows, each told once."""

from .notifications import (
    GROUPED,
    KINDS,
    Page,
    clear,
    get,
    list_bundle,
    list_groups,
    list_notifications,
    mark,
    markers,
    notify,
    unread,
    unread_groups,
)
from .store import Group, Marker, Notification

__all__ = [
    "GROUPED",
    "KINDS",
    "Group",
    "Marker",
    "Notification",
    "Page",
    "clear",
    "get",
    "list_bundle",
    "list_groups",
    "list_notifications",
    "mark",
    "markers",
    "notify",
    "unread",
    "unread_groups",
]
