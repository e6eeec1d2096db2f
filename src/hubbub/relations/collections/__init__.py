"""Collections: people worth following, put together under a name; whoever is in one may leave it."""

from . import consents as consents
from . import elsewhere as elsewhere
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
    remove,
    revoke,
)
from .consents import may_be_in
from .facts import (
    CollectionChanged,
    CollectionDeleted,
    CollectionMade,
    CollectionsWanted,
    ConsentEnded,
    ItemAdded,
    ItemAsked,
    ItemRemoved,
)
from .store import Collection, Item, Policy

__all__ = [
    "LONGEST_DESCRIPTION",
    "LONGEST_NAME",
    "MOST",
    "MOST_PEOPLE",
    "Collection",
    "CollectionChanged",
    "CollectionDeleted",
    "CollectionMade",
    "CollectionsWanted",
    "ConsentEnded",
    "Given",
    "Item",
    "ItemAdded",
    "ItemAsked",
    "ItemRemoved",
    "Policy",
    "add",
    "change",
    "consents",
    "create",
    "delete",
    "elsewhere",
    "get",
    "items_of",
    "list_by",
    "list_by_ids",
    "list_with",
    "may_be_in",
    "remove",
    "revoke",
]
