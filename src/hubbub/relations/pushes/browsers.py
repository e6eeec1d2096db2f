"""Browsers that are called: each for its session, and for as long as that lasts."""

import hashlib
from collections.abc import Sequence

from hubbub.base.db import Read, Tx
from hubbub.base.errors import NotFound
from hubbub.base.ids import ProfileId

from . import pushes, store
from .pushes import Wanted
from .store import Subscription


async def subscribe(tx: Tx, session: str, profile: ProfileId, wanted: Wanted) -> Subscription:
    """Call the browser with this session from now on. Raises `Invalid`."""
    kept = pushes.row(tx, profile, wanted)
    return await tx.one(store.KEEP_BROWSER, session=_hash(session), token_locked=None, **kept)


async def find(db: Read, session: str) -> Subscription | None:
    """Of what this browser is called, if it is."""
    return await db.maybe(store.BY_SESSION, session=_hash(session))


async def adjust(tx: Tx, session: str, alerts: Sequence[str], policy: str) -> None:
    """Call it of these kinds. Raises `NotFound`, `Invalid`."""
    pushes.agree(alerts, policy)
    if not await tx.maybe(store.ADJUST_BROWSER, session=_hash(session), alerts=list(alerts), policy=policy):
        raise NotFound("This browser gets no push notifications.")


async def unsubscribe(tx: Tx, session: str) -> None:
    """Do not call it any more."""
    await tx.run(store.DROP_BROWSER, session=_hash(session))


def _hash(session: str) -> bytes:
    """As `people.accounts` keeps it: whoever reads the database cannot sign in with it."""
    return hashlib.sha256(session.encode()).digest()
