"""Endpoints of the client API: who may call, what they sent, what they get."""

import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from hubbub.base import errors, ids
from hubbub.base.clock import iso
from hubbub.base.db import Db
from hubbub.base.http import Routes, TooLarge, caller, compressed, tagged
from hubbub.base.ids import AccountId, AppId, ProfileId
from hubbub.base.limits import Counter, Limit

from .params import Params, read_params

log = logging.getLogger("hubbub.api")

ROUTES = Routes()
SCOPES: dict[tuple[str, str], str | None] = {}

STATUS: dict[type[errors.Refusal], int] = {
    errors.NotFound: 404, errors.NotAllowed: 403, errors.Invalid: 422, errors.Conflict: 422, errors.TooMany: 429,
}
EXPOSED = (
    "Link, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-Request-Id, Mastodon-Async-Refresh,"
    " Deprecation"
)
CORS = {"access-control-allow-origin": "*", "access-control-expose-headers": EXPOSED}
PREFLIGHT = CORS | {
    "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE, OPTIONS",
    "access-control-allow-headers": "*, Authorization",
    "access-control-max-age": "7200",
}
SIZE = 1 << 20
UPLOAD = 100 << 20

# Since when Mastodon has something better than what is asked there: the day of the version that brought it. RFC 9745.
DEPRECATED = {
    "/api/v1/timelines/direct": date(2019, 10, 3), "/api/v1/media": date(2020, 4, 5),
    "/api/v1/suggestions": date(2021, 5, 16), "/api/v1/accounts/{id}/identity_proofs": date(2022, 3, 30),
    "/api/v1/instance": date(2022, 11, 14), "/api/v1/filters": date(2022, 11, 14),
    "/api/v1/filters/{id}": date(2022, 11, 14), "/api/v1/accounts/{id}/pin": date(2025, 7, 8),
    "/api/v1/accounts/{id}/unpin": date(2025, 7, 8),
}

BY_TOKEN = Limit("token", 300, 300)
BY_ADDRESS = Limit("address", 300, 300)


_FOLLOW = frozenset(f"{verb}:{what}" for verb in ("read", "write") for what in ("follows", "blocks", "mutes"))


class Unauthenticated(Exception):
    """The access token is invalid"""


class OutOfScope(errors.NotAllowed):
    """This action is outside the authorized scopes"""


class NeedsPerson(errors.Invalid):
    """This method requires an authenticated user"""


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whom a token speaks for: an app, and a person's profile unless it is the app's own."""

    token: int
    app: AppId
    account: AccountId | None
    profile: ProfileId | None
    scopes: frozenset[str]
    held: str = ""  # why the account may not be used just now

    def may(self, scope: str) -> bool:
        """Scopes are a hierarchy: `write` holds `write:statuses`; `follow` is its old name for three."""
        if scope in self.scopes or scope.rpartition(":")[0] in self.scopes:
            return True
        return scope in _FOLLOW and "follow" in self.scopes


@dataclass(slots=True)
class Call:
    """One request, as an endpoint sees it."""

    request: Request
    db: Db
    params: Params
    bearer: Bearer | None
    path: Mapping[str, str]
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def me(self) -> ProfileId:
        """The profile that is calling."""
        if self.bearer is None or self.bearer.profile is None:
            raise NeedsPerson
        return self.bearer.profile

    @property
    def viewer(self) -> ProfileId | None:
        """The profile that is looking, None for anybody."""
        return self.bearer.profile if self.bearer else None

    @property
    def account(self) -> AccountId:
        if self.bearer is None or self.bearer.account is None:
            raise NeedsPerson
        return self.bearer.account

    def id(self, name: str = "id") -> int:
        """An id from the path; one that cannot be is simply not found."""
        number = ids.parse(self.path[name])
        if number is None:
            raise errors.NotFound("Record not found")
        return number


Handler = Callable[[Call], Awaitable[Any]]
Authenticate = Callable[[Db, str], Awaitable[Bearer | None]]

_authenticate: list[Authenticate] = []


def authenticates(function: Authenticate) -> Authenticate:
    """The room that knows tokens says how one becomes a `Bearer`."""
    _authenticate[:] = [function]
    return function


def api(
    methods: str, path: str, *, scope: str | None = None, upload: bool = False, size: int = 0, cors: bool = True,
    held: bool = False,
) -> Callable[[Handler], Handler]:
    """An endpoint. `scope` is what the token must hold, or several of which one will do; None is for everybody,
    `""` for any token. `size` is the most bytes of a body, if not the usual; `upload` lets it be 100 MB. `held`
    is for people too whose account may not be used yet."""

    def keep(handler: Handler) -> Handler:
        # Updates are PUT to some apps and PATCH to others: they are the same.
        endpoint = _Endpoint(handler, scope, (scope or "").split(), size or (UPLOAD if upload else SIZE), held,
                             _always(path))
        names = {"PUT", "PATCH"} if methods in ("PUT", "PATCH") else set(methods.split())
        for method in names:
            SCOPES[method, path] = scope
        ROUTES.add(names | ({"HEAD"} if "GET" in names else set()), path, endpoint.answer)
        return handler

    return keep


def _always(path: str) -> Mapping[str, str]:
    if (since := DEPRECATED.get(path)) is None:
        return CORS
    return CORS | {"deprecation": f"@{int(datetime(since.year, since.month, since.day, tzinfo=UTC).timestamp())}"}


@dataclass(frozen=True, slots=True)
class _Endpoint:
    handler: Handler
    scope: str | None
    one_of: Sequence[str]
    size: int
    held: bool = False
    always: Mapping[str, str] = field(default_factory=lambda: CORS)  # headers of every answer

    async def answer(self, request: Request) -> Response:
        counter: Counter = request.app.state.counter
        db: Db = request.app.state.db
        headers = dict(self.always)
        try:
            bearer = await bearer_of(db, request)
            limit, key = (BY_TOKEN, str(bearer.token)) if bearer else (BY_ADDRESS, caller(request))
            if counter.on:
                headers["x-ratelimit-limit"] = str(limit.most)
                count = counter.take(limit, key)
                headers |= _left(count.remaining, count.resets_at)
            self._authorise(bearer)
            params = await read_params(request, self._most_bytes(request))
            try:
                call = Call(request, db, params, bearer, request.path_params, headers)
                answer = respond(await self.handler(call), headers)
            finally:
                await params.close()
        except Exception as problem:
            return failure(request, problem, headers)
        return compressed(request, tagged(request, answer))

    def _most_bytes(self, request: Request) -> int:
        if request.method not in ("GET", "HEAD"):
            return self.size
        # Mastodon.py 2.3 asks for familiar followers by a GET with JSON in it, as Rails reads it.
        said = request.headers.get("content-type", "").startswith("application/json")
        return self.size if said and request.headers.get("content-length", "0") != "0" else 0

    def _authorise(self, bearer: Bearer | None) -> None:
        if bearer is not None and bearer.held and not self.held:
            raise errors.NotAllowed(bearer.held)
        if self.scope is None:
            return
        if bearer is None:
            raise Unauthenticated
        for scope in self.one_of:
            if bearer.may(scope):
                return
        if self.one_of:
            raise OutOfScope


async def bearer_of(db: Db, request: Request) -> Bearer | None:
    """Who calls, by the Authorization header; a bad token is refused even where none is needed."""
    secret = secret_of(request)
    return await bearer_by(db, secret) if secret else None


def secret_of(request: Request) -> str:
    """The token in the Authorization header, or nothing."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


