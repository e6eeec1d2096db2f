"""What other servers send us: proven, taken once, handed to whichever rooms asked for its kind."""

import logging
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, replace
from typing import Protocol

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

from hubbub.base.addresses import Refused
from hubbub.base.db import Db, Read, Tx
from hubbub.base.errors import Invalid, Refusal
from hubbub.base.http import body
from hubbub.base.ids import ProfileId
from hubbub.base.limits import Counter, Limit

from .actors import Sender, directory
from .address import host_of
from .delivery import heard_from
from .gate import stance
from .routes import ALWAYS, failure, signed
from .senders import sender_of
from .signatures import BadSignature, claim
from .vocabulary import ACTIVITIES
from .wire import LONGEST_BODY, Malformed, Thing, parse

log = logging.getLogger("hubbub.fediverse.inbox")


class NotTheirs(Invalid):
    """Nobody may speak of what belongs to another."""


@dataclass(frozen=True, slots=True)
class Activity:
    """Something an actor elsewhere says they have done; that it was them is proven."""

    actor: ProfileId
    uri: str
    followers: str | None  # the id by which their followers are addressed
    thing: Thing
    body: bytes = b""  # as it came

    @property
    def about(self) -> str | None:
        """The id of what it is about."""
        return self.thing.ref("object")

    @property
    def object(self) -> Thing | None:
        """What it is about, if it came along."""
        return self.thing.thing("object")

    def owns(self, address: str | None) -> bool:
        """Whether an id is on the actor's own server."""
        return address is not None and host_of(address) == host_of(self.uri)


@dataclass(frozen=True, slots=True)
class Did:
    """What an actor did, as far as it has to be known to undo it."""

    type: str
    about: str


class Memory(Protocol):
    """What is remembered of what came; a room keeps it."""

    async def first_time(self, tx: Tx, signature: bytes, activity: str) -> bool:
        """Whether this was not taken before, nor undone. True once."""

    async def undone(self, tx: Tx, activity: str, *, came: bool) -> None:
        """Remember that this was undone; unless it `came`, before it came."""


Handler = Callable[[Tx, Activity], Awaitable[None]]
# (the actor, the id of something they did) -> its type and what it was about.
Notice = Callable[[Tx, "Activity", Headers], Awaitable[None]]
Recall = Callable[[Read, ProfileId, str], Awaitable["Did | None"]]
Reread = Callable[[Tx, str, Thing], Awaitable[bool]]

# What one server may pass on to us of others, each of which makes us ask.
_PASSED_ON = Limit("passed on by a host", 100, 300)
_counter = Counter()
_rereads: list[Reread] = []
_memory: list[Memory] = []
_recalls: list[Recall] = []
_notices: list[Notice] = []
_handlers: dict[str, list[tuple[Collection[str] | None, Handler]]] = {}


def remembers(memory: Memory) -> None:
    """The room that keeps the memory says so."""
    _memory[:] = [memory]


def receives(*types: str, of: Collection[str] | None = None) -> Callable[[Handler], Handler]:
    """Call the function for activities of these types, if given only for what is `of` these types in turn.

    `""` among them stands for what came as an id alone. It runs in one transaction with the memory of having been
    taken; a refusal undoes what it did, is logged, and is none of the sender's business.
    """

    def keep(handler: Handler) -> Handler:
        for name in types:
            _handlers.setdefault(name, []).append((of, handler))
        return handler

    return keep


def notices(function: Notice) -> Notice:
    """Let a room look at the headers that an activity came with, once it has been taken."""
    _notices.append(function)
    return function


def recalls(function: Recall) -> Recall:
    """Let a room say what an activity was that it took: some servers undo it by its id alone."""
    _recalls.append(function)
    return function


def rereads(function: Reread) -> Reread:
    """Let a room ask for anew, where it comes from, what another than its actor brings; it says whether it will."""
    _rereads.append(function)
    return function


async def undo_first(tx: Tx, activity: Activity) -> None:
    """What is to be undone has not come yet (peers send several things at once): then it never will have."""
    if (about := activity.about) is not None:
        await _memory[0].undone(tx, _named(activity.uri, about), came=False)


