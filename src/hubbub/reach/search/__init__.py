"""Search: posts, people and tags found by words, as far as they are to be seen and want to be found."""

from .search import Page, find_people, find_posts, find_tags, knows

__all__ = ["Page", "find_people", "find_posts", "find_tags", "knows"]
