"""Filters: what somebody would rather not read, marked or hidden for them alone."""

from . import covering as covering
from .filters import (
    Whole,
    add_keyword,
    change,
    change_keyword,
    create,
    get,
    get_keyword,
    get_picked,
    list_own,
    pick,
    remove,
    remove_keyword,
    unpick,
)
from .matching import Match, folded, match, rules_of
from .store import Filter, Keyword, Picked

__all__ = [
    "Filter",
    "Keyword",
    "Match",
    "Picked",
    "Whole",
    "add_keyword",
    "change",
    "change_keyword",
    "create",
    "folded",
    "get",
    "get_keyword",
    "get_picked",
    "list_own",
    "match",
    "pick",
    "remove",
    "remove_keyword",
    "rules_of",
    "unpick",
]
