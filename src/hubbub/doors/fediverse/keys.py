"""The keys that servers sign with: RSA of 2,048 bits or more, and Ed25519."""

from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256, SHA512

from .address import host_of
from .request import Algorithm, BadSignature, encode
from .wire import Thing

PrivateKey = RSAPrivateKey
PublicKey = RSAPublicKey | Ed25519PublicKey

_SMALLEST, _LARGEST = 2_048, 8_192
_LONGEST_PEM = 4_096
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_LONGEST_MULTIBASE = 1_500
# The first bytes of a Multikey say of which kind it is (multicodec `ed25519-pub` and `rsa-pub`).
_ED25519, _RSA = b"\xed\x01", b"\x85\x24"


class BadKey(BadSignature):
    """The key cannot be used: broken, too weak, too large to be worth the work, or of a kind we do not take."""


@dataclass(frozen=True, slots=True)
class Key:
    """A public key (SPKI, PEM) as read from the actor that owns it."""

    id: str
    owner: str
    pem: str


def keys_of(actor: Thing) -> list[Key]:
    """The keys that an actor shows as its own: owned by it, and on its host; anything else there is left out."""
    owner = actor.id
    if owner is None:
        return []
    found = [(key, "owner", key.text("publicKeyPem", _LONGEST_PEM)) for key in actor.things("publicKey")]
    for key in actor.things("assertionMethod", "Multikey"):
        found.append((key, "controller", _pem_of_multibase(key.text("publicKeyMultibase", _LONGEST_MULTIBASE))))
    return [
        Key(key.id, owner, pem)
        for key, whose, pem in found
        if pem and key.id and key.ref(whose) == owner and host_of(key.id) == host_of(owner)
    ]


def usable(key: Key) -> bool:
    """Whether the key is of a kind and size that we take."""
    try:
        load_public(key.pem)
    except BadKey:
        return False
    return True


def multikey(address: str, owner: str, pem: str) -> dict[str, str]:
    """A key of ours in the form of which an actor may show several (FEP-521a)."""
    public = load_public(pem)
    assert isinstance(public, RSAPublicKey)
    raw = _RSA + public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1)
    return {"id": address, "type": "Multikey", "controller": owner, "publicKeyMultibase": "z" + _base58(raw)}


@lru_cache(maxsize=1_024)
def load_private(pem: str) -> PrivateKey:
    """One of our own keys; not for keys from outside, since it is not validated (which takes 54 ms)."""
    key = serialization.load_pem_private_key(pem.encode(), None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(key, RSAPrivateKey):
        raise BadKey("This is not an RSA key.")
    return key


@lru_cache(maxsize=4_096)
def load_public(pem: str) -> PublicKey:
    """A key of a peer; raises `BadKey` for whatever is not RSA of 2,048 to 8,192 bits or Ed25519."""
    if len(pem) > _LONGEST_PEM:
        raise BadKey("This is too long for a key.")
    try:
        key = serialization.load_pem_public_key(pem.encode(errors="replace"))
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise BadKey("This is not a public key.") from None
    if isinstance(key, Ed25519PublicKey):
        return key
    if not isinstance(key, RSAPublicKey):
        raise BadKey("This is neither an RSA nor an Ed25519 key.")
    if not _SMALLEST <= key.key_size <= _LARGEST:
        raise BadKey("This RSA key has less than 2,048 or more than 8,192 bits.")
    # The work of a check grows with the exponent, and who made the key chose it.
    if key.public_numbers().e >= 2**32:
        raise BadKey("This RSA key has an odd exponent.")
    return key


def sign(private: PrivateKey, text: str) -> str:
    """The signature of an ASCII text, in base64: RSASSA-PKCS1-v1_5 with SHA-256."""
    return encode(private.sign(text.encode("ascii"), PKCS1v15(), SHA256()))


def signed(public: PublicKey, algorithm: Algorithm, signature: bytes, text: bytes) -> bool:
    """Whether this key made this signature; never, if the algorithm named is one for another kind of key."""
    try:
        if isinstance(public, Ed25519PublicKey):
            public.verify(signature, text)
            return algorithm in ("ed25519", "by-key")
        public.verify(signature, text, PKCS1v15(), SHA512() if algorithm == "rsa-sha512" else SHA256())
        return algorithm != "ed25519"
    except InvalidSignature:
        return False


def _pem(key: PublicKey) -> str:
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def _base58(raw: bytes) -> str:
    number, text = int.from_bytes(raw), ""
    while number:
        number, digit = divmod(number, 58)
        text = _BASE58[digit] + text
    return text


def _pem_of_multibase(text: str) -> str:
    """PEM of an Ed25519 or RSA key in base58btc (FEP-521a), or "" for anything else."""
    number = 0
    for character in text[1:]:
        digit = _BASE58.find(character)
        if digit < 0:
            return ""
        number = number * 58 + digit
    raw = number.to_bytes((number.bit_length() + 7) // 8)
    kind, key = raw[:2], raw[2:]
    try:
        if text[:1] == "z" and kind == _ED25519:
            return _pem(Ed25519PublicKey.from_public_bytes(key))
        public = serialization.load_der_public_key(key) if text[:1] == "z" and kind == _RSA else None
    except (ValueError, UnsupportedAlgorithm):
        return ""
    return _pem(public) if isinstance(public, RSAPublicKey) else ""
