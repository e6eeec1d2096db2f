"""Key pairs for signatures, whose use is the fediverse door's; and a lock for what must be read again."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def make_key() -> tuple[str, str]:
    """A new RSA-2048 pair as PEM, private then public. Takes 0.1 to 1 s of CPU: call it in a thread."""
    private = rsa.generate_private_key(65537, 2048)
    return (
        private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode(),
        private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        ).decode(),
    )


def lock(secret: bytes, text: str) -> bytes:
    """The text so that the database alone gives nothing away: only with the data folder's secret is it read again."""
    nonce = os.urandom(12)
    return nonce + _cipher(secret).encrypt(nonce, text.encode(), None)


def unlock(secret: bytes, locked: bytes) -> str | None:
    """What was locked with this secret; None if it was another."""
    try:
        return _cipher(secret).decrypt(locked[:12], locked[12:], None).decode()
    except InvalidTag:
        return None


def _cipher(secret: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, None, b"hubbub lock").derive(secret))
