"""Whom we believe to be who they say they are."""

import pytest
from aiohttp import web

from hubbub.base.addresses import Refused
from hubbub.doors.fediverse.fetching import fetch
from hubbub.people import profiles
from hubbub.reach import posts
from tests.outside import Peer, document, webfinger
from tests.town import Person, Town


def uri_of(town: Town, who: Person) -> str:
    return f"{town.db.here.settings.base}/users/{who.profile}"


@pytest.mark.parametrize("content_type", [
    "text/html", "application/json", "application/octet-stream", "application/ld+json", "",
])
async def test_an_actor_in_any_other_content_type_is_not_believed(town: Town, peer: Peer, content_type):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    peer.answers["/users/zoe"] = lambda _: document(zoe.document, content_type)
    assert (await zoe.sends(town, zoe.activity("Follow", uri_of(town, ann)))).status == 401
    assert await profiles.find(town.db, uri=zoe.uri) is None


async def test_a_handle_is_only_taken_when_both_ends_agree(town: Town, peer: Peer, third: Peer):
    """WebFinger on one host that names an actor on another gives neither the other's name."""
    victim, ann = third.person("victim"), await town.person("ann")
    peer.answers["/.well-known/webfinger"] = lambda _: webfinger(f"victim@{peer.host}", victim.uri)
    found = await profiles.seek(town.db, f"victim@{peer.host}")
    assert found is not None
    assert (await profiles.get(town.db, found)).domain == third.host
    assert await profiles.look_up(town.db, "victim", peer.host) is None
    for number, named in enumerate(("liar", "victim")):
        liar = peer.person(f"liar{number}", preferredUsername=named, webfinger=f"victim@{third.host}")
        assert (await liar.sends(town, liar.activity("Follow", uri_of(town, ann)))).status == 401
        assert await profiles.find(town.db, uri=liar.uri) is None


async def test_a_handle_may_be_at_another_domain_that_agrees(town: Town, peer: Peer, third: Peer):
    zoe = peer.person("zoe")
    for server in (peer, third):
        server.answers["/.well-known/webfinger"] = lambda _: webfinger(f"zoe@{third.host}", zoe.uri)
    found = await profiles.seek(town.db, f"zoe@{third.host}")
    assert found is not None
    assert (await profiles.get(town.db, found)).handle == f"zoe@{third.host}"


async def test_a_handle_at_another_domain_that_does_not_agree_is_not_taken(town: Town, peer: Peer, third: Peer):
    zoe = peer.person("zoe")
    peer.answers["/.well-known/webfinger"] = lambda _: webfinger(f"zoe@{third.host}", zoe.uri)
    assert await profiles.seek(town.db, zoe.uri) is None
    third.person("zoe")
    assert await profiles.seek(town.db, zoe.uri) is None
    assert await profiles.find(town.db, uri=zoe.uri) is None


async def test_an_actor_without_webfinger_is_not_taken(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    peer.answers["/.well-known/webfinger"] = lambda _: web.Response(status=404)
    assert (await zoe.sends(town, zoe.activity("Follow", uri_of(town, ann)))).status == 401
    assert await profiles.find(town.db, uri=zoe.uri) is None


async def test_an_actor_whose_id_is_not_where_it_answers_is_refused(town: Town, peer: Peer, third: Peer):
    victim = third.person("victim")
    peer.documents["/users/evil"] = victim.document | {"name": "Forged"}
    found = await profiles.seek(town.db, f"{peer.url}/users/evil")
    assert found is None or (await profiles.get(town.db, found)).display_name == "Victim"
    third.moves("/users/bait", f"{peer.url}/users/evil")
    again = await profiles.seek(town.db, f"{third.url}/users/bait")
    assert again is None or (await profiles.get(town.db, again)).display_name == "Victim"


async def test_two_that_point_at_each_other_are_not_asked_for_ever(town: Town, peer: Peer):
    peer.documents["/a"] = {"id": f"{peer.url}/b", "type": "Person"}
    peer.documents["/b"] = {"id": f"{peer.url}/a", "type": "Person"}
    assert await profiles.seek(town.db, f"{peer.url}/a") is None
    assert len(peer.asked) <= 2


async def test_an_inbox_on_a_third_server_is_never_written_to(town: Town, peer: Peer, third: Peer):
    ann = await town.person("ann")
    zoe = peer.person("zoe", endpoints={"sharedInbox": f"{third.url}/inbox"})
    await zoe.sends(town, zoe.activity("Follow", uri_of(town, ann)))
    await ann.posts("Hello")
    await town.settle()
    assert third.inbox == []
    assert len(peer.received("Create")) == 1
    eve = peer.person("eve", inbox=f"{third.url}/users/eve/inbox")
    assert (await eve.sends(town, eve.activity("Follow", uri_of(town, ann)))).status == 401


async def test_our_own_names_are_never_asked_outside(town: Town, peer: Peer):
    ann = await town.person("ann")
    assert await profiles.seek(town.db, "nobody@here.test") is None
    with pytest.raises(Refused):
        await fetch(town.db, f"{uri_of(town, ann)}x")
    assert await posts.seek(town.db, "http://here.test/@ann/1") == 1
