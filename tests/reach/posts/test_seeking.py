"""Asking other servers for posts and people by their addresses."""

import pytest

from tests.outside import Peer, document
from tests.town import Town

from .befriending import HTML


async def test_somebody_elsewhere_is_found_by_handle_and_has_a_page(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    assert (await town.get(f"/api/v2/search?q={zoe.handle}&resolve=true")).json["accounts"] == []
    assert (await town.get(f"/api/v1/accounts/lookup?acct={zoe.handle}")).status == 404
    assert (await town.get(f"/@{zoe.handle}", accept=HTML)).status == 404
    assert peer.asked == []
    for path in (f"/api/v2/search?q=@{zoe.handle}&resolve=true", f"/api/v2/search?q={zoe.uri}&resolve=true"):
        assert [found["acct"] for found in (await ann.get(path)).json["accounts"]] == [zoe.handle]
    assert (await ann.get(f"/api/v1/accounts/lookup?acct={zoe.handle}")).json["acct"] == zoe.handle
    assert (await town.get(f"/@{zoe.handle}", accept=HTML)).status == 200


async def test_a_post_elsewhere_is_found_by_its_address(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    note = zoe.note("Find me", url=f"{peer.url}/@zoe/7")
    peer.moves("/@zoe/7", note["id"])
    for address in (note["id"], note["url"]):
        found = (await ann.get(f"/api/v2/search?resolve=true&q={address}")).json
        assert [status["uri"] for status in found["statuses"]] == [note["id"]]
    assert (await town.get(f"/api/v2/search?resolve=true&q={zoe.note('No')['id']}")).json["statuses"] == []


@pytest.mark.parametrize("wrong", ["attributedTo", "id", "type", "content_type"])
async def test_what_answers_at_an_address_must_be_what_it_says(town: Town, peer: Peer, third: Peer, wrong):
    ann, zoe, far = await town.person("ann"), peer.person("zoe"), third.person("far")
    note = zoe.note("Hm")
    path = note["id"].removeprefix(peer.url)
    if wrong == "content_type":
        peer.answers[path] = lambda _: document(note, "application/json")
    else:
        note[wrong] = {"attributedTo": far.uri, "id": f"{third.url}/notes/9", "type": "Tombstone"}[wrong]
    found = (await ann.get(f"/api/v2/search?resolve=true&q={peer.url}{path}")).json
    assert found == {"accounts": [], "statuses": [], "hashtags": []}
