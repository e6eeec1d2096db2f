"""Keys told between the processes of a server: what changed, never the change itself.

A process that keeps something in memory names the topic it must hear of. What a transaction says is heard in
the same process at once and in every other by PostgreSQL's NOTIFY a moment after the commit. When a process
may have missed something (its listening connection was lost), it drops all that it keeps.
"""

import os
from collections.abc import Callable, Iterator

ALL = "*"  # as a key: of too many things to name each
Heard = Callable[[list[str]], None]

_LIMIT = 7600  # bytes; NOTIFY takes payloads of less than 8,000
_sender = f"{os.getpid()}-{os.urandom(3).hex()}"
_topics: dict[str, list[Heard]] = {}
_gaps: list[Callable[[], None]] = []


def hears(topic: str) -> Callable[[Heard], Heard]:
    """Call the function with the keys whenever something is said of the topic."""

    def keep(function: Heard) -> Heard:
        _topics.setdefault(topic, []).append(function)
        return function

    return keep


def on_gap(function: Callable[[], None]) -> Callable[[], None]:
    """Call the function when something may have been missed: drop everything that is kept."""
    _gaps.append(function)
    return function


def payloads(said: dict[str, dict[str, None]]) -> Iterator[str]:
    """`sender topic key,key,…`, cut to what one NOTIFY carries."""
    for topic, keys in said.items():
        head = f"{_sender} {topic} "
        batch: list[str] = []
        size = len(head)
        for key in keys:
            if batch and size + len(key) + 1 > _LIMIT:
                yield head + ",".join(batch)
                batch, size = [], len(head)
            batch.append(key)
            size += len(key) + 1
        if batch:
            yield head + ",".join(batch)


def deliver(said: dict[str, dict[str, None]]) -> None:
    """Tell this process's own listeners."""
    for topic, keys in said.items():
        for function in _topics.get(topic, ()):
            function(list(keys))


def hear(payload: str) -> None:
    """A payload from the database; our own were delivered when they were committed."""
    sender, topic, keys = payload.split(" ", 2)
    if sender != _sender:
        for function in _topics.get(topic, ()):
            function(keys.split(","))


def gap() -> None:
    """Something may have been missed."""
    for function in _gaps:
        function()


def _name_process() -> None:
    """After a fork the child is a sender of its own: it must hear what its brothers say."""
    global _sender
    _sender = f"{os.getpid()}-{os.urandom(3).hex()}"


os.register_at_fork(after_in_child=_name_process)
