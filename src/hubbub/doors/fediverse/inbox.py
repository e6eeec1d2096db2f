"""What other servers send us: taken once, handed to whichever rooms asked for its kind. `receiving` proves it."""

import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Protocol

from starlette.datastructures import Headers

from hubbub.base.db import Read, Tx
from hubbub.base.errors import Invalid
from hubbub.base.ids import ProfileId

from .address import host_of
from .vocabulary import ACTIVITIES
from .wire import Thing

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
class Came:
    """An activity as it came: by what it was signed, and with which headers."""

    activity: Activity
    signature: bytes
    headers: Headers


@dataclass(frozen=True, slots=True)
class Did:
    """What an actor did, as far as it has to be known to undo it."""

    type: str
    about: str


class Memory(Protocol):
    """What is remembered of what came; a room keeps it."""

    async def first_times(self, tx: Tx, came: Sequence[tuple[bytes, str]]) -> list[bool]:
        """Whether each, by its signature and its activity, was not taken before, nor undone. True once."""

    async def undone(self, tx: Tx, activity: str, *, came: bool) -> None:
        """Remember that this was undone; unless it `came`, before it came."""


Handler = Callable[[Tx, Activity], Awaitable[None]]
Together = Callable[[Tx, Sequence[Activity]], Awaitable[None]]
# (the actor, the id of something they did) -> its type and what it was about.
Notice = Callable[[Tx, "Activity", Headers], Awaitable[None]]
Recall = Callable[[Read, ProfileId, str], Awaitable["Did | None"]]
Reread = Callable[[Tx, str, Thing], Awaitable[bool]]

_rereads: list[Reread] = []
_memory: list[Memory] = []
_recalls: list[Recall] = []
_notices: list[Notice] = []
_handlers: dict[str, list[tuple[Collection[str] | None, Handler]]] = {}
_together: dict[Handler, Together] = {}


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


def receives_together(*types: str, of: Collection[str] | None = None) -> Callable[[Together], Together]:
    """The same for a function that takes many at once, because they are as quickly seen to as one."""

    def keep(function: Together) -> Together:
        @receives(*types, of=of)
        async def alone(tx: Tx, activity: Activity) -> None:
            await function(tx, [activity])

        _together[alone] = function
        return function

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


async def reread(tx: Tx, actor: str, thing: Thing) -> bool:
    """Whether any room will ask for it where it comes from."""
    return any([await each(tx, actor, thing) for each in _rereads])


async def undo_first(tx: Tx, activity: Activity) -> None:
    """What is to be undone has not come yet (peers send several things at once): then it never will have."""
    if (about := activity.about) is not None:
        await _memory[0].undone(tx, f"{activity.uri} {about}", came=False)


def _named(activity: Activity) -> str:
    """What an activity is remembered by: nobody undoes what another has done."""
    return f"{activity.uri} {activity.thing.id or ''}"


async def take_all(tx: Tx, came: Sequence[Came]) -> None:
    """Hand those that are new to whoever asked for their kinds, in their order; neighbours of a kind together."""
    first = await _memory[0].first_times(tx, [(each.signature, _named(each.activity)) for each in came])
    fresh = [each for each, new in zip(came, first, strict=True) if new]
    for handlers, some in groupby(fresh, lambda each: _wanted(each.activity)):
        alike = [each.activity for each in some]
        if _together.keys() & {*handlers}:
            await _hand_over(tx, handlers, alike)
        else:
            for activity in alike:
                await take(tx, activity)
    for each in fresh:
        for notice in _notices:
            await notice(tx, each.activity, each.headers)


async def _hand_over(tx: Tx, handlers: Sequence[Handler], alike: Sequence[Activity]) -> None:
    for handler in handlers:
        if (function := _together.get(handler)) is not None:
            await function(tx, alike)
        else:
            for activity in alike:
                await handler(tx, activity)


def _wanted(activity: Activity) -> list[Handler]:
    kind = activity.object.type if activity.object is not None else ""
    return [handler for of, handler in _handlers.get(activity.thing.type, ()) if of is None or kind in of]


async def take(tx: Tx, activity: Activity) -> None:
    """Hand the activity to those who asked for its kind."""
    if activity.thing.type == "Undo" and activity.object is None:
        activity = await _recalled(tx, activity)
    thing = activity.thing
    wanted = _wanted(activity)
    if not wanted and thing.type not in ACTIVITIES:
        log.info("nobody takes a %.40r of %s", thing.type, activity.uri)
    for handler in wanted:
        await handler(tx, activity)
    if thing.type == "Undo" and activity.about is not None:
        await _memory[0].undone(tx, f"{activity.uri} {activity.about}", came=True)


async def _recalled(tx: Tx, activity: Activity) -> Activity:
    """The same with what is undone embedded, if any room remembers it."""
    for recall in _recalls if activity.about else ():
        if (did := await recall(tx, activity.actor, activity.about or "")) is not None:
            what = {"id": activity.about, "type": did.type, "actor": activity.uri, "object": did.about}
            return replace(activity, thing=activity.thing.saying("object", what))
    return activity

