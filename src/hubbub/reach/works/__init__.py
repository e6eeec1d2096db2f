"""What is more than a note, an article, a film, an event, is told so that it reads well among notes."""

from .works import Work, told

__all__ = ["Work", "told"]
