"""Barriers before sign-up in the admin API: three kinds, listed, shown, made and lifted alike."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from hubbub.base.clock import iso, now
from hubbub.base.db import Read
from hubbub.base.errors import NotFound
from hubbub.doors.mastodon.paging import link, window
from hubbub.doors.mastodon.routes import Call, api
from hubbub.people import accounts
from hubbub.people.accounts.mastodon import staff
from hubbub.trust import barriers
from hubbub.trust.barriers import Pages

_DOMAINS, _EMAILS, _NETWORKS = "email_domain_blocks", "canonical_email_blocks", "ip_blocks"


def _path(kind: str, rest: str = "") -> str:
    return f"/api/v1/admin/{kind}{rest}"


async def _page(call: Call) -> Pages:
    await staff(call, accounts.May.BLOCKS)
    asked = window(call, 100, 200)
    return Pages(None, asked.below, asked.above, asked.upward, asked.limit)


async def _one(call: Call) -> Pages:
    await staff(call, accounts.May.BLOCKS)
    return Pages(call.id())


def _linked(call: Call, rows: Sequence[Any]) -> None:
    link(call, [row.id for row in rows], window(call, 100, 200))


def _only(shapes: list[dict[str, Any]]) -> dict[str, Any]:
    if not shapes:
        raise NotFound("Record not found")
    return shapes[0]


@api("GET", _path(_DOMAINS), scope=f"admin:read:{_DOMAINS}")
async def domains(call: Call) -> Any:
    rows = await barriers.list_domains(call.db, await _page(call))
    _linked(call, rows)
    return await _domains(call.db, rows)


@api("GET", _path(_DOMAINS, "/{id}"), scope=f"admin:read:{_DOMAINS}")
async def domain(call: Call) -> Any:
    return _only(await _domains(call.db, await barriers.list_domains(call.db, await _one(call))))


@api("POST", _path(_DOMAINS), scope=f"admin:write:{_DOMAINS}")
async def block_domain(call: Call) -> Any:
    await staff(call, accounts.May.BLOCKS)
    async with call.db.write() as tx:
        made = await barriers.block_domain(
            tx, call.params.text("domain"), allows_with_approval=call.params.flag("allow_with_approval"))
        return _only(await _domains(tx, await barriers.list_domains(tx, Pages(made))))


@api("DELETE", _path(_DOMAINS, "/{id}"), scope=f"admin:write:{_DOMAINS}")
async def unblock_domain(call: Call) -> Any:
    await staff(call, accounts.May.BLOCKS)
    async with call.db.write() as tx:
        await barriers.unblock_domain(tx, call.id())
    return {}


async def _domains(db: Read, rows: list[barriers.EmailDomain]) -> list[dict[str, Any]]:
    """With who joined from there on each of the last seven days, the latest first."""
    uses = {(each.domain, each.day): each.accounts for each in await barriers.uses_of(db, [row.domain for row in rows])}
    days = [now().date() - timedelta(days=n) for n in range(7)]
    return [
        {"id": str(row.id), "domain": row.domain, "created_at": iso(row.made_at),
         "allow_with_approval": row.allows_with_approval,
         "history": [
             {"day": str(int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())),
              "accounts": str(uses.get((row.domain, day), 0)), "uses": str(uses.get((row.domain, day), 0))}
             for day in days
         ]} for row in rows
    ]


@api("GET", _path(_EMAILS), scope=f"admin:read:{_EMAILS}")
async def emails(call: Call) -> Any:
    rows = await barriers.list_emails(call.db, await _page(call))
    _linked(call, rows)
    return _emails(rows)


@api("GET", _path(_EMAILS, "/{id}"), scope=f"admin:read:{_EMAILS}")
async def email(call: Call) -> Any:
    return _only(_emails(await barriers.list_emails(call.db, await _one(call))))


@api("POST", _path(_EMAILS, "/test"), scope=f"admin:read:{_EMAILS}")
async def test_email(call: Call) -> Any:
    """The block that an address would meet."""
    await staff(call, accounts.May.BLOCKS)
    return _emails(await barriers.find_email(call.db, call.params.text("email")))


@api("POST", _path(_EMAILS), scope=f"admin:write:{_EMAILS}")
async def block_email(call: Call) -> Any:
    await staff(call, accounts.May.BLOCKS)
    given = call.params
    async with call.db.write() as tx:
        made = await barriers.block_email(tx, given.text("email"), given.text("canonical_email_hash"))
        return _only(_emails(await barriers.list_emails(tx, Pages(made))))


@api("DELETE", _path(_EMAILS, "/{id}"), scope=f"admin:write:{_EMAILS}")
async def unblock_email(call: Call) -> Any:
    await staff(call, accounts.May.BLOCKS)
    async with call.db.write() as tx:
        await barriers.unblock_email(tx, call.id())
    return {}


def _emails(rows: list[barriers.Email]) -> list[dict[str, Any]]:
    return [{"id": str(row.id), "canonical_email_hash": row.hash} for row in rows]


@api("GET", _path(_NETWORKS), scope=f"admin:read:{_NETWORKS}")
async def networks(call: Call) -> Any:
    rows = await barriers.list_networks(call.db, await _page(call))
    _linked(call, rows)
    return _networks(rows)


@api("GET", _path(_NETWORKS, "/{id}"), scope=f"admin:read:{_NETWORKS}")
async def network(call: Call) -> Any:
    return _only(_networks(await barriers.list_networks(call.db, await _one(call))))


@api("POST", _path(_NETWORKS), scope=f"admin:write:{_NETWORKS}")
async def block_network(call: Call) -> Any:
    await staff(call, accounts.May.BLOCKS)
    given = call.params
    async with call.db.write() as tx:
        made = await barriers.block_network(tx, given.text("ip"), given.text("severity"), given.text("comment"),
                                            _end(call))
        return _only(_networks(await barriers.list_networks(tx, Pages(made))))


@api("PUT", _path(_NETWORKS, "/{id}"), scope=f"admin:write:{_NETWORKS}")
async def change_network(call: Call) -> Any:
    """What is not sent stays as it is."""
    given, page = call.params, await _one(call)
    names = {"ip": "network", "severity": "severity", "comment": "comment"}
    new: dict[str, Any] = {ours: given.text(name) for name, ours in names.items() if name in given}
    if "expires_in" in given:
        new["ends_at"] = _end(call)
    async with call.db.write() as tx:
        was = await barriers.list_networks(tx, page)
        if was:
            await barriers.change_network(tx, was[0], **new)
        return _only(_networks(await barriers.list_networks(tx, page)))


@api("DELETE", _path(_NETWORKS, "/{id}"), scope="admin:write:ip_blocks admin:write:domain_blocks")
async def unblock_network(call: Call) -> Any:
    """Mastodon's documents name the scope of domains here: apps may hold either."""
    await staff(call, accounts.May.BLOCKS)
    async with call.db.write() as tx:
        await barriers.unblock_network(tx, call.id())
    return {}


def _end(call: Call) -> datetime | None:
    seconds = call.params.number("expires_in", 0)
    return now() + timedelta(seconds=seconds) if seconds else None


def _networks(rows: list[barriers.Network]) -> list[dict[str, Any]]:
    return [
        {"id": str(row.id), "ip": row.network, "severity": row.severity, "comment": row.comment,
         "created_at": iso(row.made_at), "expires_at": iso(row.ends_at) if row.ends_at else None} for row in rows
    ]
