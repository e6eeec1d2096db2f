"""Who signed a request: the key known, or asked for; asked for afresh when it may have been changed."""

from hubbub.base.db import Db
from hubbub.base.errors import TooMany
from hubbub.base.limits import Counter, Limit

from .actors import Sender, directory
from .signatures import Claim, WrongKey, prove

# Signing with a wrong key costs nothing: it must not make us ask a server for its right one again and again.
_FRESH = Limit("fresh key", 3, 300)
_counter = Counter()


async def sender_of(db: Db, said: Claim) -> Sender:
    """Who made the claim, proven. Raises `BadSignature`; `Refused` or `Unreachable` if the key cannot be had."""
    known = await directory().by_key(db, said.key_id)
    if known is not None:
        try:
            prove(said, known.key)
            return known
        except WrongKey:
            _check_patience(said.key_id)
    fresh = await directory().ask_for_key(db, said.key_id)
    prove(said, fresh.key)
    return fresh


def _check_patience(key_id: str) -> None:
    try:
        _counter.take(_FRESH, key_id)
    except TooMany:
        raise WrongKey("This key did not sign it, and it was asked for just now.") from None
