"""With which servers we have anything to do. A room decides; without one the gate stands open.

Asked before anything is fetched from a server, written to it, or taken from it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from hubbub.base.db import Read


@dataclass(frozen=True, slots=True)
class Stance:
    """How we stand to a server: nothing to do with it at all, or only not everything."""

    shut_out: bool = False
    silenced: bool = False
    rejects_media: bool = False
    rejects_reports: bool = False


OPEN = Stance()
Look = Callable[[Read, str], Awaitable[Stance]]

_look: list[Look] = []


def looks(function: Look) -> Look:
    """The room that decides says so."""
    _look[:] = [function]
    return function


async def stance(db: Read, host: str) -> Stance:
    """How we stand to the server with this name, which may have a port."""
    return await _look[0](db, host) if _look else OPEN
