"""A request whose signature is in question, and the checks on it that need no key."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from .address import web_address

# Mastodon takes twelve hours; one is enough for clocks that are wrong, and leaves less to replay.
WINDOW = 3600
_LONGEST_HEADER = 8_192
_MOST_COVERED = 20

Headers = Sequence[tuple[str, str]]
Algorithm = Literal["rsa-sha256", "rsa-sha512", "ed25519", "by-key"]


class BadSignature(Exception):
    """The signature does not stand."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class Unsigned(BadSignature):
    """There is no signature at all."""


class WrongKey(BadSignature):
    """All is in order, but this key did not sign it: where a key may have changed, fetch it afresh, once."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a request says about who signed it; nothing is proven until the key has been asked."""

    key_id: str
    algorithm: Algorithm
    signature: bytes
    texts: tuple[bytes, ...]


def claim_of(key_id: str | None, algorithm: Algorithm, signature: str, texts: list[str]) -> Claim:
    """The claim, if the address of its key can be fetched, its signature is base64, and its texts came over HTTP."""
    try:
        signed = tuple(text.encode("latin-1") for text in texts)
    except UnicodeEncodeError:
        raise BadSignature("A signed header cannot have come over HTTP.") from None
    return Claim(key_address(key_id), algorithm, decode(signature), signed)


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came: `target` is path and query as sent, `scheme` and `host` are what we are reached by.

    `host` has its port where that is not the scheme's own. Headers are pairs, so that two of one name are seen.
    """

    method: str
    target: str
    scheme: str
    host: str
    headers: Headers
    body: bytes
    at: datetime

    def header(self, name: str) -> str:
        """The one value of a header that must be there; one that could be read as two lines is refused."""
        value = header(self.headers, name)
        if value is None:
            raise BadSignature(f"There is no {name} header.")
        if "\n" in value or "\r" in value:
            raise BadSignature(f"The {name} header has more than one line.")
        return value

    def check_covered(self, covered: list[str], needed: set[str]) -> None:
        """Refuse a list of what is signed that lacks something, names a thing twice, or is far too long."""
        if missing := needed - set(covered):
            raise BadSignature(f"These are not signed: {' '.join(sorted(missing))}.")
        if len(covered) != len(set(covered)) or len(covered) > _MOST_COVERED:
            raise BadSignature("The list of what is signed names a thing twice, or far too many.")

    def check_host(self) -> None:
        if self.header("host").lower() != self.host.lower():
            raise BadSignature("This was meant for another host.")

    def check_moment(self, said: str | float) -> None:
        """Refuse what was signed more than an hour from now, either way; `said` in seconds since 1970."""
        if abs(seconds(said) - self.at.timestamp()) > WINDOW:
            raise BadSignature("This was signed more than an hour from now.")

    def check_unexpired(self, said: str) -> None:
        if seconds(said) < self.at.timestamp():
            raise BadSignature("This signature has expired.")

    def check_body(self, name: str, mark: str = "") -> None:
        """Refuse unless header `name` gives the SHA-256 of the body; `mark` stands on both sides of it (RFC 9530)."""
        entries = [entry.partition("=") for entry in self.header(name).split(",")]
        given = [value.strip() for algorithm, _, value in entries if algorithm.strip().lower() == "sha-256"]
        if len(given) != 1:
            raise BadSignature(f"The {name} header does not give one SHA-256.")
        right = f"{mark}{sha256(self.body)}{mark}"
        if not hmac.compare_digest(given[0].encode(errors="replace"), right.encode()):
            raise BadSignature("The body is not the one that was signed.")

    @property
    def writes(self) -> bool:
        return self.method not in ("GET", "HEAD")


def header(headers: Headers, name: str) -> str | None:
    """The value of a header, or None; refused if it is there twice, for each side might read another one."""
    values = [value for each, value in headers if each.lower() == name]
    if len(values) > 1:
        raise BadSignature(f"There are two {name} headers.")
    if values and len(values[0]) > _LONGEST_HEADER:
        raise BadSignature(f"The {name} header is too long.")
    return values[0] if values else None


def seconds(said: str | float) -> float:
    """A moment in seconds since 1970; only plain digits are read, as peers send them."""
    if isinstance(said, str) and not (said.isascii() and said.isdigit() and len(said) <= 12):
        raise BadSignature("A moment is not a number.")
    return float(said)


def key_address(said: str | None) -> str:
    """The address of a key, as said, if it is one that can be fetched."""
    if said is None or web_address(said) != said:
        raise BadSignature("The key has no address on the web.")
    return said


def decode(text: str) -> bytes:
    """The bytes of base64 in its one right spelling, so that a signature cannot be made to look like another."""
    try:
        data = base64.b64decode(text.encode("ascii"))
    except ValueError:  # UnicodeEncodeError and binascii.Error are of this kind
        data = b""
    if not data or encode(data) != text:
        raise BadSignature("The signature is not base64.")
    return data


def encode(data: bytes) -> str:
    return base64.b64encode(data).decode()


def sha256(body: bytes) -> str:
    return encode(hashlib.sha256(body).digest())


def where(url: str) -> tuple[str, str, str]:
    """Scheme, host (with a port that is not the scheme's own) and target of an address that we are about to ask."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2].lower().removesuffix(":443" if parts.scheme == "https" else ":80")
    return parts.scheme, host, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
