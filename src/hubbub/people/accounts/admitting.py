"""Who may sign up: as somebody who looks after the server has last said, or else as its setting says."""

from typing import get_args

from hubbub.base import bus, ids
from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import Invalid
from hubbub.base.ids import AccountId
from hubbub.base.kept import Kept
from hubbub.base.settings import Registrations

from . import store
from .store import Admission

MODES: tuple[str, ...] = get_args(Registrations)

_said: Kept[str, str] = Kept(1)  # "" where nobody has said anything


@bus.hears("admissions")
def _drop(keys: list[str]) -> None:
    _said.drop("")


async def mode(db: Read) -> str:
    """`open`, `approval` or `closed`; asked of the database once, since pages of strangers say it."""
    said = _said.get("")
    if said is None:
        stamp = _said.stamp
        said = _said.keep("", await _newest(db), stamp)
    return said or db.here.settings.registrations


async def _newest(db: Read) -> str:
    return next((said.mode for said in await history(db, limit=1)), "")


async def history(db: Read, limit: int = 20) -> list[Admission]:
    """What was said and by whom, the newest first."""
    return await db.all(store.ADMISSIONS, limit=limit)


async def choose(tx: Tx, by: AccountId, wanted: str) -> None:
    """From now on these may sign up; who is here or waits stays as they are. Raises `Invalid` by field."""
    if wanted not in MODES:
        raise Invalid("Please choose one of these.", field="mode")
    if (await _newest(tx) or tx.here.settings.registrations) != wanted:
        await tx.run(store.SAY_WHO, id=ids.new(), mode=wanted, by=by, now=now())
        tx.say("admissions", by)
