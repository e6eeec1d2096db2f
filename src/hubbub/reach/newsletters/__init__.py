"""A newsletter is somebody's new public posts, sent by e-mail to whoever has asked for them and confirmed it."""

from . import letters  # noqa: F401  hears of what is published
from .newsletters import confirm, count, drop, enabled, leave, list_all, list_own, open_among, subscribe, switch
from .store import Subscriber

__all__ = [
    "Subscriber",
    "confirm",
    "count",
    "drop",
    "enabled",
    "leave",
    "list_all",
    "list_own",
    "open_among",
    "subscribe",
    "switch",
]
