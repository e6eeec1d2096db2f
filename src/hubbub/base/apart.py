"""Many at once, and one by one where that fails: what a row has that nobody thought of costs that row alone."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")

# What Python says of values that it did not expect; that there is no database is no row's fault.
UNEXPECTED = (ValueError, TypeError, LookupError, ArithmeticError, AttributeError)

log = logging.getLogger("hubbub.rows")


async def apart(wanted: Sequence[K], make: Callable[[Sequence[K]], Awaitable[dict[K, V]]]) -> dict[K, V]:
    """What is made of all of them together; of each alone if that fails, without those of which nothing can be made."""
    try:
        return await make(wanted)
    except UNEXPECTED:
        made: dict[K, V] = {}
    for each in wanted:
        try:
            made |= await make([each])
        except UNEXPECTED:
            log.exception("This row cannot be shown: %s", each)
    return made
