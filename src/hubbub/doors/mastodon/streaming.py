"""Streams of the client API as Server-Sent Events: `/api/v1/streaming/…`.

The door knows no room: each offers what it hears for a stream of some name. What a stream was not open for is not
sent later: apps ask for the pages that they missed.
"""

import hashlib
from array import array
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from starlette.responses import PlainTextResponse

from hubbub.base import bus, ids
from hubbub.base.clock import now
from hubbub.base.db import Db
from hubbub.base.ids import ProfileId
from hubbub.base.streams import Hub, Stream, event

from .instance import describes
from .routes import Call, OutOfScope, Unauthenticated, api, bearer_by, respond_with, secret_of

# What is older has been lying in the list already, or has come in late: it is found there, nobody is called for it.
RECENT = timedelta(minutes=10)
MOST_SEEN = 100

Events = Sequence[tuple[str, bytes]]


class Ear(Protocol):
    """What one room hears for one open stream."""

    async def begin(self) -> None:
        """Note how things stand: only what comes later is news."""

    def wants(self, topic: str, key: str) -> bool:
        """Whether to be asked about this at all. Called for every stream, so it looks at nothing but memory."""

    async def hear(self, topic: str, key: str) -> Events:
        """The events that come of it: names, and data as JSON."""


Open = Callable[[Db, ProfileId, str], Ear]


@dataclass(frozen=True, slots=True)
class Offer:
    stream: str
    scope: str
    topics: frozenset[str]
    open: Open


class Seen:
    """Ids that a stream has sent or may leave unsent: the newest hundred, in a few hundred bytes."""

    __slots__ = ("_ids",)

    def __init__(self) -> None:
        self._ids = array("q")

    def __contains__(self, number: int) -> bool:
        return number in self._ids

    def add(self, numbers: Iterable[int]) -> None:
        self._ids.extend(numbers)
        del self._ids[:-MOST_SEEN]

    def news(self, numbers: Iterable[int]) -> list[int]:
        """Those that are new, the oldest first; they are seen from now on."""
        fresh = now() - RECENT
        new = sorted(number for number in numbers if number not in self._ids and ids.at(number) > fresh)
        self.add(new)
        return new


_offers: list[Offer] = []
_topics: set[tuple[str, bool]] = set()
_open = Hub()


def offers(*streams: str, scope: str, own: Sequence[str] = (), shared: Sequence[str] = ()) -> Callable[[Open], Open]:
    """Let a room be heard on these streams. Keys of `own` topics are the profiles concerned; everybody is told of
    `shared` ones."""

    def keep(open_ear: Open) -> Open:
        for stream in streams:
            _offers.append(Offer(stream, scope, frozenset((*own, *shared)), open_ear))
        for topic in own:
            _listen(topic, own=True)
        for topic in shared:
            _listen(topic, own=False)
        return open_ear

    return keep


def _listen(topic: str, *, own: bool) -> None:
    if (topic, own) in _topics:
        return
    _topics.add((topic, own))

    @bus.hears(topic)
    def tell(keys: list[str]) -> None:
        for key in keys:
            for stream in _open.of(int(key)) if own else _open:
                if isinstance(stream, _Streaming):
                    stream.tell(topic, "" if own else key)


class _Streaming(Stream):
    """One open stream; `secret` is what the topic `token` calls its token."""

    def __init__(self, call: Call, token: str, me: ProfileId, ears: list[tuple[frozenset[str], Ear]]) -> None:
        super().__init__(self.make, _open, me)
        self._db, self._token, self._ears, self._begun = call.db, token, ears, False
        self.secret = hashlib.sha256(token.encode()).hexdigest()

    def tell(self, topic: str, key: str) -> None:
        if any(topic in topics and ear.wants(topic, key) for topics, ear in self._ears):
            self.put((topic, key))

    def ask_again(self) -> None:
        """Something may have been missed: the end of the token, or what is for its profile."""
        self.put(None)
        for topic, own in _topics:
            if own:
                self.tell(topic, "")

    async def make(self, item: Hashable) -> bytes:
        if not isinstance(item, tuple):
            await self._check()
            return b""
        topic, key = item
        return b"".join([
            event(name, data) for topics, ear in self._ears if topic in topics
            for name, data in await ear.hear(topic, key)
        ])

    async def _check(self) -> None:
        try:
            await bearer_by(self._db, self._token)
        except Unauthenticated:
            self.end()
            return
        if not self._begun:
            self._begun = True
            for _, ear in self._ears:
                await ear.begin()


@bus.hears("token")
def _end(hashes: list[str]) -> None:
    revoked = set(hashes)
    for stream in _open:
        if isinstance(stream, _Streaming) and stream.secret in revoked:
            stream.end()


@bus.on_gap
def _begin_again() -> None:
    for stream in _open:
        if isinstance(stream, _Streaming):
            stream.ask_again()


@describes("configuration.urls")
async def where(db: Db) -> Any:
    return {"streaming": db.here.settings.base.replace("http", "ws", 1)}


@api("GET", "/api/v1/streaming/health")
async def health(call: Call) -> Any:
    return PlainTextResponse("OK")


@api("GET", "/api/v1/streaming/{name:path}")
async def stream(call: Call) -> Any:
    """The stream, for a token in the header or, as browsers cannot set one here, in the query."""
    name = call.path["name"]
    offered = [offer for offer in _offers if offer.stream == name]
    if not offered:
        return respond_with(400, {"error": "Unknown stream type", "status": 400}, call.headers)
    token = secret_of(call.request) or call.params.text("access_token")
    if not token:
        raise Unauthenticated
    bearer = call.bearer or await bearer_by(call.db, token)
    if bearer.profile is None:
        raise Unauthenticated
    ears = [(offer.topics, offer.open(call.db, bearer.profile, name)) for offer in offered if bearer.may(offer.scope)]
    if not ears:
        raise OutOfScope
    return _Streaming(call, token, bearer.profile, ears)
