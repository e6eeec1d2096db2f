"""Streams of the client API, `/api/v1/streaming`: over a WebSocket, which carries several, and as Server-Sent Events.

The door knows no room. A room makes `Feed`s and says into them what it hears of; an app's open connection, a
`Session`, listens to the feeds that make up the streams which it asked for. A session is listening before its
answer begins: whoever first opens a stream, then asks for the page since the last id they have, misses nothing.
"""

import hashlib
from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from starlette.responses import PlainTextResponse, Response

from hubbub.base import bus, errors, frames, ids
from hubbub.base.clock import now
from hubbub.base.db import Db
from hubbub.base.http import caller
from hubbub.base.ids import ProfileId
from hubbub.base.streams import POLICY, Hub, Stream, Told, event

from .instance import describes
from .params import Params
from .routes import STATUS, Bearer, Call, OutOfScope, Unauthenticated, api, bearer_by, respond_with, secret_of

LATE = timedelta(minutes=10)
MOST_STREAMS = 100      # that one connection carries
MOST_OF_ADDRESS = 200   # connections from one address, in this process
LIKE_ROOMS = ("hashtag", "hashtag:local", "list")  # streams whose frames say which one it is

Key = Callable[[Db, ProfileId, str, Params], Awaitable[Hashable]]
Missed = Callable[[Db, ProfileId, Any, int], Awaitable[list["News"]]]


@dataclass(frozen=True, slots=True)
class News:
    """One event: its name, its payload, and the id by which whoever was away asks for what came later."""

    name: str
    data: bytes
    id: int | None = None


class Unknown(errors.Invalid):
    """Unknown stream type"""


class TooManyStreams(errors.Invalid):
    """One connection carries at most 100 streams."""


def recent() -> datetime:
    """What is older has come in late: it is found in the list, nobody is called for it."""
    return now() - LATE


async def _reader(db: Db, me: ProfileId, name: str, params: Params) -> Hashable:
    return me


class Feed:
    """What a room says to whoever listens, kept apart by a key: by default the profile that it is for.

    `key` says which one is meant by a stream's name and parameters and may refuse; `missed` gives what has been said
    since an id.
    """

    def __init__(self, *streams: str, scope: str, key: Key = _reader, missed: Missed | None = None) -> None:
        self.scope, self.key, self.missed = scope, key, missed
        self._open: dict[Hashable, dict[Session, tuple[str, ...]]] = {}
        self._newest: dict[Hashable, int] = {}
        for stream in streams:
            _feeds.setdefault(stream, []).append(self)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._open

    def open(self) -> list[Any]:
        """The keys that somebody listens to."""
        return list(self._open)

    def viewers(self, keys: Iterable[Hashable]) -> set[ProfileId]:
        """Who listens to any of them."""
        return {session.me for key in keys for session in self._open.get(key, ())}

    def newest(self, key: Hashable) -> int:
        """The newest id that was said there, or would have been heard."""
        return self._newest.get(key, 0)

    def say(self, news: News | Mapping[ProfileId, News], *keys: Hashable) -> None:
        """Tell everybody who listens to one of the keys the same, or each viewer their own. Each frame is made once."""
        made: dict[tuple[type, str, int], bytes] = {}
        for key in keys:
            for session, labels in list(self._open.get(key, {}).items()):
                mine = news if isinstance(news, News) else news.get(session.me)
                if mine is not None:
                    self._newest[key] = max(mine.id or 0, self.newest(key))
                    for label in labels:
                        session.tell(label, mine, made)

    def add(self, key: Hashable, session: "Session", label: str) -> None:
        listeners = self._open.setdefault(key, {})
        if not listeners:
            self._newest[key] = ids.new()
        labels = listeners.get(session, ())
        listeners[session] = labels if label in labels else (*labels, label)

    def remove(self, key: Hashable, session: "Session", label: str) -> None:
        listeners = self._open.get(key, {})
        labels = tuple(one for one in listeners.pop(session, ()) if one != label)
        if labels:
            listeners[session] = labels
        elif not listeners:
            self._open.pop(key, None)
            self._newest.pop(key, None)


