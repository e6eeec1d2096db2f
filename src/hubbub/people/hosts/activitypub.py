"""What the fediverse door has kept for it: letters, signatures seen, and what each host understands."""

from collections.abc import Collection, Sequence
from typing import Any, cast

import msgspec

from hubbub.base.addresses import Refused
from hubbub.base.bodies import Unreachable
from hubbub.base.db import Db, Read, Tx
from hubbub.base.ids import ProfileId
from hubbub.base.jobs import errand
from hubbub.doors.fediverse import delivery, inbox
from hubbub.doors.fediverse.address import host_of, web_address
from hubbub.doors.fediverse.delivery import Kind, Letter
from hubbub.doors.fediverse.fetching import ask
from hubbub.people import hosts


class _Office:
    """Letters and hosts, as the door wants them."""

    async def keep(self, tx: Tx, sender: ProfileId, body: bytes, post: int | None) -> int:
        return await hosts.keep(tx, sender, body, post)

    async def letter(self, db: Read, number: int) -> Letter | None:
        kept = await hosts.letter(db, number)
        return Letter(kept.sender, kept.body, kept.post, kept.written_at) if kept else None

    async def kind_for(self, db: Read, host: str) -> Kind:
        known = await hosts.find(db, host)
        return cast(Kind, known.signature) if known else "cavage"

    async def succeeded(self, db: Db, host: str, kind: Kind) -> None:
        if await hosts.succeeded(db, host, kind):
            async with db.write() as tx:
                if await hosts.asks(tx, host):
                    await learn.soon(tx, host=host)

    async def failed(self, db: Db, host: str, why: str, *, away: bool = False) -> None:
        await hosts.failed(db, host, why, away=away)

    async def is_away(self, db: Read, host: str) -> bool:
        known = await hosts.find(db, host)
        return known is not None and known.away_since is not None

    async def heard(self, db: Db, names: Collection[str]) -> None:
        await hosts.heard(db, names)

    async def lost(self, db: Db, host: str, inbox: str) -> None:
        await hosts.lose(db, host, inbox)

    async def gone(self, db: Read, names: Sequence[str]) -> set[str]:
        return await hosts.gone(db, names)


delivery.posts_by(_Office())
hosts.carried_by(delivery.deliver)
inbox.remembers(hosts)


@errand(tries=3)
async def learn(db: Db, host: str) -> None:
    """What the host runs, by its NodeInfo; a host without one stays unknown."""
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
