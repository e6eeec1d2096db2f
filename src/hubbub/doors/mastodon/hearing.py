"""What is heard of the server's own news for open streams: in order, each thing once, and for all streams together.

Rooms say which topics of the bus they turn into events. Keys that come while others are being worked on wait and
are heard together, so a thousand things that happen at once are asked of the database in a few questions.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from hubbub.base import bus
from hubbub.base.db import Db
from hubbub.base.errors import Unavailable
from hubbub.base.streams import LATER

from .streaming import OPEN, Feed, News

log = logging.getLogger("hubbub.streams")

MOST_WAITING = 20_000   # keys; if more wait than that, apps are better off asking anew
MOST_AT_ONCE = 2_000

Hear = Callable[[Db, list[str]], Awaitable[None]]

_ears: dict[str, list[Hear]] = {}
_waiting: dict[str, dict[str, None]] = {}
_at_work: list[asyncio.Task[None]] = []


def hears(topic: str) -> Callable[[Hear], Hear]:
    """Call the function with the keys of the topic, soon, if anybody has a stream open."""

    def keep(function: Hear) -> Hear:
        if topic not in _ears:
            bus.hears(topic)(lambda keys: _note(topic, keys))
        _ears.setdefault(topic, []).append(function)
        return function

    return keep


def tells(topic: str, feed: Feed, name: str, data: bytes = b"") -> None:
    """Tell the profiles that the topic names an event that says the same to all."""

    @hears(topic)
    async def tell(db: Db, keys: list[str]) -> None:
        feed.say(News(name, data), *(int(key) for key in keys))


def _note(topic: str, keys: list[str]) -> None:
    if not OPEN:
        return
    waiting = _waiting.setdefault(topic, {})
    waiting.update(dict.fromkeys(keys))
    if len(waiting) > MOST_WAITING:
        waiting.clear()
        _send_away()
    elif not _at_work:
        _at_work.append(asyncio.get_running_loop().create_task(_work()))


async def _work() -> None:
    try:
        while _waiting:
            topic = next(iter(_waiting))
            waiting = _waiting.pop(topic)
            keys = list(waiting)[:MOST_AT_ONCE]
            if rest := list(waiting)[MOST_AT_ONCE:]:
                _waiting[topic] = dict.fromkeys(rest)
            if (session := next(iter(OPEN), None)) is not None:
                await _hear(session.db, topic, keys)
    finally:
        _at_work.clear()


async def _hear(db: Db, topic: str, keys: list[str]) -> None:
    for ear in _ears[topic]:
        try:
            await ear(db, keys)
        except Unavailable:
            _send_away()
            return
        except Exception:
            log.exception("what was heard of %s was not told", topic)


def _send_away() -> None:
    """Nobody is left believing that they hear everything: they come back, and ask for what they missed."""
    for session in OPEN:
        session.end(LATER)


@hears("gap")
async def _check(db: Db, keys: list[str]) -> None:
    """Something may have been missed, the end of a token too. What else it may be, the rooms ask that hear of it."""
    for session in OPEN:
        await session.check()


@bus.on_gap
def _missed() -> None:
    _note("gap", [""])
