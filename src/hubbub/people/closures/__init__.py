"""A closure is somebody leaving: hidden at once, gone for good after two weeks unless they come back."""

from .closures import GRACE, close, find
from .store import Closure

__all__ = ["GRACE", "Closure", "close", "find"]
