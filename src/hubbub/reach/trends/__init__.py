"""Trends: the tags, posts and links that several people care for just now."""

from .store import Publisher, Verdict
from .trends import (
    find_publisher,
    judge,
    list_publishers,
    trending_links,
    trending_posts,
    trending_tags,
    verdicts,
)

__all__ = [
    "Publisher",
    "Verdict",
    "find_publisher",
    "judge",
    "list_publishers",
    "trending_links",
    "trending_posts",
    "trending_tags",
    "verdicts",
]
