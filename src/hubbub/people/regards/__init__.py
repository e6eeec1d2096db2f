"""What somebody makes of others: a note for themselves about each, and whom they recommend."""

from .regards import NotFollowed, endorse, list_endorsed, list_regards, note, unendorse
from .store import Listed, Regard

__all__ = ["Listed", "NotFollowed", "Regard", "endorse", "list_endorsed", "list_regards", "note", "unendorse"]
