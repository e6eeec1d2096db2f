"""A post is anything published: its words, who may see it, its place in a thread."""

from . import leaving  # noqa: F401  hears who is gone
from .arrivals import Arrived, PostArrived, arrive, arrive_all, bury
from .cards import Card, Cover, cards, covers
from .editing import Edit, edit, renew, rewrite
from .listing import ancestors, by_author, descendants, public
from .parts import Part, joins, parts_of, records
from .posts import (
    LONGEST,
    Empty,
    Note,
    PostEdited,
    PostPublished,
    PostRemoved,
    boost,
    count,
    counts_of,
    find,
    find_all,
    find_boost,
    get,
    mentions_of,
    publish,
    publish_all,
    remove,
    visible,
    visible_ids,
)
from .readers import circles, named_again
from .seeking import inboxes, reachable, seek, seeks
from .store import Counts, Mention, Post

__all__ = [
    "LONGEST",
    "Arrived",
    "Card",
    "Counts",
    "Cover",
    "Edit",
    "Empty",
    "Mention",
    "Note",
    "Part",
    "Post",
    "PostArrived",
    "PostEdited",
    "PostPublished",
    "PostRemoved",
    "ancestors",
    "arrive",
    "arrive_all",
    "boost",
    "bury",
    "by_author",
    "cards",
    "circles",
    "count",
    "counts_of",
    "covers",
    "descendants",
    "edit",
    "find",
    "find_all",
    "find_boost",
    "get",
    "inboxes",
    "joins",
    "mentions_of",
    "named_again",
    "parts_of",
    "public",
    "publish",
    "publish_all",
    "reachable",
    "records",
    "remove",
    "renew",
    "rewrite",
    "seek",
    "seeks",
    "visible",
    "visible_ids",
]
