"""Copies: files of other servers, made ours for as long as somebody looks at them."""

import asyncio
import base64
import hashlib
import hmac
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from hubbub.base.addresses import Refused
from hubbub.base.bodies import Unreachable
from hubbub.base.clock import now
from hubbub.base.db import Db, Read, Tx
from hubbub.base.errors import Invalid, NotFound
from hubbub.base.facts import tell
from hubbub.base.here import Here
from hubbub.base.jobs import errand, every, job
from hubbub.base.lending import lends
from hubbub.reach import renditions

from . import store
from .store import Copy, Keys

# What an address asks for, and the copy that has it: the small picture of a file comes with it.
PURPOSES = {"avatar": "avatar", "banner": "banner", "file": "file", "small": "file"}
LARGEST_FILM = 40 << 20  # bytes
LONGEST_ADDRESS = 4_000
AT_ONCE = 8

# A server that is away is asked again after these times by ourselves, and sooner if somebody looks.
WAITS = (timedelta(minutes=5), timedelta(hours=1), timedelta(hours=12))
AWAY = timedelta(minutes=4)
REFUSED = timedelta(days=1)
BROKEN_OFF = timedelta(hours=1)
HOUR = timedelta(hours=1)
_BUSY = (408, 425, 429)


@dataclass(frozen=True, slots=True)
class CopyTried:
    """A file of another server was asked for: it is here now, or cannot be had."""

    copy: str


@lends
def address(here: Here, url: str, shape: str) -> str:
    """The address here of a file elsewhere. It is signed: nobody can have this server fetch what they like."""
    packed = base64.urlsafe_b64encode(url.encode()).decode().rstrip("=")
    return here.settings.url(f"/copies/{shape}/{_proof(here, url, shape)}/{packed}")


def asked(here: Here, shape: str, proof: str, packed: str) -> str:
    """What an address of ours asks for. Raises `NotFound` for one that is not."""
    try:
        url = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode()
    except ValueError:
        raise NotFound from None
    if shape not in PURPOSES or not hmac.compare_digest(proof.encode(), _proof(here, url, shape).encode()):
        raise NotFound
    return url


def _proof(here: Here, url: str, shape: str) -> str:
    return hmac.new(here.secret, f"copy {shape} {url}".encode(), hashlib.sha256).hexdigest()[:32]


async def get(db: Read, name: str) -> Copy:
    """The copy. Raises `NotFound`."""
    found = await db.maybe(store.GET, name=name)
    if found is None:
        raise NotFound
    return found


async def find(db: Read, url: str, purpose: str) -> Copy | None:
    """What is known of the file elsewhere: its copy, or that it could not be had just now."""
    return await db.maybe(store.GET, name=_name(url, purpose))


def _name(url: str, purpose: str) -> str:
    return hashlib.sha256(f"{purpose} {url}".encode()).hexdigest()


async def look(db: Db, copy: Copy) -> None:
    """Somebody looks at it, so it is kept for longer; written down once an hour."""
    if copy.seen_at < now() - HOUR:
        async with db.write() as tx:
            await tx.run(store.SEEN, name=copy.name, now=now(), before=now() - HOUR)


Refuse = Callable[[Read, str], Awaitable[bool]]

_refuses: list[Refuse] = []


def refuses(function: Refuse) -> Refuse:
    """Let the room that decides on other servers say whose files are not wanted; asked before each fetch."""
    _refuses.append(function)
    return function


_under_way: dict[str, asyncio.Task[Copy]] = {}
_places: dict[int, asyncio.Semaphore] = {}


async def fetch(db: Db, url: str, purpose: str) -> Copy:
    """The copy, or that it cannot be had just now. However many ask at once, the other server is asked once."""
    name = _name(url, purpose)
    task = _under_way.get(name)
    if task is None:
        task = _under_way[name] = asyncio.create_task(_fetch(db, name, url, purpose))
        task.add_done_callback(lambda _: _under_way.pop(name, None))
    return await asyncio.shield(task)  # whoever leaves does not take it from the others


async def _fetch(db: Db, name: str, url: str, purpose: str) -> Copy:
    known = await db.maybe(store.GET, name=name)
    if known and (known.original_key or (known.again_at and known.again_at > now())):
        return known
    missed: dict[str, Any] = {}
    row: dict[str, Any] = {}
    try:
        async with _places.setdefault(id(asyncio.get_running_loop()), asyncio.Semaphore(AT_ONCE)):
            row = await _made(db, url, purpose)
    except (Refused, Invalid):
        missed = {"refused_at": now(), "again_at": now() + REFUSED}
    except Unreachable:
        missed = {"refused_at": None, "again_at": now() + AWAY}
    async with db.write() as tx:
        about = {"name": name, "url": url, "purpose": purpose, "now": now()}
        given = row or missed
        kept = await tx.maybe(store.KEEP if row else store.MISS, **about, **given)
        if kept and purpose == "file":
            await tell(tx, CopyTried(name))
        return kept or await get(tx, name)


