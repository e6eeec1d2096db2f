"""Names to addresses: WebFinger asked and answered, host-meta, NodeInfo."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import msgspec

from hubbub import __version__
from hubbub.base.addresses import Refused
from hubbub.base.db import Db, Read
from hubbub.base.errors import NotFound

from .address import host_of, web_address
from .fetching import ask
from .routes import Inquiry, discovery
from .vocabulary import CONTENT_TYPE, LD_CONTENT_TYPE

JRD = "application/jrd+json"
_JRD_TYPES = (JRD, "application/json", CONTENT_TYPE)
# A server's own actor is called as the server is, so with its port in development.
_NAME = r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?(?::[0-9]{1,5})?"
_HANDLE = re.compile(rf"(?:acct:)?@?({_NAME})@([^@/?#\s]{{1,253}})", re.I | re.A)
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?=.{{1,253}}\Z)(?:{_LABEL}\.)*{_LABEL}(?::[0-9]{{1,5}})?")
_LONGEST_NAME = 255
_REL = "http://webfinger.net/rel/"
_INTENT = "https://w3id.org/fep/3b86/"
_INTENDED = ("Follow", "Object", "Like", "Announce")
_SCHEMA = "http://nodeinfo.diaspora.software/ns/schema/"


@dataclass(frozen=True, slots=True)
class Handle:
    """A name at a domain, in the one spelling that it is kept and compared in."""

    name: str
    domain: str

    def __str__(self) -> str:
        return f"{self.name}@{self.domain}"

    def same(self, other: "Handle") -> bool:
        return self.name.lower() == other.name.lower() and self.domain == other.domain


@dataclass(frozen=True, slots=True)
class Found:
    """What a server says of a handle: how it is spelled, and whose it is."""

    handle: Handle
    actor: str


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody here, as WebFinger tells of them."""

    handle: str
    uri: str
    page: str
    picture: str | None = None


def handle_of(text: str) -> Handle | None:
    """The handle that is meant, with or without `@` or `acct:` before it; None if it is none."""
    found = _HANDLE.fullmatch(text.strip())
    if found is None or len(found[1]) > _LONGEST_NAME:
        return None
    domain = domain_of(found[2])
    return Handle(found[1], domain) if domain else None


def domain_of(text: str) -> str | None:
    """A domain in small ASCII letters, whatever dots and letters it was written with; None if it is none."""
    name, colon, port = text.strip().rstrip(".").partition(":")
    try:
        plain = name.encode("idna").decode("ascii").lower().rstrip(".") + colon + port
    except UnicodeError:
        return None
    return plain if _DOMAIN.fullmatch(plain) else None


