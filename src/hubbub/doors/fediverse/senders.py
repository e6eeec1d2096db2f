"""Who signed a request: the key known, or asked for; asked for afresh when it may have been changed."""

import asyncio

from hubbub.base.db import Db
from hubbub.base.errors import TooMany
from hubbub.base.limits import Counter, Limit

from .actors import Sender, directory
from .address import host_of
from .signatures import Claim, WrongKey, prove

# Signing with a wrong key costs nothing: it must not make us ask a server for its right one again and again.
_FRESH = Limit("fresh key", 3, 300)
_FRESH_OF_HOST = Limit("fresh keys of a host", 30, 300)
_counter = Counter()
_asking: dict[str, asyncio.Task[Sender]] = {}


async def sender_of(db: Db, said: Claim) -> Sender:
    """Who made the claim, proven. Raises `BadSignature`; `Refused` or `Unreachable` if the key cannot be had."""
    known = await directory().by_key(db, said.key_id)
    if known is not None:
        try:
            prove(said, known.key)
            return known
        except WrongKey:
            _check_patience(said.key_id)
    fresh = await _ask(db, said.key_id)
    prove(said, fresh.key)
    return fresh


async def _ask(db: Db, key_id: str) -> Sender:
    """A stranger's first words come many at once: their key is asked for once."""
    task = _asking.get(key_id)
    if task is None:
        task = _asking[key_id] = asyncio.create_task(directory().ask_for_key(db, key_id))
        task.add_done_callback(lambda _: _asking.pop(key_id, None))
    # Whoever hangs up must not take the answer from the others.
    return await asyncio.shield(task)


def _check_patience(key_id: str) -> None:
    try:
        _counter.take(_FRESH, key_id)
        _counter.take(_FRESH_OF_HOST, host_of(key_id))
    except TooMany:
        raise WrongKey("This key did not sign it, and it was asked for just now.") from None
