"""Collections: people worth following, put together under a name; whoever is in one may leave it."""

from .collections import (
    LONGEST_DESCRIPTION,
    LONGEST_NAME,
    MOST,
    MOST_PEOPLE,
    Given,
    add,
    change,
    create,
    delete,
    get,
    items_of,
    list_by,
    list_by_ids,
    list_with,
    may_be_in,
    remove,
    revoke,
)
from .store import Collection, Item

__all__ = [
    "LONGEST_DESCRIPTION",
    "LONGEST_NAME",
    "MOST",
    "MOST_PEOPLE",
    "Collection",
    "Given",
    "Item",
    "add",
    "change",
    "create",
    "delete",
    "get",
    "items_of",
    "list_by",
    "list_by_ids",
    "list_with",
    "may_be_in",
    "remove",
    "revoke",
]
