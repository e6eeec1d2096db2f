"""What this server is and what it takes, in both versions that apps ask for when they start.

The door knows no room: each says its own part with `describes`.
"""

import time
from collections.abc import Awaitable, Callable
from copy import deepcopy
from typing import Any

from hubbub import __version__
from hubbub.base.db import Db
from hubbub.base.http import Routes
from hubbub.base.kept import Kept
from hubbub.base.languages import LANGUAGES
from hubbub.base.words import languages

from .routes import ROUTES, Call, api

# Apps read the first three numbers and dare to use what that Mastodon has.
VERSION = f"4.6.0 (compatible; Hubbub {__version__})"
KEPT_SECONDS = 60.0

Describe = Callable[[Db], Awaitable[Any]]

_described: list[tuple[str, Describe]] = []
_documents: Kept[str, tuple[float, dict[str, Any]]] = Kept(10)

# What apps need to find even if no room speaks of it: zero is the truth of a feature that is not there.
_NOTHING: dict[str, Any] = {
    "configuration": {
        "urls": {}, "vapid": {"public_key": ""}, "translation": {"enabled": False}, "limited_federation": False,
        "accounts": {"max_featured_tags": 0, "max_pinned_statuses": 0},
        "statuses": {"max_characters": 0, "max_media_attachments": 0, "characters_reserved_per_url": 23},
        "media_attachments": {
            "supported_mime_types": [], "description_limit": 0, "image_size_limit": 0, "image_matrix_limit": 0,
            "video_size_limit": 0, "video_frame_rate_limit": 0, "video_matrix_limit": 0,
        },
        "polls": {"max_options": 0, "max_characters_per_option": 0, "min_expiration": 0, "max_expiration": 0},
    },
    "usage": {"users": {"active_month": 0}},
    "stats": {"user_count": 0, "status_count": 0, "domain_count": 0},
    "contact": {"email": "", "account": None},
    "rules": [], "invites_enabled": False,
}
OLDER = ("stats", "invites_enabled")  # only the older form has them

# What the numbers of Mastodon's API stand for: whoever reads one dares to use it and all below. The sixth is of its own
# pages alone. Attribution, descriptions of pictures and the profile are changed at one address.
STANDS_FOR: dict[int, tuple[tuple[str, str], ...]] = {
    2: (("GET", "/api/v2/notifications"),),
    3: (("PATCH", "/api/v1/accounts/update_credentials"),),
    4: (("DELETE", "/api/v1/media/1"),),
    5: (("POST", "/api/v2/filters"),),
    7: (("GET", "/api/v1/statuses/1/quotes"),),
    8: (("PATCH", "/api/v1/profile"), ("POST", "/api/v1/annual_reports/1/generate")),
    9: (("PATCH", "/api/v1/profile"),),
    10: (("POST", "/api/v1/collections"), ("GET", "/api/v1/notifications")),
}


def describes(where: str) -> Callable[[Describe], Describe]:
    """Let a room say a part of the document, found at `where`, such as `configuration.statuses`.

    A mapping is laid over what is there; anything else takes its place.
    """

    def keep(function: Describe) -> Describe:
        _described.append((where, function))
        return function

    return keep


async def document(db: Db) -> dict[str, Any]:
    """The whole document (v2, with what only v1 has beside it); at most a minute old."""
    base = db.here.settings.base
    kept = _documents.get(base)
    if kept is not None and kept[0] > time.monotonic():
        return kept[1]
    stamp = _documents.stamp
    made = _frame(db) | deepcopy(_NOTHING)
    made["api_versions"] = {"mastodon": version_of(ROUTES)}
    for where, describe in _described:
        _lay(made, where.split("."), await describe(db))
    return _documents.keep(base, (time.monotonic() + KEPT_SECONDS, made), stamp)[1]


def version_of(routes: Routes) -> int:
    """The number of the API up to which all is served: what is not hung is not promised."""
    served = 1
    for number, ways in sorted(STANDS_FOR.items()):
        if any(routes.find(method, path)[0] is None for method, path in ways):
            break
        served = number
    return served


def forget() -> None:
    """What is kept of it is out of date."""
    _documents.clear()


def _frame(db: Db) -> dict[str, Any]:
    settings = db.here.settings
    return {
        "domain": settings.domain, "title": settings.domain, "version": VERSION, "source_url": settings.url("/about"),
        "description": "A Hubbub: the social home that its people own.", "icon": [], "languages": [*languages()],
        "thumbnail": {"url": settings.url("/static/icon.svg"), "blurhash": None, "description": "", "versions": {}},
        "registrations": {
            "enabled": False, "approval_required": False, "reason_required": False, "message": None,
            "min_age": None, "url": None,
        },
    }


def _lay(over: dict[str, Any], where: list[str], what: Any) -> None:
    for name in where[:-1]:
        over = over.setdefault(name, {})
    there = over.get(where[-1])
    over[where[-1]] = there | what if isinstance(there, dict) and isinstance(what, dict) else what


@api("GET", "/api/v2/instance")
async def second(call: Call) -> Any:
    return {name: part for name, part in (await document(call.db)).items() if name not in OLDER}


@api("GET", "/api/v1/instance")
async def first(call: Call) -> Any:
    """The older form, which Pinafore, toot and Mastodon.py ask for."""
    made = await document(call.db)
    limits = made["configuration"]
    return {
        "uri": made["domain"], "title": made["title"], "short_description": made["description"],
        "description": made["description"], "email": made["contact"]["email"], "version": made["version"],
        "urls": {"streaming_api": limits["urls"].get("streaming", "")}, "stats": made["stats"],
        "thumbnail": made["thumbnail"]["url"], "languages": made["languages"],
        "registrations": made["registrations"]["enabled"],
        "approval_required": made["registrations"]["approval_required"], "invites_enabled": made["invites_enabled"],
        "configuration": {name: limits[name] for name in ("accounts", "statuses", "media_attachments", "polls")},
        "contact_account": made["contact"]["account"], "rules": made["rules"],
    }


@api("GET", "/api/v1/instance/languages")
async def known_languages(call: Call) -> Any:
    """What posts may be said to be written in, for apps that let one choose."""
    return [{"code": code, "name": name} for code, name in LANGUAGES.items()]


@api("GET", "/api/v1/instance/rules")
async def rules(call: Call) -> Any:
    return (await document(call.db))["rules"]
