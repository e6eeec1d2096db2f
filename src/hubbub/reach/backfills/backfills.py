"""Backfills: which threads and pages of other servers were asked for, when, and what came of it."""

from datetime import timedelta

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Db, Read, Tx
from hubbub.base.jobs import every

from . import store
from .store import Backfill

# However many look at a thread or a page, its server is asked for it again only after so long.
AFRESH = timedelta(hours=2)
# One that is not done by now never will be: whoever waits for it is to wait no longer.
LONGEST = timedelta(minutes=5)


async def find(db: Read, *, number: int | None = None, uri: str | None = None) -> Backfill | None:
    """The backfill with this number, or the last one of what has this id."""
    if number is not None:
        return await db.maybe(store.BY_ID, id=number)
    return await db.maybe(store.BY_URI, uri=uri)


def due(known: Backfill | None) -> bool:
    """Whether it is time to ask (again)."""
    return known is None or known.asked_at < now() - AFRESH


def runs(known: Backfill) -> bool:
    """Whether more may still come of it."""
    return known.done_at is None and known.asked_at > now() - LONGEST


async def begin(tx: Tx, uri: str) -> Backfill | None:
    """A new backfill of what has this id; None if there was one a short while ago."""
    return await tx.maybe(store.BEGIN, id=ids.new(), uri=uri, now=now(), before=now() - AFRESH)


async def count(db: Db, number: int, results: int) -> None:
    """So much has been found so far."""
    await db.at_once(store.COUNT, id=number, results=results)


async def finish(db: Db, number: int, results: int) -> None:
    """That is all that is to be had."""
    await db.at_once(store.FINISH, id=number, results=results, now=now())


@every(timedelta(hours=6))
async def forget(tx: Tx) -> None:
    """What may be asked for again need not be remembered."""
    await tx.run(store.FORGET, before=now() - AFRESH)
