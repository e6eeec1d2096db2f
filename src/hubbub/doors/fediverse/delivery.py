"""What we send to other servers: written down with its cause, carried one host at a time and in order."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol
from urllib.parse import urljoin

import msgspec
from yarl import URL

from hubbub.base.addresses import Refused
from hubbub.base.bodies import Unreachable
from hubbub.base.clock import now
from hubbub.base.db import Db, Read, Tx
from hubbub.base.ids import ProfileId
from hubbub.base.jobs import Held, errand
from hubbub.base.outside import Answer

from .actors import Pen, directory
from .address import host_of, web_address
from .fetching import is_ours
from .gate import stance
from .keys import load_private
from .signatures import sign_cavage, sign_message
from .vocabulary import CONTENT_TYPE, PUBLIC

Kind = Literal["cavage", "message"]

DEADLINE = 15.0
_PROBE = 10.0
_SOON = timedelta(seconds=5)
_LONGEST_WAIT = timedelta(hours=6)
# Whoever is away is knocked at so often, and has all that waited within ten minutes of being back.
_KNOCKS = timedelta(minutes=8)
# What waits for somebody who does not come back is kept so long.
PATIENCE = timedelta(days=60)
_AWAY = (502, 503, 504)
# A host that is up but chokes on one activity must not keep the later ones waiting for the week that a lane is given.
_CHOKES = timedelta(hours=12)
# Some keep our key for a while and learn only later that it is another now.
_KEY_SPREADS = timedelta(hours=1)
_MOVED_FOR_GOOD = (301, 308)
_NOT_THERE = (*_MOVED_FOR_GOOD, 404, 410)
_SIGN = {"cavage": sign_cavage, "message": sign_message}


@dataclass(frozen=True, slots=True)
class Letter:
    """An activity on its way: the bytes that all are sent, and which post it brings, if it brings one."""

    sender: ProfileId
    body: bytes
    post: int | None
    written_at: datetime


# (the sender, the host) -> headers that go with what is for followers alone.
Head = Callable[[Read, ProfileId, str], Awaitable[Mapping[str, str]]]


class Office(Protocol):
    """What must be kept for deliveries; a room keeps it."""

    async def keep(self, tx: Tx, sender: ProfileId, body: bytes, post: int | None) -> int:
        """Keep a letter; its number."""

    async def letter(self, db: Read, number: int) -> Letter | None:
        """The letter with this number."""

    async def remembered(self, db: Db, host: str) -> tuple[Kind, bool]:
        """Which kind of signature the host has understood, and whether nobody was there the last time."""

    async def succeeded(self, db: Db, host: str, kind: Kind) -> None:
        """A letter has arrived there, signed so."""

    async def failed(self, db: Db, host: str, why: str, *, away: bool = False) -> None:
        """A letter was not taken; `away`: nobody was there."""

    async def heard(self, db: Db, hosts: Collection[str]) -> None:
        """Something came from there that was signed, so somebody is there."""

    async def lost(self, db: Db, host: str, inbox: str) -> None:
        """This inbox says that it is gone for good."""

    async def gone(self, db: Read, names: Sequence[str]) -> set[str]:
        """The inboxes of these hosts that are gone for good."""


class Register(Protocol):
    """Whoever writes down where a post was sent and where it has arrived."""

    async def promised(self, tx: Tx, post: int, inboxes: Sequence[str]) -> None: ...
    async def arrived(self, db: Db, post: int, host: str) -> None: ...
    async def given_up(self, db: Db, post: int, host: str) -> None: ...
    async def inboxes(self, db: Read, post: int) -> list[str]: ...
    async def inboxes_of_all(self, db: Read, author: ProfileId) -> list[str]: ...


_office: list[Office] = []
_register: list[Register] = []
_heads: list[Head] = []


def posts_by(office: Office) -> None:
    """The room that keeps letters and what is known of hosts says so."""
    _office[:] = [office]


def registers(register: Register) -> None:
    """The room that writes down where posts have arrived says so."""
    _register[:] = [register]


def heads(function: Head) -> Head:
    """Let a room send headers with posts that are for followers alone, as Mastodon does."""
    _heads.append(function)
    return function


async def inboxes_of(db: Read, post: int) -> list[str]:
    """Where this post was sent, so that its end can be sent there too."""
    return await _register[0].inboxes(db, post) if _register else []


async def inboxes_of_all(db: Read, author: ProfileId) -> list[str]:
    """Where anything of this author's was sent, so that their own end can be sent there too."""
    return await _register[0].inboxes_of_all(db, author) if _register else []


async def send(
    tx: Tx, sender: ProfileId, activity: Mapping[str, object] | bytes, inboxes: Sequence[str], post: int | None = None
) -> None:
    """Promise the activity to these inboxes, once each; `post` says that it brings this post to them.

    As bytes it is somebody else's, passed on as it came.
    """
    settings = tx.here.settings
    away = [inbox for inbox in dict.fromkeys(inboxes) if not is_ours(settings, host_of(inbox))
            and not (await stance(tx, host_of(inbox))).shut_out]
    lost = await _office[0].gone(tx, [host_of(inbox) for inbox in away])
    away = [inbox for inbox in away if inbox not in lost]
    if not away:
        return
    body = activity if isinstance(activity, bytes) else msgspec.json.encode(activity)
    letter = await _office[0].keep(tx, sender, body, post)
    await deliver.batch(tx, [{"host": host_of(inbox), "inbox": inbox, "letter": letter} for inbox in away])
    if post is not None:
        for register in _register:
            await register.promised(tx, post, away)


