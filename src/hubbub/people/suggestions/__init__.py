"""Whom one may want to know: friends of friends, whom many follow, the directory of who likes to be seen."""

from .store import Suggestion
from .suggestions import directory, dismiss, suggest

__all__ = ["Suggestion", "directory", "dismiss", "suggest"]
