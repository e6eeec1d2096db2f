"""Blocked and allowed servers in the client API: for staff, and as far as it may be known for everybody."""

import hashlib
from typing import Any

from hubbub.base.clock import iso
from hubbub.base.db import Db
from hubbub.doors.mastodon.instance import describes
from hubbub.doors.mastodon.paging import link, window
from hubbub.doors.mastodon.params import Params
from hubbub.doors.mastodon.routes import Call, api
from hubbub.people import accounts
from hubbub.people.accounts.mastodon import staff
from hubbub.trust import domains

_READ, _WRITE = "admin:read:domain_blocks", "admin:write:domain_blocks"
_READ_ALLOWS, _WRITE_ALLOWS = "admin:read:domain_allows", "admin:write:domain_allows"
_FEDERATION = accounts.May.FEDERATION


def shape(block: domains.Block) -> dict[str, Any]:
    """The entity Admin::DomainBlock."""
    return {
        "id": str(block.id), "domain": block.domain, "digest": _digest(block.domain), "created_at": iso(block.made_at),
        "severity": block.severity, "reject_media": block.rejects_media, "reject_reports": block.rejects_reports,
        "private_comment": block.private_comment or None, "public_comment": block.public_comment or None,
        "obfuscate": block.obfuscated,
    }


def _digest(domain: str) -> str:
    return hashlib.sha256(domain.encode()).hexdigest()


def _wanted(given: Params, was: domains.Wanted) -> domains.Wanted:
    return domains.Wanted(
        given.text("severity") or was.severity, given.flag("reject_media", was.rejects_media),
        given.flag("reject_reports", was.rejects_reports), given.flag("obfuscate", was.obfuscated),
        given.text("private_comment", was.private_comment), given.text("public_comment", was.public_comment),
    )


@api("GET", "/api/v1/admin/domain_blocks", scope=_READ)
async def listed(call: Call) -> Any:
    await staff(call, _FEDERATION)
    asked = window(call, 100, 200)
    rows = await domains.list_blocks(call.db, below=asked.below, above=asked.above, upward=asked.upward,
                                     limit=asked.limit)
    link(call, [row.id for row in rows], asked)
    return [shape(row) for row in rows]


@api("GET", "/api/v1/admin/domain_blocks/{id}", scope=_READ)
async def show(call: Call) -> Any:
    await staff(call, _FEDERATION)
    return shape(await domains.get(call.db, call.id()))


@api("POST", "/api/v1/admin/domain_blocks", scope=_WRITE)
async def make(call: Call) -> Any:
    await staff(call, _FEDERATION)
    async with call.db.write() as tx:
        return shape(await domains.block(tx, call.params.text("domain"), _wanted(call.params, domains.Wanted())))


@api("PUT", "/api/v1/admin/domain_blocks/{id}", scope=_WRITE)
async def change(call: Call) -> Any:
    """What is not sent stays as it is."""
    await staff(call, _FEDERATION)
    async with call.db.write() as tx:
        was = await domains.get(tx, call.id())
        now = domains.Wanted(was.severity, was.rejects_media, was.rejects_reports, was.obfuscated,
                             was.private_comment, was.public_comment)
        return shape(await domains.change(tx, was.id, _wanted(call.params, now)))


@api("DELETE", "/api/v1/admin/domain_blocks/{id}", scope=_WRITE)
async def lift(call: Call) -> Any:
    await staff(call, _FEDERATION)
    async with call.db.write() as tx:
        await domains.unblock(tx, call.id())
    return {}


@api("GET", "/api/v1/admin/domain_allows", scope=_READ_ALLOWS)
async def allows(call: Call) -> Any:
    await staff(call, _FEDERATION)
    asked = window(call, 100, 200)
    rows = await domains.list_allows(call.db, below=asked.below, above=asked.above, upward=asked.upward,
                                     limit=asked.limit)
    link(call, [row.id for row in rows], asked)
    return [_allowed(row) for row in rows]


@api("GET", "/api/v1/admin/domain_allows/{id}", scope=_READ_ALLOWS)
async def show_allow(call: Call) -> Any:
    await staff(call, _FEDERATION)
    return _allowed(await domains.get_allow(call.db, call.id()))


@api("POST", "/api/v1/admin/domain_allows", scope=_WRITE_ALLOWS)
async def allow(call: Call) -> Any:
    await staff(call, _FEDERATION)
    async with call.db.write() as tx:
        return _allowed(await domains.allow(tx, call.params.text("domain")))


@api("DELETE", "/api/v1/admin/domain_allows/{id}", scope=_WRITE_ALLOWS)
async def disallow(call: Call) -> Any:
    await staff(call, _FEDERATION)
    async with call.db.write() as tx:
        await domains.disallow(tx, call.id())
    return {}


def _allowed(row: domains.Allow) -> dict[str, Any]:
    return {"id": str(row.id), "domain": row.domain, "created_at": iso(row.made_at)}


@api("GET", "/api/v1/instance/domain_blocks")
async def public(call: Call) -> Any:
    """Whom this server silences or shuts out, and why as far as it says; a name may be half hidden."""
    return [
        {"domain": hidden(row.domain) if row.obfuscated else row.domain, "digest": _digest(row.domain),
         "severity": row.severity, "comment": row.public_comment}
        for row in sorted(await domains.list_blocks(call.db, limit=10_000), key=lambda row: row.domain)
        if row.severity != "noop"
    ]


def hidden(domain: str) -> str:
    """The middle third of the letters as stars."""
    third = len(domain) // 3
    return "".join("*" if third <= n < len(domain) - third and each != "." else each for n, each in enumerate(domain))


@describes("configuration.limited_federation")
async def limited(db: Db) -> Any:
    return db.here.settings.limited_federation
