"""Who hears of what: mentions, favourites, boosts, follows, each told once."""

from . import feeling as feeling
from . import polling as polling
from . import quoting as quoting
from . import requests, words
from .notifications import (
    GROUPED,
    KINDS,
    Moved,
    Notified,
    Page,
    clear,
    get,
    list_bundle,
    list_groups,
    list_notifications,
    mark,
    markers,
    notify,
    notify_staff,
    unread,
    unread_groups,
    withdraw,
)
from .store import Group, Marker, Notification, Policy, Request

__all__ = [
    "GROUPED",
    "KINDS",
    "Group",
    "Marker",
    "Moved",
    "Notification",
    "Notified",
    "Page",
    "Policy",
    "Request",
    "clear",
    "get",
    "list_bundle",
    "list_groups",
    "list_notifications",
    "mark",
    "markers",
    "notify",
    "notify_staff",
    "requests",
    "unread",
    "unread_groups",
    "withdraw",
    "words",
]
