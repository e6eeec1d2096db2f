"""Conversations: what is said among few, by thread and by who is in it."""

from .conversations import (
    get,
    list_own,
    list_posts,
    mark,
    remove,
    unread,
)
from .store import Conversation

__all__ = [
    "Conversation",
    "get",
    "list_own",
    "list_posts",
    "mark",
    "remove",
    "unread",
]
