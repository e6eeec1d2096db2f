"""The fediverse outside: a real little server on loopback with keys of its own, which writes, follows and listens."""

import asyncio
import base64
import hashlib
import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import format_datetime
from functools import cache
from typing import Any, cast
from urllib.parse import urlsplit

from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from hubbub.base.clock import iso, now
from hubbub.base.keys import make_key

from .town import Answer, Town, ask

ACTIVITY = "application/activity+json"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"

_numbers = itertools.count(1)


@cache
def key_pair(number: int) -> tuple[RSAPrivateKey, str]:
    """One of a few keys that the whole run shares: they take long to make."""
    private, public = make_key()
    return cast(RSAPrivateKey, load_pem_private_key(private.encode(), None)), public


def digest(body: bytes) -> str:
    return "SHA-256=" + base64.b64encode(hashlib.sha256(body).digest()).decode()


def signature(private: RSAPrivateKey, text: str) -> str:
    return base64.b64encode(private.sign(text.encode(), PKCS1v15(), SHA256())).decode()


@dataclass(frozen=True, slots=True)
class Received:
    """What was sent to an inbox of the peer."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        return dict(json.loads(self.body))


@dataclass(slots=True)
class Writer:
    """Somebody on the peer."""

    peer: "Peer"
    name: str
    key: int
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def uri(self) -> str:
        return f"{self.peer.url}/users/{self.name}"

    @property
    def key_id(self) -> str:
        return f"{self.uri}#main-key"

    @property
    def handle(self) -> str:
        return f"{self.name}@{self.peer.host}"

    @property
    def followers(self) -> str:
        return f"{self.uri}/followers"

    @property
    def document(self) -> dict[str, Any]:
        return {
            "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
            "id": self.uri, "type": "Person", "preferredUsername": self.name, "name": self.name.title(),
            "inbox": f"{self.uri}/inbox", "followers": self.followers, "url": f"{self.peer.url}/@{self.name}",
            "endpoints": {"sharedInbox": f"{self.peer.url}/inbox"}, "summary": f"<p>I am {self.name}.</p>",
            "publicKey": {"id": self.key_id, "owner": self.uri, "publicKeyPem": key_pair(self.key)[1]},
        } | self.more

    def activity(self, type: str, what: Any, **more: Any) -> dict[str, Any]:
        return {
            "@context": "https://www.w3.org/ns/activitystreams", "id": f"{self.uri}/did/{next(_numbers)}",
            "type": type, "actor": self.uri, "object": what,
        } | more

    def note(self, content: str, **more: Any) -> dict[str, Any]:
        """A note, public unless said otherwise, which the peer shows at its id."""
        uri = f"{self.peer.url}/notes/{next(_numbers)}"
        made = {
            "@context": "https://www.w3.org/ns/activitystreams", "id": uri, "type": "Note", "attributedTo": self.uri,
            "content": content, "published": iso(now()), "to": [PUBLIC], "cc": [self.followers],
        } | more
        self.peer.documents[urlsplit(made["id"]).path] = made
        return made

    def create(self, note: dict[str, Any]) -> dict[str, Any]:
        return self.activity("Create", note, to=note["to"], cc=note["cc"])

    def signs(self, path: str, body: bytes, host: str, method: str = "post", **instead: str) -> dict[str, str]:
        """The headers of a request signed after draft-cavage, spelled out here and not by the code under test."""
        headers = {"host": host, "date": format_datetime(now(), usegmt=True), "digest": digest(body)} | instead
        covered = instead.pop("covered", "(request-target) host date digest" if body else "(request-target) host date")
        headers.pop("covered", None)
        said = headers | {"(request-target)": f"{method} {path}"}
        text = "\n".join(f"{name}: {said[name]}" for name in covered.split())
        if not body:
            headers.pop("digest")
        key_id = instead.get("key_id", self.key_id)
        headers.pop("key_id", None)
        made = signature(key_pair(self.key)[0], text)
        headers["signature"] = f'keyId="{key_id}",algorithm="rsa-sha256",headers="{covered}",signature="{made}"'
        return headers

    async def sends(self, town: Town, activity: dict[str, Any], path: str = "/inbox", **instead: str) -> Answer:
        """Bring an activity to the town, signed."""
        body = json.dumps(activity).encode()
        headers = self.signs(path, body, town.db.here.settings.domain, **instead)
        return await ask(town.app, "POST", path, body=body, headers=headers | {"content-type": ACTIVITY})

    async def asks(self, town: Town, path: str) -> Answer:
        """Ask the town for a document, signed."""
        headers = self.signs(path, b"", town.db.here.settings.domain, "get")
        return await ask(town.app, "GET", path, headers=headers | {"accept": ACTIVITY})


class Peer:
    """The server. `answers` come before its own documents; `says` decides what its inboxes answer."""

    def __init__(self, at: str = "127.0.0.1") -> None:
        self.at = at
        self.port = 0
        self.people: dict[str, Writer] = {}
        self.documents: dict[str, dict[str, Any]] = {}
        self.answers: dict[str, web.Response | Callable[[web.Request], web.Response]] = {}
        self.says: Callable[[Received], int | web.Response] = lambda _: 202
        self.lingers: asyncio.Event | None = None  # until it is set, nothing that is sent to an inbox is answered
        self.inbox: list[Received] = []
        self.asked: list[str] = []
        self._runner: web.AppRunner | None = None

    @property
    def host(self) -> str:
        return f"localhost:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    async def start(self) -> "Peer":
        application = web.Application()
        application.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(application, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.at, self.port)  # once stopped, it comes back where it was
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    def person(self, name: str, /, **more: Any) -> Writer:
        if name not in self.people:
            self.people[name] = Writer(self, name, len(self.people) % 3, more)
        return self.people[name]

    def received(self, type: str) -> list[dict[str, Any]]:
        """The activities of this type that came, in their order."""
        return [given.json for given in self.inbox if given.json["type"] == type]

    def moves(self, path: str, to: str) -> None:
        """Redirect from a path to an address."""
        self.answers[path] = lambda _: web.Response(status=302, headers={"location": to})

    async def _answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.path_qs)
        if (given := self.answers.get(request.path)) is not None:
            return given(request) if callable(given) else given
        if request.method == "POST":
            received = Received(request.path, {k.lower(): v for k, v in request.headers.items()}, await request.read())
            if self.lingers is not None:
                await self.lingers.wait()
            said = self.says(received)
            if isinstance(said, int):
                self.inbox.append(received)
                return web.Response(status=said)
            return said
        if request.path == "/.well-known/webfinger":
            return self._webfinger(request.query.get("resource", ""))
        name = request.path.removeprefix("/users/")
        found = self.documents.get(request.path) or (self.people[name].document if name in self.people else None)
        return document(found) if found else web.Response(status=404)

    def _webfinger(self, resource: str) -> web.Response:
        name = resource.removeprefix("acct:").removesuffix(f"@{self.host}").lower()
        if name not in self.people:
            return web.Response(status=404)
        return webfinger(f"{name}@{self.host}", self.people[name].uri)


def document(given: dict[str, Any], content_type: str = ACTIVITY) -> web.Response:
    return web.Response(body=json.dumps(given).encode(), headers={"content-type": content_type})


def webfinger(handle: str, uri: str) -> web.Response:
    links = [{"rel": "self", "type": ACTIVITY, "href": uri}]
    return document({"subject": f"acct:{handle}", "links": links}, "application/jrd+json")
