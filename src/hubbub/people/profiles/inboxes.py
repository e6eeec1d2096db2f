"""Inboxes elsewhere that do not take anything any more: where whoever had one is written to now."""

from contextlib import suppress

from hubbub.base.addresses import Refused
from hubbub.base.bodies import Unreachable
from hubbub.base.db import Db
from hubbub.base.errors import TooMany
from hubbub.base.ids import ProfileId
from hubbub.base.limits import Counter, Limit
from hubbub.doors.fediverse.address import host_of

from . import elsewhere, store
from .profiles import changed

# Each letter to an inbox that is gone must not make us ask for those who had it.
_ASKED = Limit("asked after an inbox", 1, 3600)
_often = Counter()


async def place(db: Db, inbox: str) -> str | None:
    """Where whoever had this inbox is written to now, as they say or, asked, their own server says."""
    known = await db.maybe(store.PLACE, inbox=inbox)
    if known is not None:
        return known
    site = f"{db.here.settings.scheme}://{host_of(inbox)}"
    within = {"first": f"{site}/", "beyond": f"{site}0", "inbox": inbox}
    with suppress(TooMany):
        _often.take(_ASKED, inbox)
        for uri in await db.all(store.HOLDERS, **within):
            with suppress(Refused, Unreachable):
                await elsewhere.ask(db, uri)
                await _follow_suit(db, uri, within)
                break
    return await db.maybe(store.PLACE, inbox=inbox)


async def _follow_suit(db: Db, uri: str, within: dict[str, str]) -> None:
    async with db.write() as tx:
        for row in await tx.all(store.FOLLOW_SUIT, uri=uri, **within):
            changed(tx, ProfileId(row))
