"""Hosts: what is remembered of other servers, and of the traffic with them."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from hubbub.base import backlog, bus, ids
from hubbub.base.clock import now
from hubbub.base.db import Db, Read, Tx
from hubbub.base.errors import NotFound
from hubbub.base.facts import tell
from hubbub.base.gather import Gathered
from hubbub.base.ids import ProfileId
from hubbub.base.jobs import Work, every
from hubbub.base.kept import Kept

from . import store
from .store import Host, Letter, Standing

# A signature is good for an hour either way; what was signed for the coming hour must be remembered past that.
REMEMBERED = timedelta(hours=3)
# Letters older than this are burnt once nobody waits for them.
LETTER_LIFE = timedelta(days=8)
# A host that speaks to us is tried at once, but not for each of its words.
_TRY_AGAIN = timedelta(minutes=5)
# What comes by two inboxes, or is tried again, comes within so much. PeerTube and Misskey give each follow of the same
# person the same id: later, the same is meant anew.
DOUBLES = timedelta(minutes=2)
_FRESH = timedelta(minutes=10)
_ASK_AGAIN = timedelta(days=7)

_hosts: Kept[str, Host] = Kept(10_000)
_letters: Kept[int, Letter] = Kept(100)
_carrier: list[Work[Any]] = []


@dataclass(frozen=True, slots=True)
class HostForgotten:
    """What waited for this host was thrown away."""

    name: str


@bus.hears("host")
def _drop(names: list[str]) -> None:
    for name in names:
        _hosts.drop(name)


def carried_by(work: Work[Any]) -> None:
    """The face that carries letters says by which work: its lanes are where they wait."""
    _carrier[:] = [work]


def _lane(name: str) -> str:
    return _carrier[0].lane(name)


async def find(db: Read, name: str) -> Host | None:
    """What is known of the host."""
    if (known := _hosts.get(name)) is not None:
        return known
    stamp = _hosts.stamp
    found = await db.maybe(store.HOST, name=name)
    return _hosts.keep(name, found, stamp) if found else None


async def look_up(db: Db, name: str) -> Host | None:
    """The same for somebody who is not in a hurry: what many ask at about the same time is one question."""
    return _hosts.get(name) or (await _asked.add(db, name)).get(name)


async def _ask(db: Db, names: list[str]) -> dict[str, Host]:
    stamp = _hosts.stamp
    return {row.name: _hosts.keep(row.name, row, stamp) for row in await db.all(store.HOSTS, names=names)}


async def succeeded(db: Db, name: str, signature: str) -> bool:
    """It took something signed in this kind; whether that was news, and so was written down."""
    known = await look_up(db, name)
    if known and known.signature == signature and known.error is None and _is_fresh(known):
        return False
    await _successes.add(db, (name, signature))
    if known and known.away_since:
        await _say(db, name)
    return True


async def _write_successes(db: Db, came: list[tuple[str, str]]) -> None:
    stamp, last = _hosts.stamp, dict(came)
    for row in await db.at_once(
        store.SUCCEEDED, names=list(last), signatures=list(last.values()), now=now()
    ):
        _hosts.keep(row.name, row, stamp)


_asked = Gathered(_ask)
_successes = Gathered(_write_successes)


async def failed(db: Db, name: str, error: str, *, away: bool = False) -> None:
    """It would not take it; or it is `away` and did not answer at all."""
    await _failures.add(db, (name, error[:500], away))


async def _write_failures(db: Db, came: list[tuple[str, str, bool]]) -> None:
    """Of many at once: after a storm a thousand servers may be away, and each is knocked at again and again."""
    last = {name: error for name, error, _ in came}
    away = {name for name, _, away in came if away}
    async with db.write() as tx:
        rows = await tx.all(store.FAILED, names=list(last), errors=list(last.values()), now=now(),
                            aways=[name in away for name in last])
        tx.say("host", *(row.name for row in rows if row.went))
        tx.then(lambda: _drop(list(last)))


_failures = Gathered(_write_failures)


async def _say(db: Db, name: str) -> None:
    async with db.write() as tx:
        tx.say("host", name)


async def heard(db: Db, names: Collection[str]) -> None:
    """They spoke to us, so they are there: what waits for them goes out now, and gone inboxes are tried again.

    Most wait for nothing, which one look at all of them tells.
    """
    if not await db.all(store.SILENT, names=list(names)):
        return
    async with db.write() as tx:
        if back := await tx.all(store.HEARD, names=list(names), now=now(), before=now() - _TRY_AGAIN):
            await backlog.hurry(tx, [_lane(name) for name in back])
            tx.say("host", *back)


async def lose(db: Db, name: str, inbox: str) -> None:
    """This inbox of the host is gone for good, as it says itself."""
    await db.at_once(store.GONE, name=name, inbox=inbox)
    await _say(db, name)


async def gone(db: Read, names: Sequence[str]) -> set[str]:
    """The inboxes of these hosts that are gone for good."""
    return set(await db.all(store.ALL_GONE, names=list(names)))


async def list_hosts(
    db: Read, *, troubled: bool = False, name: str | None = None, after: str = "", limit: int = 40
) -> list[Standing]:
    """Hosts by name, with what waits for them; if asked, those alone with trouble, or whose name begins so."""
    return await db.all(store.STANDING, prefix=_lane(""), troubled=troubled, name=name, after=after, limit=limit)


async def try_now(tx: Tx, name: str) -> None:
    """Let what waits for the host go out now, held or not. Raises `NotFound`."""
    await _known(tx, name)
    await tx.run(store.HEARD, names=[name], now=now(), before=now())
    await backlog.hurry(tx, [_lane(name)])
    tx.say("host", name)


async def hold(tx: Tx, name: str) -> None:
    """Send the host nothing until somebody says so; what is for it waits. Raises `NotFound`."""
    await _known(tx, name)
    await backlog.hold(tx, _lane(name))


async def drop(tx: Tx, name: str) -> None:
    """Throw away what waits for the host, and what is known of it. Raises `NotFound`."""
    await _known(tx, name)
    await backlog.empty(tx, _lane(name))
    await tx.run(store.FORGET_HOST, name=name)
    tx.say("host", name)
    await tell(tx, HostForgotten(name))


async def _known(db: Read, name: str) -> None:
    if await db.maybe(store.HOST, name=name) is None:
        raise NotFound


async def asks(tx: Tx, names: Collection[str]) -> list[str]:
    """Those hosts of which it is time to ask what they run: each once a week."""
    return await tx.all(store.ASK, names=list(set(names)), now=now(), before=now() - _ASK_AGAIN)


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


async def first_times(tx: Tx, came: Sequence[tuple[bytes, str]]) -> list[bool]:
    """Whether each activity, by what it was signed with, was not taken before, nor undone; of doubles the first."""
    hashes = [_hash(signature) for signature, _ in came]
    fresh = set(await tx.all(store.TAKE, signatures=hashes, now=now(), doubles=now() + DOUBLES,
                             activities=[_hash(activity.encode()) for _, activity in came]))
    seen: set[bytes] = set()
    return [hash in fresh and hash not in seen and not seen.add(hash) for hash in hashes]  # type: ignore[func-returns-value]


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
