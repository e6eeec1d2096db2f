"""S24: every way in which a stranger's word makes this server call an address, with each address that is not called.

Each way is tried with an address in numbers, by a name that leads there, and by a redirect to either of them.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiohttp import web

from hubbub.base.outside import Outside
from hubbub.people import profiles
from hubbub.people.follows import synchronising
from hubbub.people.hosts import activitypub as asking_hosts
from tests.base.hostile import HOME, SPECIAL, dialled
from tests.outside import PUBLIC, Peer, Writer
from tests.reach.posts.befriending import befriend, shown, uri_of
from tests.relations.pushes.phones import keys, phone
from tests.town import Person, Town

LINK = '<title>Bread</title><link rel="alternate" type="application/json+oembed" href="{}">'
IMAGE = '<title>Bread</title><meta property="og:image" content="{}">'


@dataclass(slots=True)
class Visit:
    """Ann here, Zoe elsewhere, and an address that Zoe, or Ann, has this server call; `n` tells the visits apart."""

    town: Town
    peer: Peer
    ann: Person
    zoe: Writer
    address: str = ""
    n: int = 0

    def page(self, content: str) -> str:
        """A page of the peer's that says this."""
        path = f"/pages/{self.n}"
        self.peer.answers[path] = lambda _: web.Response(text=content.format(self.address), content_type="text/html")
        return self.peer.url + path

    def collection(self, **more: Any) -> str:
        path = f"/collections/{self.n}"
        self.peer.documents[path] = {"id": self.peer.url + path, "type": "Collection"} | more
        return self.peer.url + path

    async def writes(self, words: str = "Look", **more: Any) -> dict[str, Any]:
        note = self.zoe.note(words, **more)
        await self.zoe.sends(self.town, self.zoe.create(note))
        return note

    async def stranger(self, **more: Any) -> Writer:
        """Somebody not met before, who says hello."""
        who = self.peer.person(f"p{self.n}", **more)
        await who.sends(self.town, who.activity("Follow", uri_of(self.ann)))
        return who

    async def opened(self, **more: Any) -> None:
        """Ann opens a thread of Zoe's."""
        note = await self.writes(**more)
        status = await shown(self.town, note, self.ann)
        assert status
        await self.ann.get(f"/api/v1/statuses/{status['id']}/context")

    async def looked_at(self, picture: str) -> None:
        """A picture that an actor shows of itself is fetched when somebody looks."""
        who = await self.stranger(**{picture: {"type": "Image", "url": self.address}})
        known = await profiles.find(self.town.db, uri=who.uri)
        told = (await self.ann.get(f"/api/v1/accounts/{known}")).json
        shown_at = told["avatar" if picture == "icon" else "header"].removeprefix(self.town.db.here.settings.base)
        await self.town.get(shown_at)


Way = Callable[[Visit], Awaitable[object]]
WAYS: dict[str, Way] = {}


def way(function: Way) -> Way:
    WAYS[function.__name__] = function
    return function


@way
async def preview_card(v: Visit) -> None:
    await v.ann.posts(f"Look at {v.address}")


@way
async def oembed_link(v: Visit) -> None:
    await v.ann.posts(f"Look at {v.page(LINK)}")


@way
async def image_in_card(v: Visit) -> None:
    await v.ann.posts(f"Look at {v.page(IMAGE)}")


@way
async def avatar(v: Visit) -> None:
    await v.looked_at("icon")


@way
async def header(v: Visit) -> None:
    await v.looked_at("image")


@way
async def attachment(v: Visit) -> None:
    await v.writes(attachment=[{"type": "Document", "mediaType": "image/png", "url": v.address}])


@way
async def emoji(v: Visit) -> None:
    icon = {"type": "Image", "url": v.address}
    await v.writes(f":e{v.n}:", tag=[{"type": "Emoji", "name": f":e{v.n}:", "icon": icon}])


@way
async def webfinger(v: Visit) -> None:
    """The host of a handle; a redirect of it comes from the peer."""
    place = urlsplit(v.address)
    if place.hostname == "localhost":
        if "away" in v.address:
            v.peer.moves("/.well-known/webfinger", v.address)
        await v.ann.get(f"/api/v2/search?resolve=true&q=@n{v.n}@{v.peer.host}")
        v.peer.asked.append(place.path)  # a handle has no path of its own
        v.peer.answers.pop("/.well-known/webfinger", None)
        return
    await v.ann.get(f"/api/v2/search?resolve=true&q=@n{v.n}@{place.netloc}")


