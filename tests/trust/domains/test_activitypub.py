"""The gate: a server that is shut out is neither heard nor asked nor written to nor served."""

from typing import Any

import pytest

from hubbub.base.addresses import Refused
from hubbub.doors.fediverse.fetching import fetch
from hubbub.trust import domains
from tests.outside import Peer
from tests.town import Town


async def shut(town: Town, peer: Peer, severity: str = "suspend", **more: Any) -> None:
    async with town.db.write() as tx:
        await domains.block(tx, peer.host, domains.Wanted(severity, **more))
    await town.settle()


async def test_what_it_sends_is_not_taken_and_nothing_is_asked_of_it_for_that(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await shut(town, peer)
    uri = (await ann.get("/api/v1/accounts/verify_credentials")).json["uri"]
    note = zoe.note("<p>Hello</p>", cc=[uri], tag=[{"type": "Mention", "href": uri}])
    assert (await zoe.sends(town, zoe.create(note))).status == 202
    await town.settle()
    assert (await ann.get("/api/v1/notifications")).json == []
    assert peer.asked == []


async def test_nothing_is_asked_of_it(town: Town, peer: Peer):
    zoe = peer.person("zoe")
    await shut(town, peer)
    with pytest.raises(Refused):
        await fetch(town.db, zoe.uri)
    assert peer.asked == []


async def test_nothing_is_written_to_it_not_even_what_was_on_its_way(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await town.settle()
    uri = (await ann.get("/api/v1/accounts/verify_credentials")).json["uri"]
    await zoe.sends(town, zoe.activity("Follow", uri))
    await town.settle()
    peer.says = lambda _: 503
    await ann.posts("Before")
    await town.settle()
    assert len(peer.received("Create")) == 1
    peer.inbox.clear()
    async with town.db.write() as tx:
        await domains.block(tx, peer.host, domains.Wanted("suspend"))
    peer.says, asked = lambda _: 202, len(peer.asked)
    made = await ann.posts("After")
    for _ in range(3):
        town.forward(hours=1)
        await town.settle()
    assert (peer.inbox, peer.asked[asked:]) == ([], [])
    assert "hubbub" not in (await ann.get(f"/api/v1/statuses/{made['id']}")).json, "it is on its way to nobody"


async def test_nothing_is_given_to_it_when_it_asks_by_name(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await ann.posts("Mine")
    path = status["uri"].removeprefix("http://here.test")
    assert (await zoe.asks(town, path)).status == 200
    await shut(town, peer)
    assert (await zoe.asks(town, path)).status == 404


async def test_of_a_server_without_pictures_none_are_taken(town: Town, peer: Peer):
    ann = await town.person("ann")
    zoe = peer.person("zoe", icon={"type": "Image", "url": f"{peer.url}/zoe.png"})
    await shut(town, peer, "noop", rejects_media=True)
    found = (await ann.get(f"/api/v2/search?q={zoe.uri}&resolve=true")).json["accounts"][0]
    assert found["avatar"].endswith("/static/avatar.png")


async def test_a_stranger_of_a_silenced_server_is_silenced_from_the_start(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await shut(town, peer, "silence")
    found = (await ann.get(f"/api/v2/search?q={zoe.uri}&resolve=true")).json["accounts"][0]
    assert found["limited"] is True


async def test_nor_are_the_pictures_of_its_posts(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await shut(town, peer, "noop", rejects_media=True)
    note = zoe.note("<p>Look</p>", attachment=[
        {"type": "Document", "mediaType": "image/png", "url": f"{peer.url}/cat.png", "name": "A cat"}])
    found = (await ann.get(f"/api/v2/search?q={note['id']}&resolve=true")).json["statuses"][0]
    assert (found["content"], found["media_attachments"]) == ("<p>Look</p>", [])
    await town.settle()
    assert "/cat.png" not in peer.asked


async def test_nor_is_a_post_that_is_a_film_itself(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await shut(town, peer, "noop", rejects_media=True)
    film = {"type": "Link", "mediaType": "video/mp4", "href": f"{peer.url}/film.mp4", "height": 720}
    picture = {"type": "Image", "url": f"{peer.url}/i.png"}
    video = zoe.note("Look", type="Video", name="A film", url=[film], icon=picture)
    found = (await ann.get(f"/api/v2/search?q={video['id']}&resolve=true")).json["statuses"][0]
    assert ("A film" in found["content"], found["media_attachments"]) == (True, [])
