"""Documents that are the same for everybody: feeds, maps of the site, manifests.

They know no session and set no cookie, so any cache on the way may keep them; whoever has one asks whether it has
changed and is told in a line (RFC 9110, 13).
"""

import hashlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from starlette.requests import Request
from starlette.responses import Response

from hubbub.base import errors
from hubbub.base.db import Db
from hubbub.base.http import caller, compressed, has
from hubbub.base.limits import Counter, Limit

from .routes import ROUTES, STATUS

log = logging.getLogger("hubbub.web")

# A reader asks for each of its feeds now and then, and one address may stand for many readers.
DOCUMENTS = Limit("document", 900, 300)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request for a document: nothing of it tells who asks."""

    db: Db
    path: Mapping[str, str]
    query: Mapping[str, str]

    def number(self, name: str) -> int | None:
        """A whole number of the query that could be an id; None for anything else."""
        given = self.query.get(name, "")
        return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None

    def id(self, name: str = "id") -> int:
        """A number from the path."""
        return int(self.path[name])


@dataclass(frozen=True, slots=True)
class Document:
    """What is sent: `changed_at` says since when it is as it is, if that is known; `fresh` for how many seconds."""

    body: bytes
    kind: str
    changed_at: datetime | None = None
    fresh: int = 300
    headers: Mapping[str, str] = field(default_factory=dict)


Make = Callable[[Asked], Awaitable[Document]]


def document(path: str) -> Callable[[Make], Make]:
    """Give a document at an address of ours."""

    def keep(make: Make) -> Make:
        ROUTES.add({"GET", "HEAD"}, path, _Document(make).answer)
        return make

    return keep


@dataclass(frozen=True, slots=True)
class _Document:
    make: Make

    async def answer(self, request: Request) -> Response:
        counter: Counter = request.app.state.counter
        try:
            counter.take(DOCUMENTS, caller(request))
            made = await self.make(Asked(request.app.state.db, request.path_params, request.query_params))
        except Exception as problem:
            return _refusal(request, problem)
        return _sent(request, made)


def _sent(request: Request, made: Document) -> Response:
    # Weak: what is compressed on the way has other bytes and says the same.
    headers = {
        "cache-control": f"public, max-age={made.fresh}", "etag": f'W/"{hashlib.sha256(made.body).hexdigest()[:32]}"',
        "x-content-type-options": "nosniff", "content-security-policy": "default-src 'none'; sandbox",
        "access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin",
        # Before it is known how this caller likes it: caches keep both forms apart.
        "vary": "Accept-Encoding",
    } | dict(made.headers)
    if made.changed_at is not None:
        headers["last-modified"] = format_datetime(made.changed_at.astimezone(UTC), usegmt=True)
    if _has_it(request, headers["etag"], made.changed_at):
        return Response(status_code=304, headers=headers)
    return compressed(request, Response(made.body, headers=headers, media_type=made.kind))


def _has_it(request: Request, etag: str, changed_at: datetime | None) -> bool:
    """Whether the caller has this already: by its tag, and only without one by its time (RFC 9110, 13.2.2)."""
    if "if-none-match" in request.headers:
        return has(request, etag)
    since = request.headers.get("if-modified-since")
    if since is None or changed_at is None:
        return False
    try:
        return changed_at.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False


def _refusal(request: Request, problem: Exception) -> Response:
    match problem:
        case errors.Refusal():
            status, words = next(code for kind, code in STATUS.items() if isinstance(problem, kind)), problem.sentence
        case errors.Unavailable():
            status, words = 503, "The server is just starting again. Please try once more in a moment."
        case _:
            log.error("request %s failed", request.scope.get("request_id"), exc_info=problem)
            status, words = 500, "Something went wrong on our side. It has been noted."
    headers = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
    headers |= {"retry-after": "60"} if status in (429, 503) else {}
    return Response(words, status, headers, "text/plain; charset=utf-8")
