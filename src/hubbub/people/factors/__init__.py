"""A second factor is what somebody proves besides their password."""

from .factors import (
    HALF_LIFE,
    MOST_TRIES,
    CodesLeft,
    WrongCode,
    add_codes,
    ask_for_passkeys,
    begin,
    confirm,
    get,
    grants,
    prove,
    redeem,
    remove,
    renew_codes,
)
from .store import Factors

__all__ = [
    "HALF_LIFE",
    "MOST_TRIES",
    "CodesLeft",
    "Factors",
    "WrongCode",
    "add_codes",
    "ask_for_passkeys",
    "begin",
    "confirm",
    "get",
    "grants",
    "prove",
    "redeem",
    "remove",
    "renew_codes",
]
