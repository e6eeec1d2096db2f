"""One-time codes: those that an app makes of the time (RFC 6238), and those that are written down for a bad day."""

import base64
import hashlib
import hmac
import secrets
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

DIGITS, PERIOD = 6, 30  # what every authenticator app takes for granted
DRIFT = 1  # steps that a clock may be wrong, either way
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is read as something else


def new_secret() -> bytes:
    """As long as the hash, as RFC 4226 §4 wants it."""
    return secrets.token_bytes(20)


def code_at(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """The code of one step of the clock: HOTP (RFC 4226 §5.3) over the number of the step."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 0xF
    number = int.from_bytes(digest[start:start + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def step_of(secret: bytes, code: str, seconds: float) -> int | None:
    """Which step about now has this code, the newest first; None if it is no code of ours."""
    present = int(seconds) // PERIOD
    matching = [step for step in range(present + DRIFT, present - DRIFT - 1, -1)
                if hmac.compare_digest(code_at(secret, step).encode(), code.encode())]
    return matching[0] if matching else None


def link(secret: bytes, issuer: str, name: str) -> str:
    """What an authenticator app reads, from a picture or by a press."""
    given = urlencode({"secret": in_words(secret), "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(f'{issuer}:{name}')}?{given}"


def in_words(secret: bytes) -> str:
    """The secret as apps take it from a keyboard."""
    return base64.b32encode(secret).decode()


def new_recovery() -> str:
    """Twelve characters in groups: 59 bits, more than anybody can try."""
    drawn = "".join(secrets.choice(_ALPHABET) for _ in range(12))
    return "-".join(drawn[n:n + 4] for n in (0, 4, 8))


def plain(code: str) -> str:
    """A code as typed, without what people put between its characters."""
    return "".join(letter for letter in code.lower() if letter.isalnum() and letter.isascii())[:64]


def hashed(server: bytes, account: int, code: str) -> bytes:
    """What is kept of a recovery code: without the server's secret nobody can try codes against it."""
    return hmac.digest(_derived(server, b"hubbub recovery codes"), f"{account} {plain(code)}".encode(), "sha256")


def seal(server: bytes, account: int, secret: bytes) -> bytes:
    """Sealed for this account alone, by a key that is not in the database."""
    nonce = secrets.token_bytes(12)
    return nonce + AESGCM(_derived(server, b"hubbub second factor")).encrypt(nonce, secret, str(account).encode())


def unseal(server: bytes, account: int, sealed: bytes) -> bytes:
    """Raises `InvalidTag` if the row is another account's, or the server has another secret by now."""
    return AESGCM(_derived(server, b"hubbub second factor")).decrypt(sealed[:12], sealed[12:], str(account).encode())


def ticket_mac(server: bytes, words: str) -> str:
    """Vouches for the first half of a sign-in."""
    return hmac.new(_derived(server, b"hubbub half a sign-in"), words.encode(), hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Compared in a time that tells nothing."""
    return hmac.compare_digest(one.encode(), other.encode())


def _derived(server: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, None, purpose).derive(server)