class Session(Stream):
    """An app's open connection and the streams that it carries; `secret` is what the topic `token` calls its token."""

    __slots__ = ("address", "bearer", "db", "held", "listens", "me", "said", "secret", "token")

    def __init__(self, call: Call, token: str, bearer: Bearer, line: Told) -> None:
        assert bearer.profile is not None
        self.me, self.bearer, self.db, self.token = bearer.profile, bearer, call.db, token
        self.secret = hashlib.sha256(token.encode()).digest()
        self.address = caller(call.request)
        self.listens: dict[str, list[tuple[Feed, Hashable]]] = {}
        self.held: list[tuple[int | None, bytes]] | None = None  # what comes while it is told what it missed
        self.said: set[int] = set()  # what it was told as missed, and may yet come
        super().__init__(OPEN, self.me, line)
        _addresses[self.address] = _addresses.get(self.address, 0) + 1

    def tell(self, label: str, news: News, made: dict[tuple[type, str, int], bytes]) -> None:
        """Say it in the words of the line; `made` has the frames that others were sent."""
        key = (type(self.line), label, id(news))
        if (frame := made.get(key)) is None:
            frame = made[key] = _WORDS[type(self.line)](label, news)
        if self.held is not None:
            self.held.append((news.id, frame))
        elif news.id in self.said:
            self.said.remove(news.id)
        else:
            self.line.say(frame)

    async def subscribe(self, name: str, params: Params) -> None:
        """Listen to a stream too. Raises `Unknown`, `OutOfScope`, and what its rooms refuse."""
        label = _label(name, params)
        if label in self.listens:
            return
        if len(self.listens) >= MOST_STREAMS:
            raise TooManyStreams
        heard = [(feed, await feed.key(self.db, self.me, name, params)) for feed in self._allowed(name)]
        if not self.line.gone:
            self.listens[label] = heard
            for feed, key in heard:
                feed.add(key, self, label)

    def _allowed(self, name: str) -> list[Feed]:
        feeds = _feeds.get(name)
        if not feeds:
            raise Unknown
        allowed = [feed for feed in feeds if self.bearer.may(feed.scope)]
        if not allowed:
            raise OutOfScope
        return allowed

    def unsubscribe(self, name: str, params: Params) -> None:
        """Listen to it no more."""
        label = _label(name, params)
        for feed, key in self.listens.pop(label, ()):
            feed.remove(key, self, label)

    def left(self) -> None:
        super().left()
        if self.address and (count := _addresses.pop(self.address, 0) - 1) > 0:
            _addresses[self.address] = count
        self.address = ""
        for label, heard in self.listens.items():
            for feed, key in heard:
                feed.remove(key, self, label)
        self.listens = {}

    async def catch_up(self, since: int) -> None:
        """What was said since the id, then what has come meanwhile; all of it once."""
        self.held = []
        missed = [
            (label, news) for label, heard in self.listens.items() for feed, key in heard if feed.missed
            for news in await feed.missed(self.db, self.me, key, since)]
        held, self.held = self.held, None
        for label, news in missed:
            self.line.say(_WORDS[type(self.line)](label, news))
        # What had landed was found as missed, whether or not it has been told of by now.
        self.said = {news.id for _, news in missed if news.id is not None}
        for number, frame in held:
            if number in self.said:
                self.said.remove(number)
            else:
                self.line.say(frame)

    async def check(self) -> None:
        """End it if the token has."""
        try:
            bearer = await bearer_by(self.db, self.token)
        except Unauthenticated:
            self.end(POLICY)
            return
        if bearer.held:
            self.end(POLICY)

    async def make(self, item: Any) -> bytes:
        """What is answered to a message: nothing, or why not."""
        try:
            await self._do(item[1])
        except errors.Refusal as refusal:
            status = next(code for kind, code in STATUS.items() if isinstance(refusal, kind))
            status = 400 if type(refusal) in (Unknown, errors.Invalid, TooManyStreams) else status
            return frames.text(msgspec.json.encode({"error": refusal.sentence, "status": status}))
        return b""

    async def _do(self, said: bytes) -> None:
        try:
            given = msgspec.json.decode(said)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            raise errors.Invalid("That is not JSON.") from None
        if not isinstance(given, dict):
            raise errors.Invalid("A message is a JSON object with a type and a stream.")
        params = Params({name: _first(value) for name, value in given.items()})
        match params.text("type"):
            case "subscribe":
                await self.subscribe(_named(params), params)
            case "unsubscribe":
                self.unsubscribe(_named(params), params)
            case _:
                raise errors.Invalid("The type of a message is subscribe or unsubscribe.")


