"""A passkey is a key on somebody's own device that signs them in without a password."""

from .passkeys import NotProved, challenge, list_own, prove, register, remove, rename
from .proving import ALGORITHMS
from .store import Passkey

__all__ = ["ALGORITHMS", "NotProved", "Passkey", "challenge", "list_own", "prove", "register", "remove", "rename"]
