"""A year: what somebody wrote, with whom and how it was met, looked back on for their own eyes."""

from .store import Year
from .years import ask, find, list_years, mark_read, season, state

__all__ = ["Year", "ask", "find", "list_years", "mark_read", "season", "state"]
