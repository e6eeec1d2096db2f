"""Authors say who may answer a post of theirs, here and elsewhere, and are asked where that is for them to decide."""

from .replies import (
    POLICIES,
    Elsewhere,
    NoPolicy,
    NotAmongThem,
    ReplyAsked,
    ReplyStamped,
    approve,
    consent,
    disapprove,
    grant,
    groups_of,
    in_words,
    policies_of,
    set_policy,
    stamp_uri,
)
from .store import Approval, Consent, Policy

__all__ = [
    "POLICIES",
    "Approval",
    "Consent",
    "Elsewhere",
    "NoPolicy",
    "NotAmongThem",
    "Policy",
    "ReplyAsked",
    "ReplyStamped",
    "approve",
    "consent",
    "disapprove",
    "grant",
    "groups_of",
    "in_words",
    "policies_of",
    "set_policy",
    "stamp_uri",
]
