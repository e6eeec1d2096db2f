"""What somebody does with a post: favour it, keep it, pass it on; each once."""

from .reactions import (
    BOOKMARKED,
    BOOSTED,
    FAVOURITED,
    Favourited,
    Unfavourited,
    bookmark,
    boost,
    favourite,
    flags,
    flags_of,
    list_bookmarks,
    list_boosters,
    list_favourers,
    list_favourites,
    unbookmark,
    unboost,
    unfavourite,
)
from .store import Doer, Listed

__all__ = [
    "BOOKMARKED",
    "BOOSTED",
    "FAVOURITED",
    "Doer",
    "Favourited",
    "Listed",
    "Unfavourited",
    "bookmark",
    "boost",
    "favourite",
    "flags",
    "flags_of",
    "list_bookmarks",
    "list_boosters",
    "list_favourers",
    "list_favourites",
    "unbookmark",
    "unboost",
    "unfavourite",
]