async def _made(db: Db, url: str, purpose: str) -> dict[str, Any]:
    """What the row says of it, its files in place."""
    if len(url) > LONGEST_ADDRESS:
        raise Refused("that address is too long")
    if any([await refuse(db, urlsplit(url).netloc.rpartition("@")[2]) for refuse in _refuses]):
        raise Refused("nothing is taken from that server")
    async with renditions.bench(db.here) as folder:
        await _save(db, url, folder / "given")
        made = await renditions.copied(db.here, folder / "given", folder, purpose)
        place = f"copies/{renditions.place()}"
        files = {place + each.file: each for each in (made.original, made.small) if each}
        async with db.write() as tx:
            await tidy.later(tx, now() + BROKEN_OFF, keys=list(files))
        await renditions.put(db.here, folder, files)
    original, small = made.original, made.small
    more = {name: value for name, value in asdict(made).items() if name not in ("original", "small")}
    return more | {
        "mime": original.mime, "width": original.width, "height": original.height,
        "bytes": sum(each.bytes for each in files.values()), "original_key": place + original.file,
        "small_key": place + small.file if small else None, "small_width": small.width if small else None,
        "small_height": small.height if small else None,
    }


async def _save(db: Db, url: str, to: Path) -> None:
    answer = await db.here.outside.save(url, to, limit=LARGEST_FILM, accept="image/*, video/*, audio/*", deadline=120)
    if answer.status >= 500 or answer.status in _BUSY:
        raise Unreachable(f"it answers {answer.status}")
    if answer.status != 200:
        raise Refused(f"it answers {answer.status}")


async def expect(tx: Tx, urls: Iterable[str]) -> None:
    """Promise to fetch these files, which are most likely to be looked at soon."""
    await bring.batch(tx, [{"host": _host(url), "url": url, "tries": 0} for url in urls])


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


@errand(apart="host")
async def bring(db: Db, host: str, url: str, tries: int) -> None:
    """Fetch a file; one at a time of each host, and again later from one that is away."""
    copy = await fetch(db, url, "file")
    async with db.write() as tx:
        await tell(tx, CopyTried(copy.name))  # also of one that was here: whoever has asked does not know
        if copy.original_key is None and copy.refused_at is None and tries < len(WAITS):
            await ask_again.later(tx, now() + WAITS[tries], url=url, tries=tries + 1)


@job
async def ask_again(tx: Tx, url: str, tries: int) -> None:
    await bring.soon(tx, host=_host(url), url=url, tries=tries)


async def forget(tx: Tx, urls: Iterable[str]) -> None:
    """Drop the copies of these files: what showed them is gone."""
    names = [_name(url, "file") for url in urls]
    if names:
        await _drop(tx, await tx.all(store.FORGET, names=names))


@every(HOUR)
async def drop_surplus(tx: Tx) -> None:
    """What nobody has looked at for long goes, and of the rest as much as there is no room for."""
    settings = tx.here.settings
    gone = await tx.all(store.DROP_OLD, before=now() - timedelta(days=settings.copies_days))
    await _drop(tx, gone)
    await _drop(tx, await tx.all(store.DROP_SURPLUS, room=settings.copies_gigabytes << 30))


async def drop_unseen(tx: Tx, before: datetime) -> None:
    """Drop all at which nobody has looked since then; whoever looks again has them fetched again."""
    await _drop(tx, await tx.all(store.DROP_UNSEEN, before=before))


async def _drop(tx: Tx, gone: Iterable[Keys]) -> None:
    await drop.batch(tx, [{"keys": [key for key in (row.original, row.small) if key]} for row in gone if row.original])


@errand(tries=8)
async def drop(db: Db, keys: list[str]) -> None:
    """Remove the files of copies that are gone."""
    for key in keys:
        await db.here.files.remove(key)


@errand(tries=8)
async def tidy(db: Db, keys: list[str]) -> None:
    """Remove the files of which no row came to speak."""
    for key in await db.all(store.UNKNOWN, keys=keys, original=keys[0]):
        await db.here.files.remove(key)
