"""Pins: the few posts that somebody wants to stand first on their page."""

from .pins import MOST, Pinned, Unpinned, list_pinned, pin, replace, stale, unpin

__all__ = ["MOST", "Pinned", "Unpinned", "list_pinned", "pin", "replace", "stale", "unpin"]
