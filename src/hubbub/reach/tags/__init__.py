"""Tags: the words by which posts are found that have nothing else in common."""

from .store import Day
from .tags import days, list_posts, named, tagged

__all__ = ["Day", "days", "list_posts", "named", "tagged"]
