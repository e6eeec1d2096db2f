"""Pictures that posts carry: made anew, described, kept as ours wherever they come from."""

from .elsewhere import Elsewhere
from .media import (
    LARGEST,
    LONGEST_DESCRIPTION,
    MOST,
    UPLOADS,
    by_author,
    describe,
    focus_of,
    get,
    hold,
    list_own,
    of,
    remove,
    take,
)
from .store import Media

__all__ = [
    "LARGEST",
    "LONGEST_DESCRIPTION",
    "MOST",
    "UPLOADS",
    "Elsewhere",
    "Media",
    "by_author",
    "describe",
    "focus_of",
    "get",
    "hold",
    "list_own",
    "of",
    "remove",
    "take",
]
