"""Lists: some of those whom one follows, read apart from the rest."""

from .lists import (
    add,
    change,
    create,
    drop,
    everybody_in,
    get,
    list_members,
    list_own,
    list_posts,
    list_with,
    members_among,
    remove,
)
from .store import List, Member

__all__ = [
    "List",
    "Member",
    "add",
    "change",
    "create",
    "drop",
    "everybody_in",
    "get",
    "list_members",
    "list_own",
    "list_posts",
    "list_with",
    "members_among",
    "remove",
]
