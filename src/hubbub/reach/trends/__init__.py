"""Trends: the tags, posts and links that several people care for just now."""

from .trends import judge, trending_links, trending_posts, trending_tags, verdicts

__all__ = ["judge", "trending_links", "trending_posts", "trending_tags", "verdicts"]
