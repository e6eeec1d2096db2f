"""Actors: ours as others read them, others' as we do."""

import asyncio

import pytest
from aiohttp import web

from hubbub.base.ids import ProfileId
from hubbub.people import profiles
from tests.outside import ACTIVITY, Peer, document
from tests.town import Town

HTML = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


async def test_an_actor_is_all_that_peers_need(town: Town):
    ann = await town.person("ann")
    await town.settle()
    answer = await town.get(f"/users/{ann.profile}", accept=ACTIVITY)
    assert answer.headers["content-type"].startswith(ACTIVITY)
    assert "Accept" in answer.headers["vary"]
    uri, actor = f"http://here.test/users/{ann.profile}", answer.json
    assert (actor["id"], actor["type"], actor["preferredUsername"]) == (uri, "Person", "ann")
    assert actor["webfinger"] == "ann@here.test"
    assert (actor["inbox"], actor["endpoints"]["sharedInbox"]) == (f"{uri}/inbox", "http://here.test/inbox")
    assert actor["publicKey"]["id"] == f"{uri}#main-key"
    assert actor["publicKey"]["owner"] == uri
    assert "PRIVATE" not in answer.text


async def test_a_browser_is_led_to_the_page(town: Town):
    ann = await town.person("ann")
    answer = await town.get(f"/users/{ann.profile}", **HTML)
    assert (answer.status, answer.headers["location"]) == (302, "http://here.test/@ann")
    page = await town.get("/@ann", **HTML)
    assert page.status == 200
    assert page.headers["link"] == (
        f'<http://here.test/users/{ann.profile}>; rel="alternate"; type="application/activity+json"')


async def test_a_server_that_asks_for_the_page_is_led_to_the_actor(town: Town):
    ann = await town.person("ann")
    answer = await town.get("/@ann", accept=ACTIVITY)
    assert (answer.status, answer.headers["location"]) == (302, f"http://here.test/users/{ann.profile}")


async def test_the_server_has_an_actor_of_its_own(town: Town):
    answer = await town.get("/actor", accept=ACTIVITY)
    path = answer.headers["location"].removeprefix("http://here.test")
    actor = (await town.get(path, accept=ACTIVITY)).json
    assert (actor["type"], actor["preferredUsername"]) == ("Application", "here.test")
    assert actor["publicKey"]["publicKeyPem"]
    found = (await town.get("/.well-known/webfinger?resource=acct:here.test@here.test")).json
    assert found["links"][0]["href"] == actor["id"]


@pytest.mark.parametrize("path", ["/users/1", "/users/9999999999999999999", "/@nobody"])
async def test_nobody_is_not_found(town: Town, path):
    assert (await town.get(path, accept=ACTIVITY)).status == 404


async def test_an_actor_of_elsewhere_is_not_shown_as_ours(town: Town, peer: Peer):
    found = await profiles.seek(town.db, peer.person("zoe").handle)
    assert (await town.get(f"/users/{found}", accept=ACTIVITY)).status == 404


async def test_somebody_elsewhere_is_met_by_handle_by_id_and_by_page(town: Town, peer: Peer):
    zoe = peer.person("zoe")
    peer.moves("/@zoe", zoe.uri)
    first = await profiles.seek(town.db, f"@ZOE@{peer.host}")
    assert first is not None
    met = await profiles.get(town.db, first)
    assert (met.name, met.domain, met.display_name) == ("zoe", peer.host, "Zoe")
    assert await profiles.seek(town.db, zoe.uri) == first
    assert await profiles.seek(town.db, f"{peer.url}/@zoe") == first


async def test_we_ask_in_our_own_name(town: Town, peer: Peer):
    signed = []
    zoe = peer.person("zoe")

    def answer(request: web.Request) -> web.Response:
        signed.append(request.headers.get("Signature", ""))
        return document(zoe.document)

    peer.answers["/users/zoe"] = answer
    await profiles.seek(town.db, zoe.handle)
    server = (await town.get("/actor", accept=ACTIVITY)).headers["location"]
    assert f'keyId="{server}#main-key"' in signed[0]


async def test_what_an_actor_says_is_cleaned(town: Town, peer: Peer):
    zoe = peer.person(
        "zoe", name="Zoe\n <b>&amp;</b> <3", summary="<p onclick=x()>Hi<script>alert(1)</script></p>",
        attachment=[{"type": "PropertyValue", "name": "<i>Web</i>", "value": '<a href="javascript:x()">x</a>'}],
        icon={"type": "Image", "url": "javascript:alert(1)"},
    )
    found = await profiles.seek(town.db, zoe.handle)
    assert found is not None
    met = await profiles.get(town.db, found)
    assert met.display_name == "Zoe & <3"
    assert met.note_html == "<p>Hi</p>"
    assert met.fields[0]["name"] == "Web"
    assert "javascript" not in met.fields[0]["value"]
    assert met.avatar is None


