"""Severances: follows that ended because a server was shut out, and how many those were."""

from .severances import list_by_ids
from .store import Severance

__all__ = ["Severance", "list_by_ids"]
