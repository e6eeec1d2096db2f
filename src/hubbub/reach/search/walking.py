"""Which posts have the words that somebody asks for, whoever asks: kept until the index takes anything in."""

from collections.abc import Sequence

from hubbub.base import bus
from hubbub.base.db import Read, Tx
from hubbub.base.kept import Kept

from . import store
from .store import Met

MOST_KEPT = 100  # rows of one step; a longer one is of somebody who finds little of what is there

_steps: Kept[tuple[str | None, int, int, int], Sequence[Met]] = Kept(500)


@bus.hears("indexed")
def _clear(keys: list[str]) -> None:
    _steps.clear()


def tell(tx: Tx) -> None:
    """What is found by words is something else from now on."""
    tx.say("indexed", "posts")


async def met(db: Read, query: str | None, above: int, below: int, most: int) -> Sequence[Met]:
    """The newest posts with the words between these ids, at most so many."""
    step = (query, above, below, most)
    if (known := _steps.get(step)) is not None:
        return known
    stamp = _steps.stamp
    rows = await db.all(store.WALK, query=query, above=above, below=below, most=most)
    return _steps.keep(step, rows, stamp) if len(rows) <= MOST_KEPT else rows
