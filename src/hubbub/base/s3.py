"""A bucket in S3-compatible storage: three requests, signed by hand.

The usual library weighs 80 MB and opens its own connections; all that is needed of it is one signature
(AWS Signature Version 4, header form, one chunk), and then the request can go out by the one way out.
"""

import asyncio
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

from .clock import now
from .errors import Full, Unavailable
from .outside import Answer, Ask, Outside, Refused, Unreachable
from .settings import Misconfigured, Settings

_EMPTY = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where it is (`address`, no trailing slash), who may write there, and where people load from (`public`)."""

    address: str
    public: str
    region: str
    access: str
    secret: str

    def of(self, key: str) -> str:
        return f"{self.address}/{key}"


def open_bucket(settings: Settings) -> Bucket:
    """`s3://ACCESS:SECRET@host[:port]/bucket?region=…&public=https://…`, keys percent-encoded.

    `scheme=http` is for a store on the same machine and needs a development server. Raises `Misconfigured`.
    """
    try:
        parts = urlsplit(settings.s3_url or "")
        given = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        host = parts.netloc.rpartition("@")[2] if parts.hostname and parts.port != 0 else ""
    except ValueError:
        raise Misconfigured("HUBBUB_S3_URL is no address.") from None
    name, scheme = parts.path.strip("/"), given.get("scheme", "https")
    if parts.scheme != "s3" or not (host and name and parts.username and parts.password) or "/" in name:
        raise Misconfigured("HUBBUB_S3_URL is s3://ACCESS:SECRET@host/bucket.")
    if scheme != "https" and not (scheme == "http" and settings.development):
        raise Misconfigured("HUBBUB_S3_URL may have scheme=http on a development server only.")
    address = f"{scheme}://{host}/{name}"
    public = given.get("public", address).rstrip("/")
    if not public.startswith(("https://", f"{settings.scheme}://")):
        raise Misconfigured("The public address in HUBBUB_S3_URL begins with https://.")
    return Bucket(
        address, public, given.get("region", "us-east-1"),
        unquote(parts.username), unquote(parts.password),
    )


async def put(outside: Outside, to: Bucket, key: str, source: Path, content_type: str) -> None:
    """Store a file's bytes; an object shows whole or not at all. Raises `Full` or `Unavailable`."""
    digest = await asyncio.to_thread(_digest, source)
    about = {"Content-Type": content_type, "Cache-Control": "public, max-age=31536000, immutable"}
    await _ask(outside, to, Ask("PUT", to.of(key), source, about, deadline=300), digest, {200, 201, 204})


async def get(outside: Outside, bucket: Bucket, key: str, *, limit: int = 128 << 20) -> bytes | None:
    """An object's bytes, or None if there is none. Raises `Unavailable`."""
    answer = await _ask(outside, bucket, Ask("GET", bucket.of(key), limit=limit, deadline=300), _EMPTY, {200, 404})
    return answer.body if answer.status == 200 else None


async def delete(outside: Outside, bucket: Bucket, key: str) -> None:
    """Remove an object, if it is there. Raises `Unavailable`."""
    await _ask(outside, bucket, Ask("DELETE", bucket.of(key)), _EMPTY, {200, 204, 404})


async def _ask(outside: Outside, bucket: Bucket, ask: Ask, digest: str, good: set[int]) -> Answer:
    def sign(method: str, url: str, _: bytes) -> Mapping[str, str]:
        return signed(bucket, method, url, ask.headers, digest, now())

    port = urlsplit(bucket.address).port
    try:
        answer = await outside.request(replace(ask, sign=sign, ports={port} if port else ()))
    except (Refused, Unreachable) as problem:
        raise Unavailable(f"the bucket: {problem}") from problem
    if answer.status == 507:
        raise Full("the bucket is full")
    if answer.status not in good:
        raise Unavailable(f"the bucket answered {answer.status}: {answer.body[:200]!r}")
    return answer


def signed(
    bucket: Bucket, method: str, url: str, headers: Mapping[str, str], digest: str, at: datetime
) -> dict[str, str]:
    """The headers that prove the request is ours (AWS General Reference, "Signature Version 4")."""
    time = at.strftime("%Y%m%dT%H%M%SZ")
    parts = urlsplit(url)
    stamped = {**headers, "x-amz-content-sha256": digest, "x-amz-date": time}
    named = sorted((name.lower(), " ".join(value.split())) for name, value in {**stamped, "host": parts.netloc}.items())
    names = ";".join(name for name, _ in named)
    request = "\n".join((
        method, quote(unquote(parts.path), safe="/-_.~"), "", *(f"{name}:{value}" for name, value in named), "",
        names, digest,
    ))
    scope = f"{time[:8]}/{bucket.region}/s3/aws4_request"
    proof = "\n".join(("AWS4-HMAC-SHA256", time, scope, hashlib.sha256(request.encode()).hexdigest()))
    key = f"AWS4{bucket.secret}".encode()
    for part in (*scope.split("/"), proof):
        key = hmac.digest(key, part.encode(), "sha256")
    return {**stamped, "Authorization": (
        f"AWS4-HMAC-SHA256 Credential={bucket.access}/{scope}, SignedHeaders={names}, Signature={key.hex()}"
    )}


def _digest(source: Path) -> str:
    with source.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
