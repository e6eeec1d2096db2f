"""Ids: 64-bit integers that sort by time, shown as decimal strings.

48 bits of milliseconds since 1970, then 6 bits that tell processes apart and 10 bits that count within one
millisecond. Client apps sort by them, so a later post has a larger id.
"""

import os
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NewType

AccountId = NewType("AccountId", int)
ProfileId = NewType("ProfileId", int)
PostId = NewType("PostId", int)
MediaId = NewType("MediaId", int)
AppId = NewType("AppId", int)

_node = os.getpid() & 63
_last = 0
_count = 0


def use_node(number: int) -> None:
    """Give this process its own lane of ids; `number` is taken modulo 64."""
    global _node
    _node = number & 63


def new(at: datetime | None = None) -> int:
    """A fresh id for now, never one given before by this process; or one for `at`, which may be another's."""
    global _last, _count
    if at is not None:
        # Back-dated ids (posts from elsewhere) may share a millisecond with others: the tail is random.
        return int(at.timestamp() * 1000) << 16 | int.from_bytes(os.urandom(2))
    millis = time.time_ns() // 1_000_000
    if millis <= _last:
        millis = _last
        _count += 1
        if _count == 1024:
            millis, _count = _last + 1, 0
    else:
        _count = 0
    _last = millis
    return millis << 16 | _node << 10 | _count


def several(times: Iterable[datetime]) -> list[int]:
    """An id for each of these times, no two alike."""
    made: dict[int, None] = {}
    for at in times:
        while (number := new(at)) in made:
            pass
        made[number] = None
    return list(made)


def at(number: int) -> datetime:
    """When the id was made, to the millisecond."""
    return datetime.fromtimestamp((number >> 16) / 1000, UTC)


def first(at: datetime) -> int:
    """The least id that may have been made at that time: what is later has a larger one."""
    return int(at.timestamp() * 1000) << 16


def parse(text: object) -> int | None:
    """The id that `text` spells, or None: ids from outside are never trusted to be numbers."""
    number = text if isinstance(text, str) else str(text)
    if not number.isascii() or not number.isdigit() or len(number) > 19:
        return None
    value = int(number)
    return value if 0 < value < 2**63 else None
