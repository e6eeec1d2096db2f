"""Profiles as the client API's Account; kept rendered, one piece a profile."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import msgspec

from hubbub.base.apart import apart
from hubbub.base.clock import iso
from hubbub.base.db import Db, Read
from hubbub.base.errors import NotFound
from hubbub.base.gather import Fetched
from hubbub.base.ids import ProfileId
from hubbub.base.kept import Kept
from hubbub.base.lending import lent
from hubbub.doors.mastodon.instance import describes
from hubbub.doors.mastodon.routes import Call, api
from hubbub.people import profiles

from .counting import census
from .profiles import (
    LONGEST_DESCRIPTION,
    LONGEST_DISPLAY_NAME,
    LONGEST_FIELD,
    LONGEST_NOTE,
    MOST_FIELDS,
)
from .store import Profile

Dress = Callable[[Read, Sequence[Profile]], Awaitable[Mapping[ProfileId, list[dict[str, Any]]]]]
More = Callable[[Read, Sequence[Profile]], Awaitable[Mapping[ProfileId, dict[str, Any]]]]

_more: list[More] = []
_pieces: Kept[ProfileId, bytes] = Kept(20_000, "profile")
_faces: Kept[ProfileId, bytes] = Kept(20_000, "profile")
face = _faces.get  # of a profile, if it is kept
_FIGURES = re.compile(rb'"(?:(?:followers|following|statuses)_count":\d+|last_status_at":[^,}]+)')
_dresses: list[Dress] = []


def dresses(function: Dress) -> Dress:
    """The room that knows emoji says which stand in names and words."""
    _dresses[:] = [function]
    return function


async def emojis_of(db: Read, rows: Sequence[Profile]) -> Mapping[ProfileId, list[dict[str, Any]]]:
    """The emoji of the profiles that have any."""
    return await _dresses[0](db, rows) if _dresses and rows else {}


async def pieces(db: Read, wanted: Sequence[ProfileId]) -> dict[ProfileId, bytes]:
    """Each profile as the JSON of an Account, from what is kept or else rendered and kept."""
    found, missing = _pieces.among(dict.fromkeys(wanted))
    if missing:
        stamp = _pieces.stamp
        for profile, made in (await _rendered.of(db, missing)).items():
            found[profile] = _pieces.keep(profile, made, stamp)
    return found


_rendered = Fetched[ProfileId, bytes](lambda db, ids: apart(ids, lambda some: _made(db, some)))


async def faces(db: Read, wanted: Sequence[ProfileId]) -> dict[ProfileId, bytes]:
    """What tells each profile, as it stands at posts, from all that it may look like otherwise: how many posts and
    followers it has is not said there. Those that are shut out have none."""
    found, missing = _faces.among(dict.fromkeys(wanted))
    if missing:
        stamp = _faces.stamp
        for profile, made in (await pieces(db, missing)).items():
            found[profile] = _faces.keep(profile, _FIGURES.sub(b"", made), stamp)
    return found


async def _made(db: Read, wanted: Sequence[ProfileId]) -> dict[ProfileId, bytes]:
    found = await profiles.lately.of(db, wanted)
    rows = [row for row in found.values() if not row.suspended_at and not row.removed_at]
    return {row.id: msgspec.json.encode(made) for row, made in zip(rows, await shapes(db, rows), strict=True)}


async def rendered(db: Read, wanted: Sequence[ProfileId]) -> bytes:
    """A JSON list of Accounts, in the order asked for."""
    found = await pieces(db, wanted)
    return b"[" + b",".join(found[profile] for profile in wanted if profile in found) + b"]"


def generation() -> int:
    """Rises whenever a kept profile is dropped."""
    return _pieces.stamp


def without_keeping() -> None:
    """Forget everything that is kept."""
    _pieces.clear()
    _faces.clear()


def forget(profile: ProfileId) -> None:
    """What is kept of this profile shows somebody else, who has changed."""
    _pieces.drop(profile)
    _faces.drop(profile)


def raw(piece: bytes) -> msgspec.Raw:
    return msgspec.Raw(piece)


def adds_to_all(function: More) -> More:
    """Let an upper room say more in every Account; what changes there says `profile`."""
    _more.append(function)
    return function


async def shapes(db: Read, rows: Sequence[Profile]) -> list[dict[str, Any]]:
    """Each as the Account entity, with what upper rooms have to say."""
    emojis = await emojis_of(db, rows)
    made = {row.id: shape(db, row) | {"emojis": emojis.get(row.id, [])} for row in rows}
    for more in _more if made else ():
        for profile, fields in (await more(db, rows)).items():
            made[profile] |= fields
    return list(made.values())


def shape(db: Read, row: Profile) -> dict[str, Any]:
    """The Account entity (facts: `Account` of the 4.6 documentation)."""
    url = db.here.settings.url
    avatar = picture(db, row.avatar, "avatar") or url("/static/avatar.png")
    banner = picture(db, row.banner, "banner") or url("/static/banner.png")
    return {
        "id": str(row.id), "username": row.name, "acct": row.handle, "display_name": row.title, "locked": row.locked,
        "bot": row.kind in ("service", "application"), "discoverable": row.discoverable, "indexable": row.indexable,
        "group": row.kind == "group", "noindex": not row.indexable,
        "created_at": iso(row.made_at)[:10] + "T00:00:00.000Z",
        "note": row.note_html, "url": row.url, "uri": row.uri, "avatar": avatar, "avatar_static": avatar,
        "avatar_description": row.avatar_description, "header": banner, "header_static": banner,
        "header_description": row.banner_description, "followers_count": row.follower_count,
        "following_count": row.followed_count, "statuses_count": row.post_count,
        "last_status_at": row.last_post_at.date().isoformat() if row.last_post_at else None,
        "hide_collections": row.hides_people, "show_featured": row.shows_featured, "show_media": row.shows_media,
        "show_media_replies": row.shows_media_replies,
        "emojis": [], "roles": [], **({"limited": True} if row.silenced_at else {}),
        **({"suspended": True} if row.suspended_at else {}),
        "fields": [
            {"name": field["name"], "value": field["value"], "verified_at": field.get("verified_at")}
            for field in row.fields
        ],
    }


def picture(db: Read, given: str | None, shape: str = "avatar") -> str | None:
    """The address of a profile's `avatar` or `banner`: a file of ours, or our copy of one elsewhere."""
    if given is None or given.startswith(("https://", "http://")):
        return lent(db.here, given, shape) or given if given else None
    return db.here.files.address(given)


