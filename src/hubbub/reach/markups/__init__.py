"""Markups: in which posts the words are written in Markdown, and who likes to write so."""

from .markups import MARKDOWN, PLAIN, enabled, liked, preview, written_in
from .store import Written

__all__ = ["MARKDOWN", "PLAIN", "Written", "enabled", "liked", "preview", "written_in"]
