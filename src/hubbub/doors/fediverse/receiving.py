"""The inbox: who sends what is proven, and what comes side by side is taken together."""

import logging
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from hubbub.base.addresses import Refused
from hubbub.base.db import Db, Tx
from hubbub.base.errors import Refusal
from hubbub.base.gather import Together
from hubbub.base.http import body
from hubbub.base.limits import Counter, Limit

from .actors import Sender, directory
from .address import host_of
from .delivery import heard_from
from .gate import stance
from .inbox import Activity, Came, reread, take_all
from .routes import ALWAYS, failure, signed
from .senders import sender_of
from .signatures import BadSignature, claim
from .wire import LONGEST_BODY, Malformed, Thing, parse

log = logging.getLogger("hubbub.fediverse.inbox")

# What one server may pass on to us of others, each of which makes us ask.
_PASSED_ON = Limit("passed on by a host", 100, 300)
_counter = Counter()


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
    actor = thing.ref("actor") or await _signer(db, request, given, thing)
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
    activity = Activity(sender.profile, actor, sender.followers, thing, given)
    try:
        await _side_by_side.add(db, Came(activity, said.signature, request.headers))
    except (Refusal, Refused) as problem:
        log.info("%s of %s is not taken: %s", thing.type, actor, problem)


async def _signer(db: Db, request: Request, given: bytes, thing: Thing) -> str | None:
    """Of a request that by its own definition names no actor (FEP-7aa9; Mastodon 4.6), whoever signed it."""
    if thing.type != "FeatureRequest":
        return None
    return (await sender_of(db, claim(signed(request, db, given)))).key.owner


async def _hear(db: Db, came: Sequence[Came]) -> None:
    await heard_from(db, {host_of(each.activity.uri) for each in came})


async def _take(tx: Tx, came: Sequence[Came]) -> Sequence[None]:
    await take_all(tx, came)
    return [None] * len(came)


_side_by_side: Together[Came, None] = Together(_take, before=_hear)


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
        if not await reread(tx, actor, thing):
            raise BadSignature("It was signed by another than its actor.")


ALWAYS.add({"POST"}, "/inbox", answer)
