"""An appearance is how the pages look for somebody: light or dark, large or small, wide or narrow, still or moving."""

from .appearances import CHOICES, choose, get
from .store import Appearance

__all__ = ["CHOICES", "Appearance", "choose", "get"]
