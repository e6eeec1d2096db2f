"""Pages: who is looking, what they sent, what they get; every form guarded."""

import hmac
import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from hubbub.base import errors
from hubbub.base.db import Db
from hubbub.base.disk import writing
from hubbub.base.http import Routes, TooLarge, bounded, caller
from hubbub.base.ids import AccountId, ProfileId
from hubbub.base.limits import Counter, Limit
from hubbub.base.words import SOURCE, Words, accepted, said, words

from .dressing import dressed
from .sure import Unsure, came_from
from .templates import html, time_zone

log = logging.getLogger("hubbub.web")

ROUTES = Routes()

STATUS: dict[type[errors.Refusal], int] = {
    errors.NotFound: 404, errors.NotAllowed: 403, errors.Invalid: 422, errors.Conflict: 409, errors.TooMany: 429,
}
PAGES = Limit("page", 600, 300)
FORM_SIZE = 1 << 20
UPLOAD_SIZE = 100 << 20


class SignInFirst(errors.NotAllowed):
    """Please sign in first."""


class Forged(errors.NotAllowed):
    """This form has expired, or was not sent from our page. Please go back, reload it and try again."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody signed in: the person, and the profile that they act as just now."""

    account: AccountId
    profile: ProfileId
    role: str
    time_zone: str
    language: str = SOURCE

    @property
    def runs_the_server(self) -> bool:
        return self.role in ("owner", "admin")


@dataclass(slots=True)
class View:
    """One request for a page."""

    request: Request
    db: Db
    visitor: Visitor | None
    path: Mapping[str, str]
    form: FormData
    secret: str          # of the session or, signed out, of the browser: what form tokens are made from
    nonce: str
    cookies: dict[str, str | None] = field(default_factory=dict)
    forms_to: str = ""   # another origin that forms of this page may lead to
    framed: bool = False  # whether pages of others may hold this one in a frame
    language: str = SOURCE  # of the pages, for who looks
    common: dict[str, Any] | None = None  # what rooms put before all pages of the visitor
    later: Mapping[str, object] = field(default_factory=dict)  # what a template prints and does nothing else with

    @property
    def words(self) -> Words:
        """What the visitor reads, in their language: `view.words("Saved.")`."""
        return words(self.language)

    @property
    def me(self) -> ProfileId:
        """The profile that looks. Raises `SignInFirst`."""
        if self.visitor is None:
            raise SignInFirst
        return self.visitor.profile

    @property
    def viewer(self) -> ProfileId | None:
        return self.visitor.profile if self.visitor else None

    @property
    def account(self) -> AccountId:
        """The person that looks. Raises `SignInFirst`."""
        if self.visitor is None:
            raise SignInFirst
        return self.visitor.account

    @property
    def partial(self) -> bool:
        """Whether the page's own script asks for a piece and not for the page."""
        return self.request.headers.get("hx-request") == "true"

    @property
    def csrf(self) -> str:
        return _form_token(self.db.here.secret, self.secret)

    def text(self, name: str, default: str = "") -> str:
        """A field of the form, or of the query."""
        if not self.form and not self.request.scope["query_string"]:
            return default
        value = self.form[name] if name in self.form else self.request.query_params.get(name)
        return value.replace("\x00", "") if isinstance(value, str) else default

    def number(self, name: str) -> int | None:
        """A whole number of the form or the query that could be an id; None for anything else."""
        return int(given) if (given := self.text(name)).isascii() and given.isdigit() and len(given) < 19 else None

    def time(self, name: str) -> datetime | None:
        """A moment typed in the visitor's own time zone; None if the field is empty. Raises `Invalid`."""
        given = self.text(name).strip()
        if not given:
            return None
        try:
            at = datetime.fromisoformat(given)
        except ValueError:
            raise errors.Invalid("This is not a date and a time.", field=name) from None
        return at if at.tzinfo else at.replace(tzinfo=time_zone(self))

    def id(self, name: str = "id") -> int:
        """A number from the path. Raises `NotFound`."""
        text = self.path[name]
        if not text.isascii() or not text.isdigit() or len(text) > 19:
            raise errors.NotFound
        return int(text)

    async def render(self, template: str, status: int = 200, **given: Any) -> Response:
        """The page, or the piece, with what every template may use."""
        return Response(await html(self, template, given), status, media_type="text/html; charset=utf-8")

    def go(self, where: str) -> Response:
        """Lead to another page of ours after a form."""
        if self.partial:  # a script would swap the other page into this one
            return Response(headers={"hx-redirect": own_path(where)})
        return RedirectResponse(own_path(where), 303)

    def sure(self, question: str, meaning: str, yes: str) -> None:
        """Go on if the visitor has said yes to this; else they are asked, and what was written so far is taken back.
        What a script sends has its own Undo."""
        if self.text("sure") != "on" and not self.partial:
            raise Unsure(question, meaning, yes)

    def set_session(self, token: str | None) -> None:
        self.cookies[_session_cookie(self.db)] = token


Handler = Callable[[View], Awaitable[Response]]
Recognise = Callable[[Db, str], Awaitable[Visitor | None]]

_recognise: list[Recognise] = []


def recognises(function: Recognise) -> Recognise:
    """The room that knows sessions says whose cookie this is."""
    _recognise[:] = [function]
    return function


async def visitor_of(db: Db, token: str) -> Visitor | None:
    """Whose session this is, while it lasts."""
    return await _recognise[0](db, token) if _recognise else None


