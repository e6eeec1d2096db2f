"""Authors elsewhere say who may like and boost a post of theirs, and are asked where that is for them to decide."""

from .permissions import (
    BoostStamped,
    Elsewhere,
    NotAmongBoosters,
    NotAmongLikers,
    PermissionAsked,
    PermissionWithdrawn,
    Rule,
    agree,
    consent,
    disagree,
    find,
    find_like,
    grant,
    stamp_uri,
    stamps_of,
)
from .store import Consent, Request

__all__ = [
    "BoostStamped",
    "Consent",
    "Elsewhere",
    "NotAmongBoosters",
    "NotAmongLikers",
    "PermissionAsked",
    "PermissionWithdrawn",
    "Request",
    "Rule",
    "agree",
    "consent",
    "disagree",
    "find",
    "find_like",
    "grant",
    "stamp_uri",
    "stamps_of",
]
