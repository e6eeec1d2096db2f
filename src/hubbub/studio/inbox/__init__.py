"""The inbox is what was said to a profile and stands there until somebody has answered."""

from .inbox import (
    assign,
    count_open,
    list_done,
    list_open,
    mark_done,
    mark_open,
)
from .store import Item, ItemId

__all__ = [
    "Item",
    "ItemId",
    "assign",
    "count_open",
    "list_done",
    "list_open",
    "mark_done",
    "mark_open",
]
