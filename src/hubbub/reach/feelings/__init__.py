"""What people feel about a post, said with an emoji."""

from .feelings import (
    Felt,
    Tally,
    Unfelt,
    feel,
    feel_from_elsewhere,
    find,
    get,
    list_feelers,
    of,
    shown,
    unfeel,
    unfeel_elsewhere,
)
from .signs import Custom, named, named_so, read
from .store import MOST_EACH, Feeler, Feeling

__all__ = [
    "MOST_EACH",
    "Custom",
    "Feeler",
    "Feeling",
    "Felt",
    "Tally",
    "Unfelt",
    "feel",
    "feel_from_elsewhere",
    "find",
    "get",
    "list_feelers",
    "named",
    "named_so",
    "of",
    "read",
    "shown",
    "unfeel",
    "unfeel_elsewhere",
]
