"""HTTP message signatures (RFC 9421) as the fediverse uses them: one signature over method, address and body."""

import re
from collections.abc import Mapping
from datetime import datetime

from .keys import PrivateKey, sign
from .request import Algorithm, BadSignature, Claim, Headers, Request, claim_of, header, key_address, sha256, where

# No HMAC, no PSS, no curves of NIST: none of the fediverse's keys is for them.
_ALGORITHMS: Mapping[str | None, Algorithm] = {
    None: "by-key",
    '"rsa-v1_5-sha256"': "rsa-sha256",
    '"ed25519"': "ed25519",
}
_INPUT = re.compile(r"([a-z*][a-z0-9_.*-]*+)=\(([^()]*+)\)")
_COMPONENT = re.compile(r'"(@?[a-z0-9-]+)"')
_PARAMETER = re.compile(r'; *+([a-z*][a-z0-9_.*-]*+)=("[ !#-\[\]-~]*+"|[0-9]{1,12})')
_SIGNATURE = re.compile(r"([a-z*][a-z0-9_.*-]*+)=:([A-Za-z0-9+/=]++):")


def sign_message(
    method: str, url: str, body: bytes | None, key_id: str, private: PrivateKey, at: datetime
) -> dict[str, str]:
    """The headers to add to a request; `url` is ASCII, as it goes out, with its query."""
    scheme, host, target = where(url)
    headers: dict[str, str] = {}
    values = {"@method": method.upper(), "@target-uri": f"{scheme}://{host}{target}"}
    if body is not None:
        values["content-digest"] = headers["Content-Digest"] = f"sha-256=:{sha256(body)}:"
    given = {"created": str(int(at.timestamp())), "keyid": f'"{key_id}"', "alg": '"rsa-v1_5-sha256"'}
    said = _said(list(values), given)
    signature = sign(private, _base(values, said))
    return headers | {"Signature-Input": f"sig1={said}", "Signature": f"sig1=:{signature}:"}


def key_id(headers: Headers) -> str:
    return key_address(_input(headers)[2].get("keyid", "").strip('"'))


def claim(request: Request) -> Claim:
    """What the signature says, after all checks that need no key."""
    label, covered, given = _input(request.headers)
    algorithm = _ALGORITHMS.get(given.get("alg"))
    if algorithm is None:
        raise BadSignature("This algorithm is not taken.")
    needed = {"@method", "@target-uri"}
    request.check_covered(covered, needed | ({"content-digest"} if request.writes or request.body else set()))
    request.check_host()
    request.check_moment(given.get("created", ""))
    if "expires" in given:
        request.check_unexpired(given["expires"])
    if request.writes or request.body or "content-digest" in covered:
        request.check_body("content-digest", ":")
    found = _SIGNATURE.fullmatch(request.header("signature"))
    if found is None or found[1] != label:
        raise BadSignature("There is not one signature for the one description of it.")
    text = _base({name: _value(request, name) for name in covered}, _said(covered, given))
    return claim_of(given.get("keyid", "").strip('"'), algorithm, found[2], [text])


def _input(headers: Headers) -> tuple[str, list[str], dict[str, str]]:
    """Label, covered components and parameters (as spelled, quotes and all) of the one signature there may be."""
    value = header(headers, "signature-input") or ""
    found = _INPUT.match(value)
    components = [_COMPONENT.fullmatch(part) for part in found[2].split(" ") if part] if found else []
    if found is None or not all(components):
        raise BadSignature("What is signed cannot be read.")
    given: dict[str, str] = {}
    at = found.end()
    while at < len(value):
        # A second signature ends here too: it starts with a comma.
        parameter = _PARAMETER.match(value, at)
        if parameter is None or parameter[1] in given:
            raise BadSignature("There is more than one signature, or a parameter cannot be read or is there twice.")
        given[parameter[1]] = parameter[2]
        at = parameter.end()
    return found[1], [component[1] for component in components if component], given


def _value(request: Request, name: str) -> str:
    path, _, query = request.target.partition("?")
    match name:
        case "@method":
            return request.method
        case "@target-uri":
            return f"{request.scheme}://{request.host}{request.target}"
        case "@authority":
            return request.host
        case "@scheme":
            return request.scheme
        case "@request-target":
            return request.target
        case "@path":
            return path
        case "@query":
            return f"?{query}"
        case _ if name.startswith("@"):
            raise BadSignature(f"{name} is no part of a request.")
    return request.header(name)


def _said(covered: list[str], given: Mapping[str, str]) -> str:
    names = " ".join(f'"{name}"' for name in covered)
    return f"({names})" + "".join(f";{name}={value}" for name, value in given.items())


def _base(values: Mapping[str, str], said: str) -> str:
    lines = [f'"{name}": {value}' for name, value in values.items()]
    return "\n".join([*lines, f'"@signature-params": {said}'])