def source(row: Profile) -> dict[str, Any]:
    """What its owner may edit, as it was written."""
    return {
        "note": row.note,
        "fields": [
            {"name": field["name"], "value": field["source"], "verified_at": field.get("verified_at")}
            for field in row.fields
        ],
        "hide_collections": row.hides_people, "discoverable": row.discoverable, "indexable": row.indexable,
        "attribution_domains": row.attribution_domains, "quote_policy": "public",
    }


@describes("configuration.accounts")
async def limits(db: Db) -> Any:
    return {
        "max_display_name_length": LONGEST_DISPLAY_NAME, "max_note_length": LONGEST_NOTE,
        "max_profile_fields": MOST_FIELDS, "profile_field_name_limit": LONGEST_FIELD,
        "profile_field_value_limit": LONGEST_FIELD, "max_avatar_description_length": LONGEST_DESCRIPTION,
        "max_header_description_length": LONGEST_DESCRIPTION,
    }


@describes("usage.users.active_month")
async def active(db: Db) -> Any:
    return (await census(db)).active


@describes("stats")
async def stats(db: Db) -> Any:
    counted = await census(db)
    return {"user_count": counted.profiles, "status_count": counted.posts}


@api("GET", "/api/v1/accounts/lookup")
async def lookup(call: Call) -> Any:
    """Somebody by their handle; for somebody signed in, their server is asked if need be."""
    wanted = call.params.text("acct", limit=500)
    profile = await (profiles.seek(call.db, wanted) if call.viewer else profiles.known(call.db, wanted))
    if profile is None:
        raise NotFound("Record not found")
    return (await pieces(call.db, [profile]))[profile]


@api("GET", "/api/v1/accounts/{id}")
async def show(call: Call) -> Any:
    profile = ProfileId(call.id())
    found = await profiles.get(call.db, profile)
    if found.removed_at or found.suspended_at:
        raise NotFound("Record not found")
    return (await pieces(call.db, [profile]))[profile]


@api("GET", "/api/v1/accounts")
async def show_many(call: Call) -> Any:
    return await rendered(call.db, [ProfileId(i) for i in call.params.ids("id", 40)])
