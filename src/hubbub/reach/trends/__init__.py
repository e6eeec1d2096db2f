"""Trends: the tags and posts that several people care for just now."""

from .trends import trending_posts, trending_tags

__all__ = ["trending_posts", "trending_tags"]