@way
async def nodeinfo(v: Visit) -> None:
    await asking_hosts.learn.call(v.town.db, host=urlsplit(v.address).netloc)
    rel = "http://nodeinfo.diaspora.software/ns/schema/2.0"
    v.peer.documents["/.well-known/nodeinfo"] = {"links": [{"rel": rel, "href": v.address}]}
    await asking_hosts.learn.call(v.town.db, host=v.peer.host)


@way
async def key(v: Visit) -> None:
    """An actor whose key is said to be there."""
    await v.zoe.sends(v.town, v.zoe.activity("Like", v.address), key_id=v.address)
    await v.zoe.sends(v.town, v.zoe.activity("Like", v.address) | {"actor": v.address}, key_id=v.address)


@way
async def answered_post(v: Visit) -> None:
    await v.writes(inReplyTo=v.address)


@way
async def boosted_post(v: Visit) -> None:
    await v.zoe.sends(v.town, v.zoe.activity("Announce", v.address, to=[PUBLIC]))


@way
async def quoted_post(v: Visit) -> None:
    await v.writes(quote=v.address)


@way
async def stamp_of_a_quote(v: Visit) -> None:
    theirs = v.peer.person("yan").note("Quote me")
    await v.writes(quote=theirs["id"], quoteAuthorization=v.address)


@way
async def replies(v: Visit) -> None:
    await v.opened(replies=v.address)


@way
async def next_page(v: Visit) -> None:
    await v.opened(replies=v.collection(first={"type": "CollectionPage", "items": [], "next": v.address}))


@way
async def item_of_a_collection(v: Visit) -> None:
    await v.opened(replies=v.collection(items=[v.address]))


@way
async def conversation(v: Visit) -> None:
    await v.opened(context=v.address)


@way
async def outbox(v: Visit) -> None:
    who = await v.stranger(outbox=v.address)
    await v.ann.get(f"/api/v1/accounts/{await profiles.find(v.town.db, uri=who.uri)}/statuses")


@way
async def pinned(v: Visit) -> None:
    await befriend(v.town, v.ann, v.peer.person(f"p{v.n}", featured=v.address))


@way
async def followers(v: Visit) -> None:
    synchronising._compared._counts.clear()
    said = f'collectionId="{v.zoe.followers}", url="{v.address}", digest="{"0" * 64}"'
    note = v.zoe.note("For my followers", to=[v.zoe.followers], cc=[])
    await v.zoe.sends(v.town, v.zoe.create(note), **{"collection-synchronization": said})
    await v.town.settle()


@way
async def target_of_a_move(v: Visit) -> None:
    await v.zoe.sends(v.town, v.zoe.activity("Move", v.zoe.uri, target=v.address))


@way
async def search(v: Visit) -> None:
    await v.ann.get(f"/api/v2/search?resolve=true&q={v.address}")


@way
async def verified_link(v: Visit) -> None:
    fields = [{"name": "Page", "value": v.address}]
    await v.ann.call("PATCH", "/api/v1/accounts/update_credentials", {"fields_attributes": fields})


@way
async def inbox(v: Visit) -> None:
    await v.stranger(inbox=v.address, endpoints={})


@way
async def push(v: Visit) -> None:
    await v.ann.call("POST", "/api/v1/push/subscription", {
        "subscription": {"endpoint": v.address, "keys": keys(phone())}, "data": {"alerts": {"follow": True}}})
    await v.stranger()
    await v.town.settle()


async def places(host: str, port: int) -> Sequence[tuple[str, int]]:
    """`n7.trap.test` is at the seventh of the special addresses; only the peer is where it may be."""
    return [(HOME if host == "localhost" else SPECIAL[int(host.split(".")[0][1:])], port)]


@pytest.fixture
async def visit(town: Town, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Visit]:
    settings = replace(town.db.here.settings, allowed_networks=(ip_network(HOME),))
    monkeypatch.setattr(town.db, "here", replace(
        town.db.here, settings=settings, outside=(outside := Outside(settings, resolve=places))))
    peer = await Peer(HOME).start()
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    yield Visit(town, peer, ann, zoe)
    await outside.close()
    await peer.stop()


