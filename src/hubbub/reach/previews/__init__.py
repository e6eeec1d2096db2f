"""Previews: what stands behind the links of posts, as its page says of itself, and who leads there."""

from .previews import find, list_by_ids, list_posts, of, weeks
from .store import Preview

__all__ = ["Preview", "find", "list_by_ids", "list_posts", "of", "weeks"]
