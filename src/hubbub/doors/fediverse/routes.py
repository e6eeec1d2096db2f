"""Addresses that other servers ask: documents by content negotiation, discovery always."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import msgspec
from starlette.requests import ClientDisconnect
from starlette.requests import Request as HttpRequest
from starlette.responses import RedirectResponse, Response

from hubbub.base import errors, ids
from hubbub.base.addresses import Refused
from hubbub.base.bodies import Unreachable
from hubbub.base.clock import now
from hubbub.base.db import Db
from hubbub.base.http import Routes, TooLarge, compressed
from hubbub.base.ids import ProfileId

from .address import host_of
from .gate import stance
from .senders import sender_of
from .signatures import BadSignature, Request, Unsigned, claim
from .vocabulary import CONTENT_TYPE, wants_activity
from .wire import Malformed

log = logging.getLogger("hubbub.fediverse")

ROUTES = Routes()  # asked first when the caller wants an activity document
ALWAYS = Routes()  # discovery, inboxes, and where a browser is led that has a document's address

STATUS: dict[type[errors.Refusal], int] = {
    errors.NotFound: 404, errors.NotAllowed: 403, errors.Invalid: 400, errors.Conflict: 409, errors.TooMany: 429,
}
OPEN = {"access-control-allow-origin": "*"}


class Gone(Exception):
    """It was here and is no more; `document` stands in its place."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        super().__init__()


@dataclass(slots=True)
class Inquiry:
    """A request for a document."""

    request: HttpRequest
    db: Db
    path: Mapping[str, str]
    private: bool = False
    _viewer: ProfileId | None = None

    def id(self, name: str = "id") -> int:
        """An id from the path. Raises `NotFound`."""
        number = ids.parse(self.path[name])
        if number is None:
            raise errors.NotFound
        return number

    @property
    def query(self) -> Mapping[str, str]:
        return self.request.query_params

    async def viewer(self) -> ProfileId | None:
        """Whoever signed the request: None for nobody. Raises `BadSignature`, and `NotFound` for the shut out."""
        self.private = True
        if self._viewer is None and "signature" in self.request.headers:
            sender = await sender_of(self.db, claim(signed(self.request, self.db)))
            if sender.shut_out or (await stance(self.db, host_of(sender.uri))).shut_out:
                raise errors.NotFound
            self._viewer = sender.profile
        return self._viewer

    @property
    def guarded(self) -> bool:
        """Whether nothing is shown to who does not sign (authorized fetch)."""
        return self.db.here.settings.authorized_fetch

    async def check_signed(self) -> None:
        """Where nothing is shown to who does not sign: raises `BadSignature` for them."""
        if self.guarded and await self.viewer() is None:
            raise Unsigned("This server shows documents to those alone who sign their requests.")


Handler = Callable[[Inquiry], Awaitable[Mapping[str, Any] | str]]


def wants(request: HttpRequest) -> bool:
    """Whether the caller asks for a document rather than a page."""
    return wants_activity(request.headers.get("accept", ""))


def document(path: str, *, guarded: bool = True) -> Callable[[Handler], Handler]:
    """A document for whoever asks for ActivityPub; a handler that gives an address leads there.

    One that is not `guarded` decides itself whether who does not sign is shown it (`check_signed`).
    """

    def keep(handler: Handler) -> Handler:
        async def answer(request: HttpRequest) -> Response:
            return await _answer(
                handler, request, CONTENT_TYPE, {"vary": "Accept, Accept-Encoding"}, guarded=guarded)

        ROUTES.add({"GET", "HEAD"}, path, answer)
        return handler

    return keep


def leads(path: str) -> Callable[[Handler], Handler]:
    """Where a browser is led that has the address of a document."""

    def keep(handler: Handler) -> Handler:
        async def answer(request: HttpRequest) -> Response:
            return await _answer(handler, request, "text/plain", {"vary": "Accept"})

        ALWAYS.add({"GET", "HEAD"}, path, answer)
        return handler

    return keep


def discovery(path: str, media_type: str = "application/json") -> Callable[[Handler], Handler]:
    """A small document that anybody may ask for, from any page."""

    def keep(handler: Handler) -> Handler:
        async def answer(request: HttpRequest) -> Response:
            return await _answer(handler, request, media_type, dict(OPEN))

        ALWAYS.add({"GET", "HEAD"}, path, answer)
        return handler

    return keep


def signed(request: HttpRequest, db: Db, body: bytes = b"") -> Request:
    """The request as its signature is checked: with the target as sent, and the name that we go by."""
    scope, settings = request.scope, db.here.settings
    target = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
    if scope["query_string"]:
        target += "?" + scope["query_string"].decode("latin-1")
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
    return Request(request.method, target, settings.scheme, settings.web_domain, headers, body, now())


async def _answer(
    handler: Handler, request: HttpRequest, media_type: str, headers: dict[str, str], *, guarded: bool = False
) -> Response:
    inquiry = Inquiry(request, request.app.state.db, request.path_params)
    try:
        await _check_gate(inquiry)
        if guarded:
            await inquiry.check_signed()
        given = await handler(inquiry)
    except Exception as problem:
        return failure(request, problem)
    if isinstance(given, str) and given.startswith(("http://", "https://")):
        return RedirectResponse(given, 302, headers)
    headers["cache-control"] = "private, no-store" if inquiry.private else "public, max-age=60"
    text = given.encode() if isinstance(given, str) else msgspec.json.encode(given)
    return compressed(request, Response(text, headers=headers, media_type=media_type))


async def _check_gate(inquiry: Inquiry) -> None:
    """Whoever says that they come from a server that is shut out is given nothing, proven or not."""
    if "signature" not in inquiry.request.headers:
        return
    with suppress(BadSignature):
        if (await stance(inquiry.db, host_of(claim(signed(inquiry.request, inquiry.db)).key_id))).shut_out:
            raise errors.NotFound


def failure(request: HttpRequest, problem: Exception) -> Response:
    """Any exception as this door's answer; what is no refusal is a bug, logged with the request's id."""
    match problem:
        case Gone():
            return Response(msgspec.json.encode(problem.document), 410, headers=OPEN, media_type=CONTENT_TYPE)
        case BadSignature() | Refused():
            return said(401, str(problem))
        case Malformed():
            return said(400, problem.sentence)
        case errors.Refusal():
            return said(next(code for kind, code in STATUS.items() if isinstance(problem, kind)), problem.sentence)
        case ClientDisconnect():
            return said(400, "The request broke off.")
        case TooLarge():
            return said(413, f"At most {problem.limit} bytes are taken.")
        case Unreachable() | errors.Unavailable():
            # Whoever sent it shall send it again: a 401 would make most peers give up (Mastodon until 4.5 sent one).
            log.info("for want of something that does not answer just now: %s", problem)
            return said(503, "Something that this needs does not answer just now.", {"retry-after": "30"})
    log.error("request %s failed", request.scope.get("request_id"), exc_info=problem)
    return said(500, "Something went wrong on our side. It has been noted.")


def said(status: int, sentence: str, headers: Mapping[str, str] | None = None) -> Response:
    return Response(
        msgspec.json.encode({"error": sentence}), status, headers=OPEN | dict(headers or {}),
        media_type="application/json",
    )
