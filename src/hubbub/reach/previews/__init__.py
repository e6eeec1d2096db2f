"""Previews: what stands behind the first link of a post, as its page says of itself."""

from .previews import of
from .store import Preview

__all__ = ["Preview", "of"]
