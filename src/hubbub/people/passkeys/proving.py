"""What a device says when a passkey is made or used, checked step by step (W3C, Web Authentication Level 2, §7).

No attestation is asked for: we need not know who built a device, so of what it says when a key is made only the key
counts, and the browser hands that over in the form that everybody reads. Why this is written here is in docs/adr.
"""

import hashlib
import hmac
from base64 import urlsafe_b64decode
from dataclasses import dataclass

import msgspec
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

# By COSE's numbers: ECDSA on P-256, EdDSA, and RSA for devices with Windows.
ALGORITHMS = (-7, -8, -257)
_PRESENT, _VERIFIED, _HAS_KEY = 0x01, 0x04, 0x40
_LONGEST_ID = 1023


class Unproved(ValueError):
    """What the device said does not hold."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a device says of itself: how often its key was used, and which key it has just made, if it has."""

    count: int
    credential: bytes | None


class _Client(msgspec.Struct):
    type: str
    challenge: str
    origin: str
    crossOrigin: bool = False


def challenge_in(client: bytes, kind: str, origin: str) -> bytes:
    """The challenge that the browser was given, on a page of ours and for this. Raises `Unproved`."""
    try:
        given = msgspec.json.decode(client, type=_Client)
        challenge = from_text(given.challenge)
    except (msgspec.DecodeError, ValueError):
        raise Unproved from None
    if given.type != kind or given.origin != origin or given.crossOrigin:
        raise Unproved
    return challenge


def said(data: bytes, host: str) -> Said:
    """What the device says, to us and with its person there and proved to it by finger, face or number.

    Raises `Unproved`.
    """
    if len(data) < 37 or not hmac.compare_digest(data[:32], hashlib.sha256(host.encode()).digest()):
        raise Unproved
    flags = data[32]
    if not flags & _PRESENT or not flags & _VERIFIED:
        raise Unproved
    credential = None
    if flags & _HAS_KEY:
        length = int.from_bytes(data[53:55], "big")
        credential = data[55:55 + length]
        if not 0 < length <= _LONGEST_ID or len(credential) != length:
            raise Unproved
    return Said(int.from_bytes(data[33:37], "big"), credential)


def check_key(key: bytes, algorithm: int) -> None:
    """That this is a key of this kind, and one that is worth something. Raises `Unproved`."""
    try:
        known = load_der_public_key(key)
    except (ValueError, UnsupportedAlgorithm):
        raise Unproved from None
    good = {
        -7: isinstance(known, ec.EllipticCurvePublicKey) and isinstance(known.curve, ec.SECP256R1),
        -8: isinstance(known, ed25519.Ed25519PublicKey),
        -257: isinstance(known, rsa.RSAPublicKey) and 2048 <= known.key_size <= 8192,
    }
    if not good.get(algorithm, False):
        raise Unproved


def check_signature(key: bytes, data: bytes, client: bytes, signature: bytes) -> None:
    """That the key has signed what the device and the browser say. Raises `Unproved`."""
    known, words = load_der_public_key(key), data + hashlib.sha256(client).digest()
    try:
        match known:
            case ec.EllipticCurvePublicKey():
                known.verify(signature, words, ec.ECDSA(SHA256()))
            case ed25519.Ed25519PublicKey():
                known.verify(signature, words)
            case rsa.RSAPublicKey():
                known.verify(signature, words, padding.PKCS1v15(), SHA256())
            case _:
                raise Unproved
    except InvalidSignature:
        raise Unproved from None


def from_text(given: str) -> bytes:
    """Bytes from base64url without padding. Raises `ValueError`."""
    return urlsafe_b64decode(given + "=" * (-len(given) % 4))
