"""Sitemaps: which pages search engines are shown, of those alone who want to be found."""

from .sitemaps import list_pages, list_places
from .store import Place

__all__ = ["Place", "list_pages", "list_places"]
