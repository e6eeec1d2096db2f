"""The picture and the name by which this server stands on tabs and home screens."""

from .icons import choose, drop, get, is_chosen, version

__all__ = ["choose", "drop", "get", "is_chosen", "version"]
