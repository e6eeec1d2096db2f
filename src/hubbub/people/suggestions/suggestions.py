"""Suggestions: whom one may want to follow, and the directory."""

from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.facts import on
from hubbub.base.ids import ProfileId
from hubbub.people import profiles

from . import store
from .store import Suggestion


async def suggest(db: Read, me: ProfileId, *, limit: int = 40, offset: int = 0) -> list[Suggestion]:
    """People who like to be found, followed by whom I follow or by many here; nobody I know or have turned away."""
    return await db.all(store.SUGGEST, me=me, now=now(), limit=limit, offset=offset)


async def dismiss(tx: Tx, me: ProfileId, other: ProfileId) -> None:
    """Never suggest them to me again."""
    await tx.run(store.DISMISS, me=me, other=other)


async def directory(
    db: Read, viewer: ProfileId | None, *, here: bool = False, newest: bool = False, limit: int = 40, offset: int = 0,
) -> list[ProfileId]:
    """Those who like to be found, whoever wrote last first, or the `newest`."""
    rows = await db.all(store.DIRECTORY, viewer=viewer, here=here, newest=newest, now=now(), limit=limit, offset=offset)
    return [ProfileId(row) for row in rows]


@on(profiles.ProfileRemoved)
async def forget(tx: Tx, fact: profiles.ProfileRemoved) -> None:
    await tx.run(store.FORGET, profile=fact.profile)
