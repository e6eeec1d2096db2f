"""Facts: "this happened", told in the transaction that made it so; listeners hear of it soon after.

A fact is a frozen dataclass of ids, named as a past participle. Whoever cares says `@on(PostPublished)`, and takes
`fact`, or `facts` if many are as quickly seen to as one. What was told is one row of the queue, and one transaction for
all who listen; if one of them fails, each hears it again in a transaction of its own, so that none stands in another's
way (ADR 0013).
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar, get_type_hints

import msgspec

from .clock import now
from .db import Tx
from .jobs import ADD, WORKS, Work, gathered, job

F = TypeVar("F")

LISTENERS: dict[type, list[Work[Any]]] = {}
_tellings: dict[type, Work[Any]] = {}
_whens: dict[str, Callable[[Any], bool]] = {}


def on(
    kind: type[F], when: Callable[[F], bool] | None = None
) -> Callable[[Callable[[Tx, Any], Awaitable[None]]], Work[Any]]:
    """Call the function for each fact of this kind; if given, only `when` it says so."""

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
        if kind not in _tellings:
            _tellings[kind] = _telling(kind)
        return work

    return keep


async def tell(tx: Tx, *facts: object) -> None:
    """Write down that they happened, for every listener; all are of one kind."""
    work = _tellings.get(type(facts[0])) if facts else None
    if work is None:
        return
    heard = [fact for fact in facts if any(_wants(each, fact) for each in LISTENERS[type(fact)])]
    if heard:
        told = msgspec.json.encode({"facts": heard}).decode()
        await tx.run(ADD, names=[work.name], args=[told], run_at=now(), once=None)
        tx.wake()


def forget(kind: type) -> None:
    """Nobody listens for this kind any more; for tests that listen for a while."""
    for work in [*LISTENERS.pop(kind, ()), _tellings.pop(kind)]:
        WORKS.pop(work.name)


def _wants(work: Work[Any], fact: object) -> bool:
    when = _whens.get(work.name)
    return when is None or when(fact)


def _telling(kind: type) -> Work[Any]:
    """The work of telling all who listen for this kind."""

    async def deliver(tx: Tx, told: Sequence[Sequence[object]]) -> None:
        facts = [fact for each in told for fact in each]
        for work in LISTENERS[kind]:
            await work.do(tx, *({"fact": fact} for fact in facts if _wants(work, fact)))

    async def split(tx: Tx, args: Any) -> None:
        facts = msgspec.convert(args["facts"], list[kind])  # type: ignore[valid-type]
        apart = [(work.name, fact) for work in LISTENERS[kind] for fact in facts if _wants(work, fact)]
        await tx.run(ADD, names=[name for name, _ in apart], run_at=now(), once=None,
                     args=[msgspec.json.encode({"fact": fact}).decode() for _, fact in apart])
        tx.wake()

    room = kind.__module__.split(".")[-2]
    work: Work[Any] = Work(
        f"{room}.{kind.__name__}", deliver, {"facts": list[kind]}, True, 1,  # type: ignore[valid-type]
        together=True, split=split)
    if work.name in WORKS:
        raise TypeError(f"two facts are called {work.name}")
    WORKS[work.name] = work
    return work
