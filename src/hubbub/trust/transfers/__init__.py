"""A transfer is a file by which somebody brings along, or takes with them, whom they follow and what they keep."""

from .kinds import KINDS
from .store import Line, Transfer
from .transfers import MOST_LINES, begin, get, list_own, list_problems

__all__ = ["KINDS", "MOST_LINES", "Line", "Transfer", "begin", "get", "list_own", "list_problems"]
