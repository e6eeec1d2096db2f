"""Messages for push services, readable by the one device alone: RFC 8291, the draft before it, and RFC 8292.

Why this is written here is in docs/adr: nothing but key agreement, HKDF and AES-GCM in the order of the standards.
"""

import hashlib
import os
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from yarl import URL

_CURVE = ec.SECP256R1()
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_RECORD = 4096
# What of a message fits into the one record that push services take, in either form.
LONGEST = 3900
_VOUCHER_LIFE = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Device:
    """Whom a message is for: the public point and the secret that the device has made; `standard` says RFC 8291."""

    point: bytes
    auth: bytes
    standard: bool


def fits(point: bytes, auth: bytes) -> bool:
    """Whether these can be a device's: a point of the curve, uncompressed, and sixteen bytes."""
    if len(point) != 65 or len(auth) != 16:
        return False
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, point)
    except ValueError:
        return False
    return True


def server_key(secret: bytes) -> str:
    """The public key by which push services know this server: it never changes while the data folder's secret stays."""
    return _text(_point(_own(secret)))


def _own(secret: bytes) -> ec.EllipticCurvePrivateKey:
    """Made from the secret (FIPS 186-5, A.2.1: more bits than the order has, so that no key is likelier)."""
    number = int.from_bytes(_derived(secret, b"", b"hubbub web push", 48))
    return ec.derive_private_key(number % (_ORDER - 1) + 1, _CURVE)


def sealed(
    message: bytes, device: Device, *, salt: bytes = b"", key: ec.EllipticCurvePrivateKey | None = None
) -> tuple[bytes, dict[str, str]]:
    """The body that only the device can read, and the headers that say how. `salt` and `key` are for known answers."""
    salt, key = salt or os.urandom(16), key or ec.generate_private_key(_CURVE)
    shared = key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, device.point))
    return (_standard if device.standard else _legacy)(message, device, shared, salt, _point(key))


def _standard(
    message: bytes, device: Device, shared: bytes, salt: bytes, point: bytes
) -> tuple[bytes, dict[str, str]]:
    """RFC 8291 §3.4 in one record of RFC 8188; the byte 2 says that it is the last."""
    base = _derived(shared, device.auth, b"WebPush: info\0" + device.point + point, 32)
    key = _derived(base, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(base, salt, b"Content-Encoding: nonce\0", 12)
    head = salt + _RECORD.to_bytes(4) + bytes([len(point)]) + point
    return head + AESGCM(key).encrypt(nonce, message + b"\2", None), {"Content-Encoding": "aes128gcm"}


def _legacy(
    message: bytes, device: Device, shared: bytes, salt: bytes, point: bytes
) -> tuple[bytes, dict[str, str]]:
    """draft-ietf-webpush-encryption-04 §4, for apps from before the standard: the salt and key go in headers."""
    base = _derived(shared, device.auth, b"Content-Encoding: auth\0", 32)
    both = b"P-256\0" + b"".join(len(each).to_bytes(2) + each for each in (device.point, point))
    key = _derived(base, salt, b"Content-Encoding: aesgcm\0" + both, 16)
    nonce = _derived(base, salt, b"Content-Encoding: nonce\0" + both, 12)
    return AESGCM(key).encrypt(nonce, b"\0\0" + message, None), {
        "Content-Encoding": "aesgcm", "Encryption": f"salt={_text(salt)}", "Crypto-Key": f"dh={_text(point)}",
    }


def vouched(secret: bytes, endpoint: str, sender: str, at: datetime, headers: Mapping[str, str]) -> dict[str, str]:
    """The headers with our word for who sends this (RFC 8292), in the form that goes with their encryption."""
    key = server_key(secret)
    claims = {"aud": str(URL(endpoint).origin()), "exp": int((at + _VOUCHER_LIFE).timestamp()), "sub": sender}
    token = _signed(_own(secret), claims)
    if "Crypto-Key" not in headers:
        return {**headers, "Authorization": f"vapid t={token},k={key}"}
    return {**headers, "Authorization": f"WebPush {token}", "Crypto-Key": f"{headers['Crypto-Key']};p256ecdsa={key}"}


def _signed(key: ec.EllipticCurvePrivateKey, claims: Mapping[str, object]) -> str:
    """A JSON Web Token by ES256 (RFC 7518 §3.4): the signature is its two numbers, one after the other."""
    said = ".".join(_text(msgspec.json.encode(part)) for part in ({"typ": "JWT", "alg": "ES256"}, claims))
    numbers = decode_dss_signature(key.sign(said.encode(), ec.ECDSA(SHA256())))
    return f"{said}.{_text(b''.join(number.to_bytes(32) for number in numbers))}"


def topic(of: str) -> str:
    """A name of the length that push services take: a later message of the topic replaces one not yet fetched."""
    return _text(hashlib.sha256(of.encode()).digest())[:32]


def _derived(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(material)


def _point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
