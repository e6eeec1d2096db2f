"""Asking other servers for their objects: signed as this server, and believed only where they speak for themselves."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from yarl import URL

from hubbub.base import limits
from hubbub.base.addresses import Refused
from hubbub.base.bodies import Unreachable
from hubbub.base.clock import now
from hubbub.base.db import Db
from hubbub.base.errors import TooMany
from hubbub.base.limits import Limit
from hubbub.base.outside import Answer
from hubbub.base.settings import Settings

from .actors import directory
from .address import host_of, realm_of, web_address
from .gate import stance
from .keys import load_private
from .signatures import sign_cavage
from .vocabulary import ACCEPT, is_activity_json
from .wire import LONGEST_BODY, Malformed, Thing, parse

DEADLINE = 10.0
# What strangers can make us ask of one server, or of all that lie below one domain: a wildcard costs nothing.
_ASKED = Limit("asked of a host", 300, 300)
_often = limits.Counter()


class NotThere(Refused):
    """Its server does not have it, or does not give it to us, with this status."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(f"it answers {status}")


class Spent(Refused):
    """Enough has been asked for on this occasion."""


@dataclass(slots=True)
class Purse:
    """What may be spent on one occasion, for all that is asked of other servers on it: how often, in all and of one
    host, how many bytes, and for how many seconds."""

    requests: int
    size: int
    of_a_host: int
    seconds: float
    _began: float = field(default_factory=time.monotonic)
    _hosts: Counter[str] = field(default_factory=Counter)

    @property
    def empty(self) -> bool:
        return self.requests <= 0 or self.size <= 0 or self.left <= 0

    @property
    def left(self) -> float:
        return self.seconds - (time.monotonic() - self._began)

    def take(self, host: str) -> None:
        """One more request. Raises `Spent`."""
        if self.empty or self._hosts[host] >= self.of_a_host:
            raise Spent("enough has been asked for")
        self.requests -= 1
        self._hosts[host] += 1


_purse: ContextVar[Purse | None] = ContextVar("purse", default=None)


@contextmanager
def spending(purse: Purse) -> Iterator[Purse]:
    """Whatever is asked for in this block is paid for out of the purse."""
    token = _purse.set(purse)
    try:
        yield purse
    finally:
        _purse.reset(token)


async def fetch(db: Db, address: str) -> Thing:
    """The object at this address; its `id` is the address that answered in the end, so it may be believed.

    Raises `Refused` (`NotThere` among them) if that is not to be had, `Unreachable` if it may be had later.
    """
    asked = web_address(address)
    for _ in range(2):
        if asked is None or is_ours(db.here.settings, host_of(asked)):
            break
        thing, where = await _get(db, asked.partition("#")[0])
        if thing.id is None:
            break
        if _plain(thing.id) == where:
            return thing
        # A page's address, or a key's: the object says itself where it is, and is asked for there.
        asked = thing.id
    raise Refused("what answers there is another thing")


async def ask(db: Db, address: str, accept: str, *, signs: bool = False) -> Answer:
    """The answer of another server, 200 only. Raises `Refused`, `NotThere`, `Unreachable`."""
    settings = db.here.settings
    if (await stance(db, host_of(address))).shut_out:
        raise Refused("this server has nothing to do with that one")
    try:
        if settings.rate_limits:
            _often.take(_ASKED, realm_of(host_of(address)))
    except TooMany:
        raise Unreachable("that server has been asked often enough for now") from None
    purse = _purse.get()
    if purse is not None:
        purse.take(host_of(address))
    pen = await directory().pen(db, None) if signs else None

    def sign(method: str, url: str, _: bytes) -> Mapping[str, str]:
        assert pen is not None
        return sign_cavage(method, url, None, pen.key_id, load_private(pen.pem), now())

    limit, deadline = (min(LONGEST_BODY, purse.size), min(DEADLINE, purse.left)) if purse else (LONGEST_BODY, DEADLINE)
    answer = await db.here.outside.get(
        address, accept=accept, sign=sign if pen else None, limit=limit, deadline=deadline
    )
    if purse is not None:
        purse.size -= len(answer.body)
    if answer.status in (408, 425, 429) or answer.status >= 500:
        raise Unreachable(f"it answers {answer.status}")
    if answer.status != 200:
        raise NotThere(answer.status)
    return answer


def is_ours(settings: Settings, host: str) -> bool:
    """Whether a host is this server: nothing about ourselves is ever asked of, or told to, the outside."""
    return host.lower() in (settings.web_domain, settings.domain)


async def _get(db: Db, address: str) -> tuple[Thing, str]:
    answer = await ask(db, address, ACCEPT, signs=True)
    if not is_activity_json(answer.headers.get("Content-Type")):
        raise Refused("what answers there does not say that it is ActivityPub")
    try:
        return parse(answer.body), _plain(answer.url)
    except Malformed as problem:
        raise Refused(problem.sentence) from None


def _plain(address: str) -> str:
    """An address in the one spelling that it goes out in."""
    return str(URL(address).with_fragment(None))