def _sse(label: str, news: News) -> bytes:
    return event(news.name, news.data, news.id)


def _frame(label: str, news: News) -> bytes:
    said: dict[str, Any] = {"stream": msgspec.Raw(label.encode()), "event": news.name}
    if news.data:
        said["payload"] = news.data.decode()
    return frames.text(msgspec.json.encode(said))


_WORDS: dict[type, Callable[[str, News], bytes]] = {Told: _sse, frames.Socket: _frame}
_feeds: dict[str, list[Feed]] = {}
_addresses: dict[str, int] = {}
OPEN: Hub[Session] = Hub()


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _named(params: Params) -> str:
    """The stream's name, with what may be said of it apart: only what has media."""
    name = params.text("stream")
    media = name.partition(":")[0] == "public" and not name.endswith(":media") and params.flag("only_media")
    return f"{name}:media" if media else name


def _label(name: str, params: Params) -> str:
    """What frames call the stream, as JSON."""
    which = params.text("list" if name == "list" else "tag") if name in LIKE_ROOMS else ""
    return msgspec.json.encode([name, which] if which else [name]).decode()


@bus.hears("token")
def _end(hashes: list[str]) -> None:
    revoked = {bytes.fromhex(digest) for digest in hashes} if OPEN else set()
    for session in OPEN if revoked else ():
        if session.secret in revoked:
            session.end(POLICY)


@describes("configuration.urls")
async def where(db: Db) -> Any:
    return {"streaming": db.here.settings.base.replace("http", "ws", 1)}


@api("GET", "/api/v1/streaming/health")
async def health(call: Call) -> Any:
    return PlainTextResponse("OK")


@api("GET", "/api/v1/streaming/{name:path}")
async def stream(call: Call) -> Any:
    """The stream that the path names."""
    call.params.given["stream"] = call.path["name"].strip("/").replace("/", ":")
    return await _stream(call)


@api("GET", "/api/v1/streaming")
async def socket(call: Call) -> Any:
    """A connection for as many streams as are asked for; the first may be named in the query."""
    return await _stream(call)


async def _stream(call: Call) -> Response:
    headers, name = call.request.headers, _named(call.params)
    upgrade, agreed = frames.wanted(headers), frames.agreed(headers)
    if upgrade and agreed is None:
        return respond_with(426, {"error": "This is no handshake of a WebSocket, version 13."},
                            call.headers | {"sec-websocket-version": "13"})
    if not upgrade and name not in _feeds:
        return respond_with(400, {"error": Unknown().sentence, "status": 400}, call.headers)
    session = Session(call, *await _bearer(call, upgrade), frames.Socket() if upgrade else Told())
    try:
        await session.check()  # again: it may have been revoked before the session could be told
        if upgrade and name:
            session.put((0, msgspec.json.encode(call.params.given | {"type": "subscribe", "stream": name})))
        elif name:
            await session.subscribe(name, call.params)
            if since := ids.parse(headers.get("last-event-id") or call.params.text("last_event_id")):
                await session.catch_up(since)
    except BaseException:
        session.end()
        raise
    return session.line.answer(call.headers | (agreed or {}))


async def _bearer(call: Call, upgrade: bool) -> tuple[str, Bearer]:
    """Whom the token speaks for: in the header or, as browsers cannot set one here, the query or the subprotocol."""
    offered = frames.subprotocol_of(call.request.headers) if upgrade else ""
    token = secret_of(call.request) or call.params.text("access_token") or offered
    if not token:
        raise Unauthenticated
    bearer = call.bearer or await bearer_by(call.db, token)
    if bearer.held:
        raise errors.NotAllowed(bearer.held)
    if bearer.profile is None:
        raise Unauthenticated
    if call.request.app.state.counter.on and _addresses.get(caller(call.request), 0) >= MOST_OF_ADDRESS:
        raise errors.TooMany(wait=60)
    return token, bearer
