"""What those who look after the server do about somebody: let in, warn, hold back, shut out, and take it back."""

from .moderation import (
    ACTIONS,
    Action,
    People,
    act,
    approve,
    erase,
    find_verdicts,
    get_person,
    list_owners,
    list_people,
    list_persons,
    reject,
    undo,
)
from .store import Person, Verdict

__all__ = [
    "ACTIONS",
    "Action",
    "People",
    "Person",
    "Verdict",
    "act",
    "approve",
    "erase",
    "find_verdicts",
    "get_person",
    "list_owners",
    "list_people",
    "list_persons",
    "reject",
    "undo",
]
