"""Figures in the client API: for staff, and the few that everybody may know."""

import time
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from hubbub.base.clock import iso, now
from hubbub.base.db import Db
from hubbub.base.errors import Invalid
from hubbub.base.kept import Kept
from hubbub.doors.mastodon.instance import describes
from hubbub.doors.mastodon.routes import Call, api
from hubbub.people import accounts, profiles
from hubbub.people.accounts.mastodon import staff
from hubbub.trust import figures

KEPT_SECONDS = 3600.0
# Figures of one tag, whose id is its name, and of one server.
OF_TAG = ("tag_accounts", "tag_uses", "tag_servers", "tag_languages")
OF_SERVER = (
    "instance_accounts", "instance_media_attachments", "instance_reports", "instance_statuses", "instance_follows",
    "instance_followers", "instance_languages",
)
_READ = "admin:read"

_public: Kept[str, tuple[float, Any]] = Kept(8)


@api("GET", "/api/v1/instance/peers")
async def peers(call: Call) -> Any:
    """Every server that somebody is known of."""
    return await profiles.limits.domains(call.db)


@api("GET", "/api/v1/peers/search")
async def search_peers(call: Call) -> Any:
    """Servers that are known, by how a part of their name begins; what apps offer while one types."""
    typed, limit = call.params.text("q", limit=300).strip().lower(), call.params.number("limit", 10, 1, 40)
    known = await profiles.limits.domains(call.db) if typed else []
    return [domain for domain in known if f".{domain}".find(f".{typed}") >= 0][:limit]


@describes("stats")
async def domain_count(db: Db) -> Any:
    return {"domain_count": len(await profiles.limits.domains(db))}


@api("GET", "/api/v1/instance/activity")
async def activity(call: Call) -> Any:
    """By week, as texts; kept for an hour, since anybody may ask and counting takes a while."""
    place = call.db.here.settings.base
    if (kept := _public.get(place)) is not None and kept[0] > time.monotonic():
        return kept[1]
    stamp = _public.stamp
    made = [
        {"week": str(int(week.week.timestamp())), "statuses": str(week.posts), "logins": str(week.sign_ins),
         "registrations": str(week.sign_ups)} for week in await figures.activity(call.db)
    ]
    return _public.keep(place, (time.monotonic() + KEPT_SECONDS, made), stamp)[1]


def _days(call: Call) -> figures.Days:
    last = call.params.time("end_at") or now()
    return figures.Days(call.params.time("start_at") or last - timedelta(days=30), last)


@api("POST", "/api/v1/admin/measures", scope=_READ)
async def measures(call: Call) -> Any:
    """What is known of what was asked for; of the rest nothing is said."""
    await staff(call, accounts.May.DASHBOARD)
    days, asked = _days(call), _asked(call, figures.MEASURES)
    return [await _measure(call, name, days, of) for name, of in asked.items()]


def _asked(call: Call, known: Collection[str]) -> dict[str, str]:
    """The figures that are asked for, each with the tag or the server that it is of. Raises `Invalid`."""
    tags = {name: given.text("id", limit=500) for name in OF_TAG if (given := call.params.sub(name))}
    servers = {name: given.text("domain", limit=500) for name in OF_SERVER if (given := call.params.sub(name))}
    said = {name: of.strip().lower() for name, of in (tags | servers).items()}
    wanted = [name for name in call.params.texts("keys") if name in known]
    if vague := next((name for name in wanted if name in (*OF_TAG, *OF_SERVER) and not said.get(name)), None):
        raise Invalid("Validation failed: {name} can't be blank", field=vague, name=vague)
    return {name: said.get(name, "") for name in wanted}


async def _measure(call: Call, name: str, days: figures.Days, of: str) -> dict[str, Any]:
    rows = await figures.measure(call.db, name, days, of)
    by_day, total = {row.day: row.count for row in rows}, _total(rows)
    # Of a server the whole is that of all times, and there is none before.
    earlier = [] if name in OF_SERVER else await figures.measure(call.db, name, days.before, of)
    size = {"unit": "bytes", "human_value": f"{total >> 20} MB"} if name == "instance_media_attachments" else {}
    return {"unit": None} | size | {
        "key": name, "total": str(total),
        "previous_total": None if name in OF_SERVER else str(_total(earlier)),
        "data": [{"date": iso(day), "value": str(by_day.get(day, 0))} for day in days.each],
    }


def _total(rows: Sequence[figures.Day]) -> int:
    return next((row.count for row in rows if row.day is None), 0)


@api("POST", "/api/v1/admin/dimensions", scope=_READ)
async def dimensions(call: Call) -> Any:
    await staff(call, accounts.May.DASHBOARD)
    days, limit = _days(call), call.params.number("limit", 10, 1, 100)
    return [
        {"key": name, "data": [_share(name, row) for row in rows]}
        for name, of in _asked(call, figures.DIMENSIONS).items()
        if (rows := await figures.dimension(call.db, name, days, limit, of))
    ]


def _share(dimension: str, row: figures.Share) -> dict[str, Any]:
    if dimension == "software_versions":
        name, _, version = row.name.partition(" ")
        return {"key": name, "human_key": name, "value": version, "human_value": version}
    made = {"key": row.name, "human_key": row.name, "value": str(row.count)}
    return made | ({"unit": "bytes", "human_value": f"{row.count >> 20} MB"} if dimension == "space_usage" else {})


@api("POST", "/api/v1/admin/retention", scope=_READ)
async def retention(call: Call) -> Any:
    await staff(call, accounts.May.DASHBOARD)
    frequency = call.params.text("frequency") or "day"
    made: dict[str, dict[str, Any]] = {}
    for row in await figures.cohorts(call.db, _days(call), frequency):
        cohort = made.setdefault(iso(row.joined), {"period": iso(row.joined), "frequency": frequency, "data": []})
        cohort["data"].append({
            "date": iso(row.period), "rate": row.count / row.joined_count, "value": str(row.count),
        })
    return list(made.values())