async def heard_from(db: Db, hosts: Collection[str]) -> None:
    """Something signed has come from these hosts: what waits for them, if something does, is tried at once."""
    await _office[0].heard(db, hosts)


@errand(apart="host", patience=PATIENCE)
async def deliver(db: Db, host: str, inbox: str, letter: int) -> None:
    """Carry one letter to one inbox: taken, refused for good, or `Held` while the host does not answer."""
    office = _office[0]
    known = await office.letter(db, letter)
    if known is None:
        return
    if (await stance(db, host)).shut_out:
        await _give_up(db, host, known, "this server has nothing to do with it any more")
        return
    pen = await directory().pen(db, known.sender)
    if pen is None:
        raise Held("the sender's key is being made", _SOON)
    try:
        kind, away = await office.remembered(db, host)
        if away:
            await _probe(db, inbox)
        head = await _head(db, host, known)
        answer, kind = await _knock(db, kind, inbox, known.body, pen, head)
        if answer.status in _NOT_THERE and (place := await directory().place(db, inbox)) is not None:
            inbox = place
            answer, kind = await _knock(db, kind, inbox, known.body, pen, head)
    except Unreachable as problem:
        await office.failed(db, host, str(problem), away=True)
        raise Held(str(problem), _SOON, _KNOCKS) from None
    except Refused as problem:
        await _give_up(db, host, known, str(problem))
        return
    if answer.status < 300:
        await office.succeeded(db, host, kind)
        if known.post is not None:
            for register in _register:
                await register.arrived(db, known.post, host)
        return
    why = f"{inbox} answers {answer.status}"
    if _may_take_it_later(answer.status, known, pen):
        away = answer.status in _AWAY and "Retry-After" not in answer.headers
        await office.failed(db, host, why, away=away)
        raise Held(why, answer.wait(_SOON, _LONGEST_WAIT), _KNOCKS if away else _LONGEST_WAIT)
    if answer.status == 410:
        await office.lost(db, host, inbox)
    await _give_up(db, host, known, why)


async def _probe(db: Db, inbox: str) -> None:
    """Ask a small thing first of whoever was away, so that no letter is spent on it. Raises `Unreachable`."""
    where = URL(inbox).with_path("/.well-known/nodeinfo").with_query(None)
    answer = await db.here.outside.get(
        str(where), accept="application/json", limit=1 << 16, deadline=_PROBE, hops=0)
    if answer.status in _AWAY:
        raise Unreachable(f"{where} answers {answer.status}")


class _Addressed(msgspec.Struct):
    to: list[str] = []
    cc: list[str] = []


async def _head(db: Db, host: str, letter: Letter) -> dict[str, str]:
    if letter.post is None:
        return {}
    addressed = msgspec.json.decode(letter.body, type=_Addressed)
    if PUBLIC in addressed.to or PUBLIC in addressed.cc:
        return {}
    return {name: value for head in _heads for name, value in (await head(db, letter.sender, host)).items()}


async def _knock(
    db: Db, kind: Kind, inbox: str, body: bytes, pen: Pen, head: Mapping[str, str]
) -> tuple[Answer, Kind]:
    """Ask with one kind of signature and, only if that is what may be wrong, with the other."""
    answer = await _post(db, kind, inbox, body, pen, head)
    if answer.status not in (400, 401):
        return answer, kind
    other: Kind = "message" if kind == "cavage" else "cavage"
    second = await _post(db, other, inbox, body, pen, head)
    return (second, other) if second.status < 300 else (answer, kind)


async def _post(db: Db, kind: Kind, inbox: str, body: bytes, pen: Pen, head: Mapping[str, str]) -> Answer:
    """Brought to the inbox; one that has moved for good within its own server is found where it is now, once."""
    def sign(method: str, url: str, sent: bytes) -> Mapping[str, str]:
        return {**_SIGN[kind](method, url, sent, pen.key_id, load_private(pen.pem), now()), **head}

    answer = await db.here.outside.post(inbox, body, content_type=CONTENT_TYPE, sign=sign, deadline=DEADLINE)
    place = _moved(inbox, answer)
    return answer if place is None else await db.here.outside.post(
        place, body, content_type=CONTENT_TYPE, sign=sign, deadline=DEADLINE)


def _moved(inbox: str, answer: Answer) -> str | None:
    """Where on the same server the inbox is from now on, if the answer says so."""
    if answer.status not in _MOVED_FOR_GOOD:
        return None
    place = web_address(urljoin(inbox, answer.headers.get("Location", "")))
    return place if place is not None and host_of(place) == host_of(inbox) else None


def _may_take_it_later(status: int, letter: Letter, pen: Pen) -> bool:
    if status in (408, 425, 429, 502, 503, 504):
        return True
    age = now() - letter.written_at
    return (status >= 500 and age < _CHOKES) or (status == 401 and pen.changed and age < _KEY_SPREADS)


async def _give_up(db: Db, host: str, letter: Letter, why: str) -> None:
    await _office[0].failed(db, host, why)
    if letter.post is not None:
        for register in _register:
            await register.given_up(db, letter.post, host)
