"""Calls phones and browsers that are not open, by the push services that they have chosen."""

from . import browsers
from .pushes import Wanted, adjust, get, subscribe, unsubscribe
from .store import Subscription

__all__ = ["Subscription", "Wanted", "adjust", "browsers", "get", "subscribe", "unsubscribe"]
