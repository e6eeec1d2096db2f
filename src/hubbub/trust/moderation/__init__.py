"""What those who look after the server do about somebody: let in, warn, hold back, shut out, and take it back."""

from .moderation import (
    ACTIONS,
    Action,
    People,
    act,
    appoint,
    appointments,
    approve,
    erase,
    find_verdicts,
    get_person,
    list_owners,
    list_people,
    list_persons,
    may_give,
    reject,
    undo,
)
from .store import Appointment, Person, Verdict

__all__ = [
    "ACTIONS",
    "Action",
    "Appointment",
    "People",
    "Person",
    "Verdict",
    "act",
    "appoint",
    "appointments",
    "approve",
    "erase",
    "find_verdicts",
    "get_person",
    "list_owners",
    "list_people",
    "list_persons",
    "may_give",
    "reject",
    "undo",
]
