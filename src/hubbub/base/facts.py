"""Facts: "this happened", told in the transaction that made it so; listeners run soon, as jobs.

A fact is a frozen dataclass of ids, named as a past participle. Whoever cares says `@on(PostPublished)`.
"""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, get_type_hints

import msgspec

from .clock import now
from .db import Tx
from .jobs import ADD, Work, job

F = TypeVar("F")

LISTENERS: dict[type, list[Work[Any]]] = {}


def on(kind: type[F]) -> Callable[[Callable[[Tx, F], Awaitable[None]]], Work[[F]]]:
    """Call the function, in a transaction of its own, for each fact of this kind."""

    def keep(function: Callable[[Tx, F], Awaitable[None]]) -> Work[[F]]:
        if get_type_hints(function).get("fact") is not kind:
            raise TypeError(f"{function.__qualname__} must take (tx, fact: {kind.__name__})")
        work: Work[[F]] = job(function)
        LISTENERS.setdefault(kind, []).append(work)
        return work

    return keep


async def tell(tx: Tx, fact: object) -> None:
    """Write down that it happened, for every listener."""
    if works := LISTENERS.get(type(fact)):
        told = [msgspec.json.encode({"fact": fact}).decode()] * len(works)
        await tx.run(ADD, names=[work.name for work in works], args=told, run_at=now(), once=None)
        tx.wake()
