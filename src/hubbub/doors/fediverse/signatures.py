"""HTTP signatures, both kinds and both ways: who sent this, and that we did.

A request is read first (`claim`): all that can be wrong without asking for a key is refused there, so nobody makes
us fetch one by sending noise. Then the key is asked (`prove`). Whether the key's owner may say what the body says
is not decided here.
"""

from . import cavage, message
from .cavage import sign_cavage
from .keys import Key, load_public, signed
from .message import sign_message
from .request import BadSignature, Claim, Headers, Request, Unsigned, WrongKey, header

__all__ = [
    "BadSignature", "Claim", "Key", "Request", "Unsigned", "WrongKey",
    "claim", "key_id_of", "prove", "sign_cavage", "sign_message", "verify",
]  # fmt: skip


def key_id_of(headers: Headers) -> str:
    """The address of the key that must be fetched; raises `Unsigned` or `BadSignature`."""
    return message.key_id(headers) if _is_message(headers) else cavage.key_id(headers)


def claim(request: Request) -> Claim:
    """What the request says about who signed it, once all is checked that needs no key.

    Raises `Unsigned` or `BadSignature` unless one signature of one kind, not older or younger than an hour, covers
    method, address, host, time and, for whatever has a body, the right SHA-256 of that.
    """
    if request.writes and not request.body:
        raise BadSignature("There is nothing in it.")
    return message.claim(request) if _is_message(request.headers) else cavage.claim(request)


def prove(said: Claim, key: Key) -> None:
    """Return if the claim is true of this key; raises `WrongKey` if all is in order but it did not sign."""
    if said.key_id != key.id:
        raise BadSignature("This is not the key that it was said to be signed with.")
    public = load_public(key.pem)
    if not any(signed(public, said.algorithm, said.signature, text) for text in said.texts):
        raise WrongKey("This key did not sign it.")


def verify(request: Request, key: Key) -> None:
    """Return if `key` signed this request: `claim`, then `prove`."""
    prove(claim(request), key)


def _is_message(headers: Headers) -> bool:
    if header(headers, "signature-input") is not None:
        return True
    if header(headers, "signature") is None:
        raise Unsigned("There is no signature.")
    return False
