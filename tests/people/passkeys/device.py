"""A device with passkeys, written apart from the code: it makes keys and signs, rightly or as a test wants it wrong."""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ORIGIN, HOST = "http://here.test", "here.test"


def text(given: bytes) -> str:
    return urlsafe_b64encode(given).rstrip(b"=").decode()


def raw(given: str) -> bytes:
    return urlsafe_b64decode(given + "=" * (-len(given) % 4))


@dataclass
class Device:
    algorithm: int = -7
    origin: str = ORIGIN
    host: str = HOST
    flags: int = 0x05
    counts: int = 0
    step: int = 0
    credential: bytes = b"a key's own name"
    key: Any = field(default=None)

    def __post_init__(self) -> None:
        made = {-7: lambda: ec.generate_private_key(ec.SECP256R1()), -8: ed25519.Ed25519PrivateKey.generate,
                -257: lambda: rsa.generate_private_key(65537, 2048)}
        self.key = self.key or made[self.algorithm]()

    def makes(self, challenge: bytes, **more: Any) -> str:
        """What a browser tells of a key that was made."""
        public = self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        body = bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential + b"cose"
        return json.dumps({
            "client": text(self._client("webauthn.create", challenge)), "data": text(self._data(0x40) + body),
            "key": text(public), "algorithm": self.algorithm,
        } | more)

    def uses(self, challenge: bytes, **more: Any) -> str:
        """What a browser tells of a key that was used."""
        self.counts += self.step
        client, data = self._client("webauthn.get", challenge), self._data()
        words = data + hashlib.sha256(client).digest()
        match self.algorithm:
            case -7:
                signature = self.key.sign(words, ec.ECDSA(SHA256()))
            case -8:
                signature = self.key.sign(words)
            case _:
                signature = self.key.sign(words, padding.PKCS1v15(), SHA256())
        return json.dumps({"id": text(self.credential), "client": text(client), "data": text(data),
                           "signature": text(signature)} | more)

    def _client(self, kind: str, challenge: bytes) -> bytes:
        return json.dumps({"type": kind, "challenge": text(challenge), "origin": self.origin}).encode()

    def _data(self, more: int = 0) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([self.flags | more]) + self.counts.to_bytes(4, "big")
