"""An account is a person who logs in."""

from .accounts import (
    SignUp,
    authenticate,
    close_session,
    count_here,
    create,
    get,
    open_session,
    session,
)
from .store import Account, Session

__all__ = [
    "Account",
    "Session",
    "SignUp",
    "authenticate",
    "close_session",
    "count_here",
    "create",
    "get",
    "open_session",
    "session",
]