def page(methods: str, path: str, *, upload: bool = False, proven: bool = False) -> Callable[[Handler], Handler]:
    """A page, or what a form of it leads to. What is `proven` by a secret in its address needs no token of a form:
    programs that read mail send it without having seen a page of ours (RFC 8058)."""

    def keep(handler: Handler) -> Handler:
        names = set(methods.split())
        ROUTES.add(names | ({"HEAD"} if "GET" in names else set()), path, _Page(handler, upload, proven).answer)
        return handler

    return keep


@dataclass(frozen=True, slots=True)
class _Page:
    handler: Handler
    upload: bool
    proven: bool

    async def answer(self, request: Request) -> Response:
        view = await _view(request)
        counter: Counter = request.app.state.counter
        try:
            counter.take(PAGES, caller(request))
            if request.method == "POST":
                await self._read_form(view)
            response = await self.handler(view)
        except SignInFirst:
            response = _to_sign_in(view)
        except Unsure as asked:
            response = await view.render("web/sure.html", **asked.page(request, view.form))
        except Exception as problem:
            response = await failure(view, problem)
        finally:
            await view.form.close()
        return dressed(view, response)

    async def _read_form(self, view: View) -> None:
        if not self.proven:
            _check_origin(view)
        try:
            request = bounded(view.request, UPLOAD_SIZE if self.upload else FORM_SIZE)
            with writing():
                view.form = await request.form(max_files=8, max_fields=500, max_part_size=FORM_SIZE)
        except (MultiPartException, HTTPException, ValueError, KeyError, UnicodeDecodeError):
            raise errors.Invalid("The form could not be read. Please try again.") from None
        given = view.request.headers.get("x-csrf-token") or view.text("csrf")
        if not self.proven and not hmac.compare_digest(given.encode(), view.csrf.encode()):
            raise Forged


async def _view(request: Request) -> View:
    db: Db = request.app.state.db
    token = request.cookies.get(_session_cookie(db))
    try:
        visitor = await visitor_of(db, token) if token else None
    except errors.Unavailable:
        visitor = None
    view = View(request, db, visitor, request.path_params, FormData(), "", secrets.token_urlsafe(16))
    # Whoever is signed in has chosen; of others we know what their browser asks for.
    view.language = visitor.language if visitor else accepted(request.headers.get("accept-language", ""))
    if visitor is not None and token is not None:
        view.secret = token
    else:
        name = _browser_cookie(db)
        view.secret = request.cookies.get(name) or secrets.token_urlsafe(24)
        if name not in request.cookies:
            view.cookies[name] = view.secret
    return view


@lru_cache(5_000)
def _form_token(secret: bytes, of: str) -> str:
    return hmac.digest(secret, b"form " + of.encode(), "sha256").hex()[:32]


def _check_origin(view: View) -> None:
    """Browsers say where a form comes from; one from elsewhere is refused before its token is looked at."""
    headers = view.request.headers
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Forged
    origin = headers.get("origin")
    if origin and origin != "null" and origin.split("://", 1)[-1] != headers.get("host"):
        raise Forged


def _session_cookie(db: Db) -> str:
    # Browsers share cookies among the ports of a machine: two servers being tried must not share sessions.
    settings = db.here.settings
    return f"session-{settings.port}" if settings.development else "__Host-session"


def _browser_cookie(db: Db) -> str:
    settings = db.here.settings
    return f"browser-{settings.port}" if settings.development else "__Host-browser"


def alternate(view: View, shown: Response, uri: str) -> Response:
    """The page, telling other servers where the document is that it shows, if that is ours."""
    if uri.startswith(f"{view.db.here.settings.base}/"):
        shown.headers["link"] = f'<{uri}>; rel="alternate"; type="application/activity+json"'
    return shown


def own_path(where: str) -> str:
    """The path if it is one of ours, else home: no redirect leads a person off the site."""
    if not where.startswith("/") or where.startswith(("//", "/\\")) or not where.isprintable() or "\\" in where:
        return "/"
    return where


def _to_sign_in(view: View) -> Response:
    asked = view.request.url.path + (f"?{view.request.url.query}" if view.request.url.query else "")
    back = asked if view.request.method == "GET" and not view.partial else "/"
    return view.go(f"/sign-in?next={quote(back)}")


async def failure(view: View, problem: Exception) -> Response:
    """Any exception as a page with a way on; what is no refusal is a bug, logged with the request's id."""
    match problem:
        case errors.Refusal():
            status = next(code for kind, code in STATUS.items() if isinstance(problem, kind))
            sentence = problem.said
        case ClientDisconnect():
            status, sentence = 400, said("The request broke off.")
        case TooLarge():
            status, sentence = 413, said("That is too large: at most {most} MB.", most=problem.limit >> 20)
        case errors.Full():
            status, sentence = 507, said("The server's disk is full. Nothing was saved.")
        case errors.Unavailable():
            log.warning("unavailable: %s", problem)
            status, sentence = 503, said("The server is just starting again. Please try once more in a moment.")
        case _:
            log.error("request %s failed", view.request.scope.get("request_id"), exc_info=problem)
            status, sentence = 500, said(
                "Something went wrong on our side. It has been noted; nothing of yours is lost.")
    if view.partial:  # the page that asked stays, and says the sentence
        return Response(view.words(sentence), status, media_type="text/plain; charset=utf-8")
    view.visitor = view.visitor if status not in (500, 503) else None
    return await view.render("web/error.html", status, sentence=sentence, code=status, back=came_from(view.request))


async def nothing_here(request: Request) -> Response:
    """The answer for an address that no door knows."""
    view = await _view(request)
    return dressed(view, await failure(view, errors.NotFound("There is no page at this address.")))
