"""Forms as peers send them: written down once as they are on the wire, and sent from a real server with real keys.

A form has its `actors`, the `documents` that its server gives, and the `activity` that it sends. In it the peer is
`there.example` and whoever is written to is `ANN`.
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from hubbub.base.clock import iso, now
from hubbub.people import follows, profiles
from tests.outside import PUBLIC, Peer, Writer, key_pair
from tests.reach.emoji.pictures import a_picture
from tests.reach.posts.befriending import uri_of
from tests.town import Person, Town

PICTURE = a_picture()
FORMS = Path(__file__).parent / "forms"
NAMES = sorted(path.stem for path in FORMS.glob("*.json"))


@dataclass(slots=True)
class Recorded(Writer):
    """Somebody on the peer, as their server shows them."""

    shown: dict[str, Any] = field(default_factory=dict)

    @property
    def uri(self) -> str:
        return str(self.shown["id"])

    @property
    def key_id(self) -> str:
        return str(self.shown["publicKey"]["id"])

    @property
    def document(self) -> dict[str, Any]:
        return self.shown


@dataclass(slots=True)
class Form:
    """What one peer sends; the first of its actors is followed, and the one whose the activity is sends it."""

    peer: Peer
    actors: list[Recorded]
    documents: list[dict[str, Any]]
    activity: dict[str, Any]

    @property
    def sender(self) -> Recorded:
        return next(actor for actor in self.actors if actor.uri == self.activity["actor"])

    async def sent(self, town: Town, ann: Person) -> list[dict[str, Any]]:
        """Ann follows the first of the actors, the activity comes: what is in her home."""
        who = await profiles.seek(town.db, f"{self.actors[0].name}@{self.peer.host}")
        assert who, "the actor cannot be read"
        async with town.db.write() as tx:
            await follows.follow(tx, ann.profile, who)
            await follows.accept(tx, who, ann.profile)
        await ann.home()
        await town.settle()
        assert (await self.sender.sends(town, self.activity)).status == 202
        await town.settle()
        return await ann.home()


def form(name: str, peer: Peer, ann: Person) -> Form:
    """The form with this name, on this peer."""
    written = (FORMS / f"{name}.json").read_text().replace("https://there.example", peer.url)
    written = written.replace("there.example", peer.host).replace("ANN", uri_of(ann)).replace("PUBLIC", PUBLIC)
    given = json.loads(written.replace("NOW", iso(now())))
    actors = [_actor(peer, number, shown) for number, shown in enumerate(given["actors"])]
    for path in re.findall(rf"{re.escape(peer.url)}(/[^\"]+\.(?:png|jpe?g|gif|webp)|/photo/zoe)\"", written):
        peer.answers[path] = lambda _: web.Response(body=PICTURE, content_type="image/png")
    for document in given.get("documents", []):
        peer.documents[urlsplit(document["id"]).path] = document
    return Form(peer, actors, given.get("documents", []), given["activity"])


def _actor(peer: Peer, number: int, shown: dict[str, Any]) -> Recorded:
    key = shown.setdefault("publicKey", {"id": f"{shown['id']}#main-key", "owner": shown["id"]})
    key["publicKeyPem"] = key_pair(number)[1]
    made = Recorded(peer, shown["preferredUsername"], number, {}, shown)
    peer.people[shown["preferredUsername"]] = made
    peer.documents[urlsplit(shown["id"]).path] = shown
    return made
