"""Actors as the door needs them: who signed what came, and what we sign with. A room keeps them and says so here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from hubbub.base.db import Db, Read
from hubbub.base.ids import ProfileId

from .keys import Key


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose key this is, and until when that may be believed without asking.

    Of one who is `shut_out`, nothing is taken and nothing is given to them.
    """

    profile: ProfileId
    uri: str
    followers: str | None
    key: Key
    shut_out: bool
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pen:
    """What we sign with: the key's address and the private key, as PEM; `changed`: others may know an older one yet."""

    key_id: str
    pem: str
    changed: bool = False


class Directory(Protocol):
    """What the room that keeps actors must know."""

    async def by_key(self, db: Read, key_id: str) -> Sender | None:
        """The sender with this key, if it is known."""

    async def ask_for_key(self, db: Db, key_id: str) -> Sender:
        """The same, asked afresh of its server. Raises `Refused` or `Unreachable`."""

    async def knows(self, db: Read, uri: str) -> bool:
        """Whether an actor is known by this id."""

    async def place(self, db: Db, inbox: str) -> str | None:
        """Where whoever had this inbox is written to now, if it is another."""

    async def pen(self, db: Db, profile: ProfileId | None) -> Pen | None:
        """The pen of a profile here, or of the server itself; None while it has none."""


_kept: list[Directory] = []


def keeps(directory: Directory) -> None:
    """The room that keeps actors says so."""
    _kept[:] = [directory]


def directory() -> Directory:
    return _kept[0]
