"""What is missing of a thread or a page of another server is asked for when somebody here looks at it."""

from .backfills import begin, count, due, find, finish, runs
from .store import Backfill

__all__ = ["Backfill", "begin", "count", "due", "find", "finish", "runs"]
