"""Edits: what a post said before it was changed, for whoever may see it now."""

from .edits import history
from .store import Version

__all__ = ["Version", "history"]
