"""Embeds: our public posts on the pages of others."""

from .embeds import find

__all__ = ["find"]
