"""A draft is a post not yet published: kept, or going out by itself when it is due."""

from .drafts import (
    DraftFailed,
    DraftPublished,
    DraftScheduled,
    NotHere,
    Past,
    Writer,
    cancel,
    change,
    find_unfinished,
    get,
    list_published,
    list_scheduled,
    list_waiting,
    pictures,
    publish,
    publish_due,
    save,
)
from .sharing import Shared, begun, sharing, take_over
from .store import Draft, DraftId

__all__ = [
    "Draft",
    "DraftFailed",
    "DraftId",
    "DraftPublished",
    "DraftScheduled",
    "NotHere",
    "Past",
    "Shared",
    "Writer",
    "begun",
    "cancel",
    "change",
    "find_unfinished",
    "get",
    "list_published",
    "list_scheduled",
    "list_waiting",
    "pictures",
    "publish",
    "publish_due",
    "save",
    "sharing",
    "take_over",
]
