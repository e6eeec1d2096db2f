"""Hosts: what is remembered of other servers, and of the traffic with them."""

import hashlib
from datetime import timedelta

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Db, Read, Tx
from hubbub.base.ids import ProfileId
from hubbub.base.jobs import every
from hubbub.base.kept import Kept

from . import store
from .store import Host, Letter

# A signature is good for an hour either way; what was signed for the coming hour must be remembered past that.
REMEMBERED = timedelta(hours=3)
# A lane is given up after a week; nobody asks for an older letter.
LETTER_LIFE = timedelta(days=8)
# What comes by two inboxes, or is tried again, comes within so much. PeerTube and Misskey give each follow of the same
# person the same id: later, the same is meant anew.
DOUBLES = timedelta(minutes=2)
_FRESH = timedelta(minutes=10)
_ASK_AGAIN = timedelta(days=7)

_hosts: Kept[str, Host] = Kept(10_000)
_letters: Kept[int, Letter] = Kept(100)


async def find(db: Read, name: str) -> Host | None:
    """What is known of the host."""
    if (known := _hosts.get(name)) is not None:
        return known
    stamp = _hosts.stamp
    found = await db.maybe(store.HOST, name=name)
    return _hosts.keep(name, found, stamp) if found else None


async def succeeded(db: Db, name: str, signature: str) -> bool:
    """It took something signed in this kind; whether that was news, and so was written down."""
    known = await find(db, name)
    if known and known.signature == signature and known.error is None and _is_fresh(known):
        return False
    stamp = _hosts.stamp
    for row in await db.at_once(store.SUCCEEDED, name=name, signature=signature, now=now()):
        _hosts.keep(name, row, stamp)
    return True


async def failed(db: Db, name: str, error: str) -> None:
    """It did not answer, or would not take it."""
    await db.at_once(store.FAILED, name=name, error=error[:500], now=now())
    _hosts.drop(name)


async def asks(tx: Tx, name: str) -> bool:
    """Whether it is time to ask the host what it runs; True once a week."""
    return await tx.maybe(store.ASK, name=name, now=now(), before=now() - _ASK_AGAIN) is not None


async def learned(tx: Tx, name: str, software: str) -> None:
    """It runs this."""
    await tx.run(store.LEARN, name=name, software=software[:100])
    tx.then(lambda: _hosts.drop(name))


async def keep(tx: Tx, sender: ProfileId, body: bytes, post: int | None) -> int:
    """Keep a letter; its number."""
    number = ids.new()
    await tx.run(store.WRITE, id=number, sender=sender, body=body, post=post, now=now())
    return number


async def letter(db: Read, number: int) -> Letter | None:
    """The letter with this number; a letter never changes, and all its lanes ask for it at about the same time."""
    if (known := _letters.get(number)) is not None:
        return known
    stamp = _letters.stamp
    found = await db.maybe(store.LETTER, id=number)
    return _letters.keep(number, found, stamp) if found else None


async def first_time(tx: Tx, signature: bytes, activity: str) -> bool:
    """Whether an activity signed so was not taken before, nor undone."""
    fresh = await tx.maybe(store.TAKE, signature=_hash(signature), activity=_hash(activity.encode()), now=now(),
                           doubles=now() + DOUBLES)
    return fresh is True


async def undone(tx: Tx, activity: str, *, came: bool) -> None:
    """Remember that the activity was undone: for its doubles or, if it never `came`, for itself."""
    until = now() + (DOUBLES if came else REMEMBERED)
    await tx.run(store.UNDO, activity=_hash(activity.encode()), now=now(), until=until)


@every(timedelta(minutes=30))
async def forget(tx: Tx) -> None:
    """What can no longer be replayed, and letters that nobody carries any more."""
    await tx.run(store.FORGET, before=now() - REMEMBERED)
    await tx.run(store.BURN, before=now() - LETTER_LIFE)


def _is_fresh(known: Host) -> bool:
    return known.succeeded_at is not None and now() - known.succeeded_at < _FRESH


def _hash(of: bytes) -> bytes:
    return hashlib.sha256(of).digest()[:16]
