"""Signatures after draft-cavage-http-signatures-12, which all of the fediverse speaks."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime

from .keys import PrivateKey, sign
from .request import Algorithm, BadSignature, Claim, Headers, Request, claim_of, header, key_address, sha256, where

# `hs2019` and silence mean: as the key is. For RSA that is PKCS#1 v1.5 with SHA-256 everywhere, not the draft's PSS.
_ALGORITHMS: Mapping[str | None, Algorithm] = {
    None: "by-key",
    "hs2019": "by-key",
    "rsa-sha256": "rsa-sha256",
    "rsa-sha512": "rsa-sha512",
    "ed25519": "ed25519",
}
_PARAMETER = re.compile(r'[ \t]*+([A-Za-z]++)=(?:"([^"\\]*+)"|([0-9]++))[ \t]*+(?:,|\Z)')
_DATE = re.compile(r"[A-Z][a-z]{2}, ([0-9]{2}) ([A-Z][a-z]{2}) ([0-9]{4}) ([0-9]{2}):([0-9]{2}):([0-9]{2}) GMT")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def sign_cavage(
    method: str, url: str, body: bytes | None, key_id: str, private: PrivateKey, at: datetime
) -> dict[str, str]:
    """The headers to add to a request, `Host` among them; `url` is ASCII, as it goes out, with its query."""
    _, host, target = where(url)
    headers = {"Host": host, "Date": format_datetime(at.astimezone(UTC), usegmt=True)}
    if body is not None:
        # In capitals, for Threads refuses `sha-256=`.
        headers["Digest"] = f"SHA-256={sha256(body)}"
    lines = [f"(request-target): {method.lower()} {target}"]
    lines += [f"{name.lower()}: {value}" for name, value in headers.items()]
    covered = " ".join(line.partition(": ")[0] for line in lines)
    signature = sign(private, "\n".join(lines))
    return headers | {
        "Signature": f'keyId="{key_id}",algorithm="rsa-sha256",headers="{covered}",signature="{signature}"'
    }


def key_id(headers: Headers) -> str:
    return key_address(_parameters(headers).get("keyId"))


def claim(request: Request) -> Claim:
    """What the signature says, after all checks that need no key."""
    given = _parameters(request.headers)
    algorithm = _ALGORITHMS.get(given.get("algorithm"))
    if algorithm is None:
        raise BadSignature("This algorithm is not taken.")
    covered = given.get("headers", "").lower().split(" ")
    needed = {"(request-target)", "host", "(created)" if "(created)" in covered else "date"}
    request.check_covered(covered, needed | ({"digest"} if request.writes or request.body else set()))
    request.check_host()
    _check_moments(request, covered, given)
    if request.writes or request.body or "digest" in covered:
        request.check_body("digest")
    targets = [request.target]
    if not request.writes and "?" in request.target:
        # Mastodon before 4.3 and GoToSocial's second try leave out the query. A page asked for is all that could be
        # changed under such a signature, so it is taken for reading and never for writing.
        targets.append(request.target.partition("?")[0])
    texts = [_text(request, covered, given, algorithm, target) for target in targets]
    return claim_of(given.get("keyId"), algorithm, given.get("signature", ""), texts)


def _parameters(headers: Headers) -> dict[str, str]:
    value = header(headers, "signature") or ""
    given: dict[str, str] = {}
    at = 0
    while at < len(value):
        found = _PARAMETER.match(value, at)
        if found is None or found[1] in given:
            raise BadSignature("The signature header cannot be read, or says a thing twice.")
        given[found[1]] = found[2] if found[2] is not None else found[3]
        at = found.end()
    return given


def _check_moments(request: Request, covered: list[str], given: Mapping[str, str]) -> None:
    if "date" in covered:
        request.check_moment(_moment(request.header("date")))
    if "created" in given:
        request.check_moment(given["created"])
    if "expires" in given:
        request.check_unexpired(given["expires"])


def _moment(date: str) -> float:
    found = _DATE.fullmatch(date)
    if found is None or found[2] not in _MONTHS:
        raise BadSignature("The date cannot be read.")
    day, month, year, hour, minute, second = found.groups()
    try:
        at = datetime(int(year), _MONTHS.index(month) + 1, int(day), int(hour), int(minute), int(second), tzinfo=UTC)
    except ValueError:
        raise BadSignature("The date is none.") from None
    return at.timestamp()


def _text(request: Request, covered: list[str], given: Mapping[str, str], algorithm: Algorithm, target: str) -> str:
    lines = []
    for name in covered:
        if name == "(request-target)":
            value = f"{request.method.lower()} {target}"
        elif name in ("(created)", "(expires)"):
            # The draft forbids them with the algorithms that it names `rsa-…`.
            if algorithm.startswith("rsa") or name[1:-1] not in given:
                raise BadSignature(f"{name} is signed but not given, or not for this algorithm.")
            value = given[name[1:-1]]
        else:
            value = request.header(name)
        lines.append(f"{name}: {value}")
    return "\n".join(lines)
