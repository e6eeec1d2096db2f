"""Posts for a few: mutuals, a circle, these people; here and elsewhere."""

import pytest

from hubbub.people import profiles
from tests.browser import browser
from tests.outside import Peer
from tests.town import Person, Town

from .befriending import befriend, uri_of


async def status_for(person: Person, status: dict[str, str]) -> int:
    return (await person.get(f"/api/v1/statuses/{status['id']}")).status


async def test_a_circle_is_who_was_in_the_list_when_it_was_published(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    for other in (bob, cleo):
        await ann.follows(other)
    near = (await ann.post("/api/v1/lists", title="Near")).json["id"]
    await ann.post(f"/api/v1/lists/{near}/accounts", account_ids=[str(bob.profile)])
    page = await browser(town, ann)
    assert "<option" in (await page.get("/compose")).text
    await page.sends("/posts", text="Secret soup", visibility="circle", circle=near)
    await ann.call("DELETE", f"/api/v1/lists/{near}/accounts", {"account_ids": [str(bob.profile)]})
    await ann.post(f"/api/v1/lists/{near}/accounts", account_ids=[str(cleo.profile)])
    [status] = (await ann.get(f"/api/v1/accounts/{ann.profile}/statuses")).json
    assert status["visibility"] == "direct"
    assert [await status_for(who, status) for who in (bob, cleo)] == [200, 404]
    assert (await bob.post(f"/api/v1/statuses/{status['id']}/reblog")).status == 403
    assert (await ann.post(f"/api/v1/statuses/{status['id']}/pin")).status == 422


async def test_these_people_are_named_in_the_composer_and_only_the_author_is_told_who_they_are(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    page, theirs = await browser(town, ann), await browser(town, bob)
    await page.sends("/posts", text="For two", visibility="people", people="@bob, cleo")
    [status] = (await ann.get(f"/api/v1/accounts/{ann.profile}/statuses")).json
    assert [await status_for(who, status) for who in (bob, cleo)] == [200, 200]
    where = f"/@ann/{status['id']}"
    assert "For bob, cleo." in (await page.get(where)).text
    seen = (await theirs.get(where)).text
    assert "For two" in seen
    assert "cleo" not in seen
    assert 'name="visibility" value="mentioned" checked' in (await theirs.get(f"/compose?reply_to={status['id']}")).text
    assert 'value="@bob, @cleo"' in (await page.get(f"/compose?reply_to={status['id']}")).text


@pytest.mark.parametrize(("people", "says"), [
    ("", "Please say for whom it is"), ("@nobody", "Nobody here knows @nobody")])
async def test_a_post_for_nobody_is_refused_and_gives_back_what_was_typed(town: Town, people: str, says: str):
    page = await browser(town, await town.person("ann"))
    answer = await page.sends("/posts", text="Hm", visibility="people", people=people)
    assert answer.status == 422
    assert says in answer.text
    assert 'value="people" checked' in answer.text
    assert f'name="people" value="{people}"' in answer.text


async def test_a_list_of_somebody_else_is_no_circle(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    theirs = (await bob.post("/api/v1/lists", title="Theirs")).json["id"]
    answer = await ann.post("/api/v1/statuses", status="Hm", visibility="circle", circle_id=theirs)
    assert answer.status == 404


async def test_mutuals_are_those_who_follow_each_other_now(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    await ann.follows(bob)
    await bob.follows(ann)
    await cleo.follows(ann)
    status = await ann.posts("Between us", visibility="mutuals")
    await town.settle()
    assert status["visibility"] == "private"
    assert [await status_for(who, status) for who in (bob, cleo)] == [200, 404]
    assert [[each["id"] for each in await who.home()] for who in (bob, cleo)] == [[status["id"]], []]
    await ann.follows(cleo)
    await ann.post(f"/api/v1/accounts/{bob.profile}/unfollow")
    assert [await status_for(who, status) for who in (bob, cleo)] == [404, 200]


@pytest.mark.parametrize(("visibility", "scope"), [("mutuals", "Mutual"), ("chosen", "Circle")])
async def test_each_server_is_told_of_its_own_people_alone(town: Town, peer: Peer, third: Peer, visibility, scope):
    ann, zoe, yan, xia = await town.person("ann"), peer.person("zoe"), third.person("yan"), peer.person("xia")
    await xia.sends(town, xia.activity("Follow", uri_of(ann)))
    for friend in (zoe, yan):
        await befriend(town, ann, friend)
    chosen = [str(await profiles.seek(town.db, friend.handle)) for friend in (zoe, yan)]
    status = await ann.posts("Not for xia", visibility=visibility, reader_ids=chosen)
    await town.settle()
    for server, reader in ((peer, zoe), (third, yan)):
        [told] = server.received("Create")
        assert [told["to"], told["cc"]] == [[reader.uri], []]
        assert [told["object"][name] for name in ("to", "cc", "tag", "limitedScope")] == [[reader.uri], [], [], scope]
    path = f"/users/{ann.profile}/posts/{status['id']}"
    assert (await xia.asks(town, path)).status == 404
    assert (await zoe.asks(town, path)).json["to"] == [zoe.uri]


async def test_what_stays_here_is_not_told_to_a_follower_elsewhere(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    first = await ann.posts("For followers", visibility="private")
    inside = await ann.posts("Only here", visibility="local", in_reply_to_id=first["id"])
    await town.settle()
    assert [each["object"]["content"] for each in peer.received("Create")] == ["<p>For followers</p>"]
    told = await zoe.asks(town, f"/users/{ann.profile}/posts/{first['id']}/replies?page=true")
    assert inside["id"] not in told.text
    assert uri_of(ann) in told.text


async def test_a_circle_of_elsewhere_is_seen_by_those_it_is_for_and_is_no_message(town: Town, peer: Peer):
    bob, cleo, zoe = await town.person("bob"), await town.person("cleo"), peer.person("zoe")
    await zoe.sends(town, zoe.create(
        zoe.note("<p>For bob</p>", to=[uri_of(bob)], cc=[], limitedScope="Circle")))
    await town.settle()
    known = await profiles.seek(town.db, zoe.handle)
    [status] = (await bob.get(f"/api/v1/accounts/{known}/statuses")).json
    assert status["content"] == "<p>For bob</p>"
    assert (await cleo.get(f"/api/v1/accounts/{known}/statuses")).json == []
    assert (await bob.get("/api/v1/conversations")).json == []
    assert (await bob.get("/api/v1/notifications")).json == []
