"""A peer that signs by hand: texts spelled out here, not by the code under test."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from hubbub.base.keys import make_key
from hubbub.doors.fediverse.keys import Key
from hubbub.doors.fediverse.request import Request

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DATE = "Sun, 22 Nov 2026 12:00:00 GMT"
BODY = b'{"type":"Follow"}'
KEY_ID = "https://there.example/users/zoe#main-key"
OWNER = "https://there.example/users/zoe"

PRIVATE, PUBLIC = make_key()
KEY = Key(KEY_ID, OWNER, PUBLIC)
_rsa = cast(RSAPrivateKey, load_pem_private_key(PRIVATE.encode(), None))
_ed25519 = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ED25519_KEY = Key(
    KEY_ID, OWNER, _ed25519.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
)

Sign = Callable[[str], str]


def rsa(text: str, digest=SHA256) -> str:
    return base64.b64encode(_rsa.sign(text.encode(), PKCS1v15(), digest())).decode()


def ed25519(text: str) -> str:
    return base64.b64encode(_ed25519.sign(text.encode())).decode()


def sha256(body: bytes) -> str:
    return base64.b64encode(hashlib.sha256(body).digest()).decode()


def request(method: str, target: str, headers: dict[str, str], body: bytes) -> Request:
    return Request(method, target, "https", "here.example", list(headers.items()), body, AT)


def draft(
    covered: str = "(request-target) host date digest",
    *,
    method: str = "POST",
    target: str = "/inbox",
    signed_target: str | None = None,
    body: bytes = BODY,
    parameters: str = f'keyId="{KEY_ID}",algorithm="rsa-sha256"',
    sign: Sign = rsa,
    **headers: str,
) -> Request:
    """A request with a draft-cavage signature that is right for what it covers."""
    sent = {"host": "here.example", "date": DATE, "digest": f"SHA-256={sha256(body)}"} | headers
    said = sent | {"(request-target)": f"{method.lower()} {signed_target or target}", "(created)": "1795348800"}
    text = "\n".join(f"{name}: {said[name]}" for name in covered.split(" "))
    sent["signature"] = f'{parameters},headers="{covered}",signature="{sign(text)}"'
    return request(method, target, sent, body)


def message(
    covered: str = '"@method" "@target-uri" "content-digest"',
    *,
    method: str = "POST",
    target: str = "/inbox",
    body: bytes = BODY,
    parameters: str = f'created=1795348800;keyid="{KEY_ID}"',
    sign: Sign = rsa,
    **headers: str,
) -> Request:
    """A request with an RFC 9421 signature that is right for what it covers."""
    sent = {"host": "here.example", "date": DATE, "content-digest": f"sha-256=:{sha256(body)}:"}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    path, _, query = target.partition("?")
    said = {f'"{name}"': value for name, value in sent.items()} | {
        '"@method"': method,
        '"@target-uri"': f"https://here.example{target}",
        '"@authority"': "here.example",
        '"@path"': path,
        '"@query"': f"?{query}",
        '"@scheme"': "https",
        '"@request-target"': target,
    }
    lines = [f"{name}: {said[name]}" for name in covered.split(" ")]
    text = "\n".join([*lines, f'"@signature-params": ({covered});{parameters}'])
    sent["signature-input"] = f"sig1=({covered});{parameters}"
    sent["signature"] = f"sig1=:{sign(text)}:"
    return request(method, target, sent, body)


def with_header(signed: Request, name: str, value: str) -> Request:
    """The same request, one header in place of what it was."""
    return replace(signed, headers=[(each, value if each == name else old) for each, old in signed.headers])


def without_header(signed: Request, name: str) -> Request:
    return replace(signed, headers=[pair for pair in signed.headers if pair[0] != name])


def with_another(signed: Request, name: str, value: str) -> Request:
    """The same request with one more header, whether or not there is one of that name."""
    return replace(signed, headers=[*signed.headers, (name, value)])
