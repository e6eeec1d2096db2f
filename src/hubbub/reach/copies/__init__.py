"""Copies of what other servers show: fetched when somebody looks, kept for a while, as far as there is room."""

from .copies import CopyTried, address, asked, drop_unseen, expect, fetch, find, forget, get, look, refuses
from .store import Copy

__all__ = ["Copy", "CopyTried", "address", "asked", "drop_unseen", "expect", "fetch", "find", "forget", "get", "look",
           "refuses"]