def traps(peer: Peer, numbers: Sequence[int]) -> Iterator[str]:
    """Addresses that are not to be called: in numbers, by name, and as where the peer redirects to."""
    for number in numbers:
        literal = f"[{SPECIAL[number]}]" if ":" in SPECIAL[number] else SPECIAL[number]
        for n, place in enumerate((f"http://{literal}:{peer.port}", f"http://n{number}.trap.test:{peer.port}")):
            yield f"{place}/trap/{number}"
            peer.moves(f"/away/{number}/{n}", f"{place}/trap/{number}")
            yield f"{peer.url}/away/{number}/{n}"


@pytest.mark.parametrize("numbers", [
    pytest.param((4, 36), id="two"), pytest.param(range(len(SPECIAL)), id="all", marks=pytest.mark.long)])
@pytest.mark.parametrize("name", WAYS)
async def test_no_way_leads_to_a_special_address(visit: Visit, name: str, numbers: Sequence[int]):
    visit.address = f"{visit.peer.url}/welcome"
    await WAYS[name](visit)
    await visit.town.settle()
    assert "/welcome" in visit.peer.asked, "this way leads nowhere"
    with dialled() as seen:
        for n, address in enumerate(traps(visit.peer, numbers), 1):
            await WAYS[name](replace(visit, n=n, address=address))
        await visit.town.settle()
        await asyncio.sleep(0)
    assert {place for place in seen if not place.startswith("/")} <= {HOME}
    assert any("/away/" in path for path in visit.peer.asked), "no redirect was met"


async def test_a_context_is_no_way_at_all(visit: Visit):
    for address in (f"{visit.peer.url}/welcome", *traps(visit.peer, (4, 36))):
        with dialled() as seen:
            note = visit.zoe.note("Look", **{"@context": address})
            await visit.zoe.sends(visit.town, visit.zoe.create(note) | {"@context": address})
            await visit.town.settle()
        assert not [place for place in seen if not place.startswith("/")]
    assert "/welcome" not in visit.peer.asked


@pytest.mark.parametrize("inside", ["127.0.0.1", "n4.trap.test"])
@pytest.mark.parametrize("redirected", [False, True])
async def test_what_translates_may_be_inside_only_where_that_is_allowed(visit: Visit, inside: str, redirected: bool):
    """The operator's own word for where it is opens no network that they have not allowed besides."""
    here, place = visit.town.db.here, f"http://{inside}:{visit.peer.port}"
    visit.peer.moves("/away/languages", f"{place}/languages")
    url = f"{visit.peer.url}/away" if redirected else place
    for more in ((), (ip_network("127.0.0.1"),)):
        settings = replace(here.settings, translate_url=url, allowed_networks=here.settings.allowed_networks + more)
        outside = Outside(settings, resolve=places)
        visit.town.db.here = replace(here, settings=settings, outside=outside)
        with dialled() as seen:
            assert (await visit.ann.get("/api/v1/instance/translation_languages")).status == 503
        await outside.close()
        assert ("127.0.0.1" in seen) == (bool(more) and not redirected), "no redirect of it is followed at all"


async def test_nobody_but_the_operator_says_where_is_translated(visit: Visit):
    """The address stands in a setting and nowhere else; what anybody posts reaches the service as words alone."""
    settings = replace(visit.town.db.here.settings, translate_url=visit.peer.url)
    visit.town.db.here = replace(visit.town.db.here, settings=settings)
    languages = [{"code": "de", "name": "German", "targets": ["en"]}]
    visit.peer.answers["/languages"] = lambda _: web.json_response(languages)
    visit.peer.answers["/translate"] = lambda _: web.json_response({"translatedText": ["Hello", ""]})
    trap = next(traps(visit.peer, (4,)))
    status = await visit.ann.posts("Hallo", language="de")
    with dialled() as seen:
        answer = await visit.ann.post(f"/api/v1/statuses/{status['id']}/translate", lang="en", url=trap, q=trap)
    assert (answer.json["content"], "/translate" in visit.peer.asked) == ("Hello", True)
    assert {place for place in seen if not place.startswith("/")} <= {HOME}