async def bearer_by(db: Db, secret: str) -> Bearer:
    """Whom this token speaks for. Raises `Unauthenticated`."""
    bearer = await _authenticate[0](db, secret)
    if bearer is None:
        raise Unauthenticated
    return bearer


def respond(given: Any, headers: dict[str, str] | None = None) -> Response:
    """A response from what an endpoint gave: bytes are JSON already, a `Response` is itself."""
    if isinstance(given, Response):
        given.headers.update(headers or {})
        return given
    return _Json(given if isinstance(given, bytes) else msgspec.json.encode(given), 200, headers or {})


def error(status: int, sentence: str, headers: Mapping[str, str] | None = None, **more: Any) -> Response:
    return respond_with(status, {"error": sentence} | more, headers)


def respond_with(status: int, given: Any, headers: Mapping[str, str] | None = None) -> Response:
    return _Json(msgspec.json.encode(given), status, headers or CORS)


class _Json(Response):
    """The library's own takes three times as long for the same: it looks whether what is added here was given."""

    media_type = "application/json; charset=utf-8"

    def __init__(self, body: bytes, status: int, headers: Mapping[str, str]) -> None:
        self.status_code, self.background, self.body = status, None, body
        self.raw_headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
        self.raw_headers += (b"content-length", b"%d" % len(body)), (b"content-type", self.media_type.encode())


def failure(request: Request, problem: Exception, headers: dict[str, str]) -> Response:
    """Any exception as this door's answer; what is no refusal is a bug, logged with the request's id."""
    match problem:
        case Unauthenticated():
            return error(401, "The access token is invalid", headers)
        case errors.TooMany():
            late = {"retry-after": str(int(problem.wait) + 1)} | _left(0, time.time() + problem.wait)
            return error(429, "Too many requests", headers | late)
        case errors.Refusal():
            status = next(code for kind, code in STATUS.items() if isinstance(problem, kind))
            sentence = "Record not found" if type(problem) is errors.NotFound else problem.sentence
            return error(status, sentence, headers)
        case ClientDisconnect():
            return error(400, "The request broke off.", headers)
        case TooLarge():
            return error(413, f"That is too large: at most {problem.limit >> 20} MB.", headers)
        case errors.Full():
            return error(507, "The server's disk is full. Nothing was saved.", headers)
        case errors.Unavailable():
            log.warning("unavailable: %s", problem)
            return error(503, "The server is not ready. Please try again in a moment.", headers | {"retry-after": "2"})
    log.error("request %s failed", request.scope.get("request_id"), exc_info=problem)
    return error(500, "Something went wrong on our side. It has been noted.", headers)


def _left(remaining: int, resets_at: float) -> dict[str, str]:
    at = datetime.fromtimestamp(resets_at, UTC)
    return {"x-ratelimit-remaining": str(remaining), "x-ratelimit-reset": iso(at)}
