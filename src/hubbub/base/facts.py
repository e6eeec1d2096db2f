"""Facts: "this happened", told in the transaction that made it so; listeners run soon, as jobs.

A fact is a frozen dataclass of ids, named as a past participle. Whoever cares says `@on(PostPublished)`, and takes
`fact`, or `facts` if many are as quickly seen to as one.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar, get_type_hints

import msgspec

from .clock import now
from .db import Tx
from .jobs import ADD, Work, gathered, job

F = TypeVar("F")

LISTENERS: dict[type, list[Work[Any]]] = {}
_whens: dict[str, Callable[[Any], bool]] = {}


def on(
    kind: type[F], when: Callable[[F], bool] | None = None
) -> Callable[[Callable[[Tx, Any], Awaitable[None]]], Work[Any]]:
    """Call the function, in a transaction of its own, for each fact of this kind; if given, only `when` it says so."""

    def keep(function: Callable[[Tx, Any], Awaitable[None]]) -> Work[Any]:
        hints = get_type_hints(function)
        if hints.get("fact") is kind:
            work: Work[Any] = job(function)
        elif hints.get("facts") == Sequence[kind]:  # type: ignore[valid-type]
            work = gathered(function, kind)
        else:
            raise TypeError(f"{function.__qualname__} must take (tx, fact: {kind.__name__}), or facts: a sequence")
        if when is not None:
            _whens[work.name] = when
        LISTENERS.setdefault(kind, []).append(work)
        return work

    return keep


async def tell(tx: Tx, fact: object) -> None:
    """Write down that it happened, for every listener."""
    names = [
        work.name for work in LISTENERS.get(type(fact), ())
        if (when := _whens.get(work.name)) is None or when(fact)
    ]
    if names:
        told = msgspec.json.encode({"fact": fact}).decode()
        await tx.run(ADD, names=names, args=[told] * len(names), run_at=now(), once=None)
        tx.wake()