async def test_an_actor_may_change_itself(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await zoe.sends(town, zoe.activity("Follow", f"http://here.test/users/{ann.profile}"))
    await zoe.sends(town, zoe.activity("Update", zoe.document | {"name": "Zoe the Second"}))
    found = await profiles.find(town.db, uri=zoe.uri)
    assert found is not None
    assert (await profiles.get(town.db, found)).display_name == "Zoe the Second"


async def test_nobody_changes_or_ends_another_actor(town: Town, peer: Peer, third: Peer):
    zoe, eve, far = peer.person("zoe"), peer.person("eve"), third.person("far")
    found = await profiles.seek(town.db, zoe.handle)
    for other in (eve, far):
        await other.sends(town, other.activity("Update", zoe.document | {"name": "Owned"}))
        await other.sends(town, other.activity("Delete", zoe.uri))
    assert found is not None
    met = await profiles.get(town.db, found)
    assert (met.display_name, met.removed_at) == ("Zoe", None)


async def test_an_update_does_not_take_the_key_of_a_neighbour(town: Town, peer: Peer):
    ann, zoe, eve = await town.person("ann"), peer.person("zoe"), peer.person("eve")
    await profiles.seek(town.db, zoe.handle)
    stolen = {"id": zoe.key_id, "owner": eve.uri, "publicKeyPem": eve.document["publicKey"]["publicKeyPem"]}
    await eve.sends(town, eve.activity("Update", eve.document | {"publicKey": stolen}))
    sent = zoe.activity("Follow", f"http://here.test/users/{ann.profile}")
    assert (await zoe.sends(town, sent)).status == 202
    known = await profiles.keys.signer(town.db, zoe.key_id)
    assert known is not None
    assert known.owner == zoe.uri


async def test_an_actor_that_ends_itself_is_gone(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await zoe.sends(town, zoe.activity("Follow", f"http://here.test/users/{ann.profile}"))
    assert (await zoe.sends(town, zoe.activity("Delete", zoe.uri))).status == 202
    found = await profiles.find(town.db, uri=zoe.uri)
    assert found is not None
    assert (await profiles.get(town.db, found)).removed_at is not None
    assert (await ann.get(f"/api/v1/accounts/{found}")).status == 404


async def test_one_name_at_one_server_belongs_to_one_actor(town: Town, peer: Peer):
    zoe = peer.person("zoe")
    first = await profiles.seek(town.db, zoe.handle)
    peer.documents["/actors/2"] = zoe.document | {
        "id": f"{peer.url}/actors/2", "publicKey": {**zoe.document["publicKey"], "id": f"{peer.url}/actors/2#key",
                                                    "owner": f"{peer.url}/actors/2"}}
    assert await profiles.seek(town.db, f"{peer.url}/actors/2") is None
    assert await profiles.look_up(town.db, "zoe", peer.host) == first


async def test_two_who_meet_a_stranger_at_once_meet_the_same(town: Town, peer: Peer):
    zoe = peer.person("zoe")
    both = await asyncio.gather(*(profiles.seek(town.db, zoe.handle) for _ in range(5)))
    assert len(set(both)) == 1
    assert both[0] is not None


async def test_an_actor_says_how_its_profile_is_to_be_shown(town: Town):
    ann = await town.person("ann")
    await ann.call("PATCH", "/api/v1/accounts/update_credentials", {
        "show_media": False, "attribution_domains": ["blog.example"], "note": "Hi"})
    actor = (await town.get(f"/users/{ann.profile}", accept=ACTIVITY)).json
    assert [actor[name] for name in ("showMedia", "showRepliesInMedia", "showFeatured", "memorial")] == [
        False, True, True, False]
    assert (actor["attributionDomains"], actor["_misskey_summary"]) == (["blog.example"], "Hi")
    assert actor["hidesToPublicFromUnauthedWeb"] is actor["hidesCcPublicFromUnauthedWeb"] is False
    assert {"featured", "featuredTags", "liked"} <= actor.keys()
    terms = {name for each in actor["@context"] if isinstance(each, dict) for name in each}
    assert {"showMedia", "attributionDomains", "_misskey_summary", "hidesToPublicFromUnauthedWeb"} <= terms


async def test_how_an_actor_elsewhere_is_to_be_shown_is_kept(town: Town, peer: Peer):
    zoe = peer.person(
        "zoe", showMedia=False, showRepliesInMedia=False, showFeatured=False, attributionDomains="blog.example",
        icon=[{"type": "Image", "url": f"{peer.url}/a.png", "summary": "Zoe laughs"}],
        image={"type": "Image", "url": f"{peer.url}/b.png", "name": "A hill"},
    )
    ann, found = await town.person("ann"), await profiles.seek(town.db, zoe.handle)
    shown = (await ann.get(f"/api/v1/accounts/{found}")).json
    assert (shown["show_media"], shown["show_media_replies"], shown["show_featured"]) == (False, False, False)
    assert (shown["avatar_description"], shown["header_description"]) == ("Zoe laughs", "A hill")
    who = await profiles.get(town.db, ProfileId(found or 0))
    assert who.attribution_domains == ["blog.example"]