async def look_up(db: Db, handle: Handle) -> Found:
    """What the handle's own server says of it. Raises `Refused` or `Unreachable`."""
    resource = quote(f"acct:{handle}", safe="")
    address = f"{db.here.settings.scheme}://{handle.domain}/.well-known/webfinger?resource={resource}"
    answer = await ask(db, address, f"{JRD}, application/json")
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind not in _JRD_TYPES:
        raise Refused("what answers there is not WebFinger")
    try:
        given = msgspec.json.decode(answer.body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Refused("what answers there is not WebFinger") from None
    subject, actor = given.get("subject"), _self_of(given.get("links"))
    spelled = handle_of(subject) if isinstance(subject, str) and subject.startswith("acct:") else None
    if spelled is None or actor is None:
        raise Refused("that handle belongs to no actor")
    return Found(spelled, actor)


def _self_of(links: object) -> str | None:
    for link in links[:50] if isinstance(links, list) else ():
        if isinstance(link, dict) and link.get("rel") == "self" and _is_activity(link.get("type")):
            return web_address(link.get("href"))
    return None


def _is_activity(kind: object) -> bool:
    return isinstance(kind, str) and kind.partition(";")[0].strip() in (CONTENT_TYPE, "application/ld+json")


Find = Callable[[Read, str, str], Awaitable[Subject | None]]
Figures = Callable[[Read], Awaitable[Mapping[str, Any]]]
Admits = Callable[[Read], Awaitable[bool]]

_finds: list[Find] = []
_figures: list[Figures] = []
_tells: list[Figures] = []
_admits: list[Admits] = []


def finds(function: Find) -> Find:
    """The room that keeps actors finds one here by its name, or else by the address of it or of its page."""
    _finds[:] = [function]
    return function


def figures(function: Figures) -> Figures:
    """The room that counts says what NodeInfo tells of our use."""
    _figures[:] = [function]
    return function


def admits(function: Admits) -> Admits:
    """The room that signs people up says whether strangers may."""
    _admits[:] = [function]
    return function


def tells(function: Figures) -> Figures:
    """Let an upper room say in NodeInfo's `metadata` what the server calls itself."""
    _tells.append(function)
    return function


@discovery("/.well-known/webfinger", JRD)
async def webfinger(inquiry: Inquiry) -> Mapping[str, Any]:
    resource = inquiry.query.get("resource", "")
    settings = inquiry.db.here.settings
    name, address = "", ""
    if (handle := handle_of(resource)) is not None:
        if handle.domain not in (settings.domain, settings.web_domain):
            raise NotFound
        name = handle.name
    elif (given := web_address(resource)) is not None and host_of(given) == settings.web_domain:
        address = given
    else:
        raise NotFound
    subject = await _finds[0](inquiry.db, name, address)
    if subject is None:
        raise NotFound
    return _jrd(settings.url, subject)


def _jrd(url: Callable[[str], str], subject: Subject) -> Mapping[str, Any]:
    links: list[dict[str, str]] = [
        {"rel": "self", "type": CONTENT_TYPE, "href": subject.uri},
        {"rel": "self", "type": LD_CONTENT_TYPE, "href": subject.uri},
        {"rel": f"{_REL}profile-page", "type": "text/html", "href": subject.page},
        {"rel": "http://ostatus.org/schema/1.0/subscribe", "template": url("/search?q={uri}")},
        # Intents (FEP-3b86): where a person of this server goes to do this from another server's page.
        *({"rel": _INTENT + name, "template": url("/intents?object={object}")} for name in _INTENDED),
        {"rel": f"{_INTENT}Create", "template": url("/intents?answers={inReplyTo}&text={content}")},
    ]
    if subject.picture:
        links.append({"rel": f"{_REL}avatar", "href": subject.picture})
    return {"subject": f"acct:{subject.handle}", "aliases": [subject.page, subject.uri], "links": links}


@discovery("/.well-known/host-meta", "application/xrd+xml")
async def host_meta(inquiry: Inquiry) -> str:
    template = inquiry.db.here.settings.url("/.well-known/webfinger?resource={uri}")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">\n'
        f'  <Link rel="lrdd" type="{JRD}" template="{template}"/>\n</XRD>\n'
    )


@discovery("/.well-known/host-meta.json")
async def host_meta_json(inquiry: Inquiry) -> Mapping[str, Any]:
    template = inquiry.db.here.settings.url("/.well-known/webfinger?resource={uri}")
    return {"links": [{"rel": "lrdd", "type": JRD, "template": template}]}


@discovery("/.well-known/nodeinfo")
async def nodeinfo_links(inquiry: Inquiry) -> Mapping[str, Any]:
    url = inquiry.db.here.settings.url
    links = [{"rel": _SCHEMA + version, "href": url(f"/nodeinfo/{version}")} for version in ("2.0", "2.1")]
    return {"links": [*links, {"rel": "https://www.w3.org/ns/activitystreams#Application", "href": url("/actor")}]}


@discovery("/nodeinfo/2.0")
async def nodeinfo_2_0(inquiry: Inquiry) -> Mapping[str, Any]:
    return await _nodeinfo(inquiry, "2.0", {})


@discovery("/nodeinfo/2.1")
async def nodeinfo_2_1(inquiry: Inquiry) -> Mapping[str, Any]:
    return await _nodeinfo(inquiry, "2.1", {"homepage": inquiry.db.here.settings.url("/about")})


async def _nodeinfo(inquiry: Inquiry, version: str, more: dict[str, str]) -> Mapping[str, Any]:
    settings = inquiry.db.here.settings
    names = {"nodeName": settings.domain, "nodeDescription": ""}
    for tell in _tells:
        names |= await tell(inquiry.db)
    return {
        "version": version, "software": {"name": "hubbub", "version": __version__} | more,
        "protocols": ["activitypub"], "services": {"inbound": [], "outbound": []},
        "openRegistrations": await _admits[0](inquiry.db), "usage": await _figures[0](inquiry.db),
        "metadata": names,
    }