def _named(actor: str, what: str) -> str:
    """What an activity is remembered by: nobody undoes what another has done."""
    return f"{actor} {what}"


async def answer(request: Request) -> Response:
    db: Db = request.app.state.db
    try:
        await _receive(db, request)
    except Exception as problem:
        return failure(request, problem)
    return Response(status_code=202)


async def _receive(db: Db, request: Request) -> None:
    given = await body(request, LONGEST_BODY)
    thing = parse(given)
    actor = thing.ref("actor")
    if actor is None:
        raise Malformed("There is no actor.")
    if (await stance(db, host_of(actor))).shut_out:
        log.info("%s is of a server that is shut out", actor)
        return
    if await _is_farewell_of_a_stranger(db, thing, actor):
        return
    said = claim(signed(request, db, given))
    sender = await sender_of(db, said)
    if sender.key.owner != actor:
        await _reread(db, sender, actor, thing)
        return
    _check_speaker(sender, actor, thing)
    if sender.shut_out:
        log.info("%s is shut out", actor)
        return
    await heard_from(db, host_of(actor))
    activity = Activity(sender.profile, actor, sender.followers, thing, given)
    try:
        async with db.write() as tx:
            if await _memory[0].first_time(tx, said.signature, _named(actor, thing.id or "")):
                await take(tx, activity)
                for notice in _notices:
                    await notice(tx, activity, request.headers)
    except (Refusal, Refused) as problem:
        log.info("%s of %s is not taken: %s", thing.type, actor, problem)


async def _is_farewell_of_a_stranger(db: Db, thing: Thing, actor: str) -> bool:
    """Servers tell everybody of an account that is gone, hundreds of times a minute: nothing is fetched for it."""
    return thing.type == "Delete" and thing.ref("object") == actor and not await directory().knows(db, actor)


def _check_speaker(sender: Sender, actor: str, thing: Thing) -> None:
    if host_of(sender.key.id) != host_of(actor):
        raise BadSignature("Its key is on another server than its actor.")
    if thing.id is not None and host_of(thing.id) != host_of(actor):
        raise BadSignature("Its id is on another server than its actor.")


async def _reread(db: Db, sender: Sender, actor: str, thing: Thing) -> None:
    """What is passed on proves nothing, whatever signatures stand inside: its origin is asked, if a room cares.

    Raises `BadSignature` if none does.
    """
    if sender.shut_out or (await stance(db, host_of(sender.uri))).shut_out:
        log.info("%s is shut out", sender.uri)
        return
    _counter.take(_PASSED_ON, host_of(sender.uri))
    async with db.write() as tx:
        if not any([await reread(tx, actor, thing) for reread in _rereads]):
            raise BadSignature("It was signed by another than its actor.")


async def take(tx: Tx, activity: Activity) -> None:
    """Hand the activity to those who asked for its kind."""
    if activity.thing.type == "Undo" and activity.object is None:
        activity = await _recalled(tx, activity)
    thing = activity.thing
    kind = activity.object.type if activity.object is not None else ""
    wanted = [handler for of, handler in _handlers.get(thing.type, ()) if of is None or kind in of]
    if not wanted and thing.type not in ACTIVITIES:
        log.info("nobody takes a %.40r of %s", thing.type, activity.uri)
    for handler in wanted:
        await handler(tx, activity)
    if thing.type == "Undo" and activity.about is not None:
        await _memory[0].undone(tx, _named(activity.uri, activity.about), came=True)


async def _recalled(tx: Tx, activity: Activity) -> Activity:
    """The same with what is undone embedded, if any room remembers it."""
    for recall in _recalls if activity.about else ():
        if (did := await recall(tx, activity.actor, activity.about or "")) is not None:
            what = {"id": activity.about, "type": did.type, "actor": activity.uri, "object": did.about}
            return replace(activity, thing=activity.thing.saying("object", what))
    return activity


ALWAYS.add({"POST"}, "/inbox", answer)
