"""Pictures, films and recordings that posts carry: made anew, described, kept as ours wherever they come from."""

from .changing import Chosen, prepare, still_there
from .elsewhere import Elsewhere
from .making import Focus
from .media import (
    LONGEST_DESCRIPTION,
    MOST,
    UPLOADS,
    MediaDescribed,
    Spared,
    by_author,
    describe,
    dress,
    focus_of,
    get,
    hold,
    list_own,
    made,
    of,
    remove,
    remove_of,
    spares,
    take,
)
from .store import Media

__all__ = [
    "LONGEST_DESCRIPTION",
    "MOST",
    "UPLOADS",
    "Chosen",
    "Elsewhere",
    "Focus",
    "Media",
    "MediaDescribed",
    "Spared",
    "by_author",
    "describe",
    "dress",
    "focus_of",
    "get",
    "hold",
    "list_own",
    "made",
    "of",
    "prepare",
    "remove",
    "remove_of",
    "spares",
    "still_there",
    "take",
]
