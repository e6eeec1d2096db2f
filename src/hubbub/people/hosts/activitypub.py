"""What the fediverse door has kept for it: letters, signatures seen, and what each host understands."""

import random
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any, cast

import msgspec

from hubbub.base.addresses import Refused
from hubbub.base.bodies import Unreachable
from hubbub.base.clock import now
from hubbub.base.db import Db, Read, Tx
from hubbub.base.gather import Gathered
from hubbub.base.ids import ProfileId
from hubbub.base.jobs import Held, errand
from hubbub.doors.fediverse import delivery, inbox
from hubbub.doors.fediverse.address import host_of, web_address
from hubbub.doors.fediverse.delivery import Kind, Letter
from hubbub.doors.fediverse.fetching import ask
from hubbub.people import hosts

# Within so much somebody new is asked what they run.
SPREAD = timedelta(minutes=20)
LATER = timedelta(hours=1)


class _Office:
    """Letters and hosts, as the door wants them."""

    async def keep(self, tx: Tx, sender: ProfileId, body: bytes, post: int | None) -> int:
        return await hosts.keep(tx, sender, body, post)

    async def letter(self, db: Read, number: int) -> Letter | None:
        kept = await hosts.letter(db, number)
        return Letter(kept.sender, kept.body, kept.post, kept.written_at) if kept else None

    async def remembered(self, db: Db, host: str) -> tuple[Kind, bool]:
        known = await hosts.look_up(db, host)
        return (cast(Kind, known.signature), known.away_since is not None) if known else ("cavage", False)

    async def succeeded(self, db: Db, host: str, kind: Kind) -> None:
        if await hosts.succeeded(db, host, kind):
            await _news.add(db, host)

    async def failed(self, db: Db, host: str, why: str, *, away: bool = False) -> None:
        await hosts.failed(db, host, why, away=away)

    async def heard(self, db: Db, names: Collection[str]) -> None:
        await hosts.heard(db, names)

    async def lost(self, db: Db, host: str, inbox: str) -> None:
        await hosts.lose(db, host, inbox)

    async def gone(self, db: Read, names: Sequence[str]) -> set[str]:
        return await hosts.gone(db, names)


delivery.posts_by(_Office())
hosts.carried_by(delivery.deliver)
inbox.remembers(hosts)


async def _promise_to_learn(db: Db, names: list[str]) -> None:
    """Nobody waits for it: what is on its way to other hosts goes first, and not all are asked at once."""
    async with db.write() as tx:
        wanted = await hosts.asks(tx, names)
        await learn.batch(tx, [{"host": host} for host in wanted], now() + SPREAD * random.random())  # noqa: S311


_news = Gathered(_promise_to_learn)


@errand(tries=3)
async def learn(db: Db, host: str) -> None:
    """What the host runs, by its NodeInfo; a host without one stays unknown. Who is in trouble is left in peace."""
    there = await hosts.find(db, host)
    if there is not None and there.error is not None:
        raise Held("it has not taken what it was sent last", LATER)
    try:
        base = f"{db.here.settings.scheme}://{host}"
        links = await _json(db, f"{base}/.well-known/nodeinfo")
        known = [link.get("href") for link in links.get("links") or [] if "/schema/2." in link["rel"]]
        where = web_address(known[0]) if known else None
        if where is None or host_of(where) != host:
            return
        software = (await _json(db, where))["software"]
        words = f"{software['name']} {software['version']}"
    except (Refused, Unreachable, KeyError, TypeError, AttributeError):
        return
    async with db.write() as tx:
        await hosts.learned(tx, host, words)


async def _json(db: Db, address: str) -> dict[str, Any]:
    try:
        return msgspec.json.decode((await ask(db, address, "application/json")).body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Refused("that is no NodeInfo") from None
