"""An invitation is a link by which somebody may join where not everybody may."""

from .invites import NotGood, check, end, inviters, list_joined, list_own, make, may
from .store import Invite

__all__ = ["Invite", "NotGood", "check", "end", "inviters", "list_joined", "list_own", "make", "may"]
