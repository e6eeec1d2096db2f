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


async def told(person: Person) -> list[tuple[str, str]]:
    rows = (await person.get("/api/v1/notifications")).json
    return [(row["type"], row["status"]["id"]) for row in rows if row.get("status")]


async def test_who_is_named_and_does_not_follow_is_called_and_who_follows_finds_it_at_home(town: Town):
    ann, bob, cleo, dan = [await town.person(name) for name in ("ann", "bob", "cleo", "dan")]
    await cleo.follows(ann)
    page = await browser(town, ann)
    await page.sends("/posts", text="For three", visibility="people", people="bob, cleo, dan")
    status = (await ann.get(f"/api/v1/accounts/{ann.profile}/statuses")).json[0]["id"]
    await town.settle()
    assert [await told(who) for who in (bob, cleo, dan)] == [[("mention", status)], [], [("mention", status)]]
    assert [each["id"] for each in await cleo.home()] == [status]
    assert "For three" in (await (await browser(town, bob)).get("/notifications")).text


async def test_an_edit_calls_nobody_again(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    status = await ann.posts("For you", visibility="chosen", reader_ids=[str(bob.profile)])
    await town.settle()
    await bob.post("/api/v1/notifications/clear")
    await ann.call("PUT", f"/api/v1/statuses/{status['id']}", {"status": "For you alone"})
    await town.settle()
    assert await told(bob) == []


async def test_nobody_is_called_by_whom_they_block_or_mute_or_who_is_in_a_list(town: Town):
    ann, bob, cleo, dan = [await town.person(name) for name in ("ann", "bob", "cleo", "dan")]
    await bob.post(f"/api/v1/accounts/{ann.profile}/block")
    await cleo.post(f"/api/v1/accounts/{ann.profile}/mute")
    await ann.posts("Hear me", visibility="chosen", reader_ids=[str(bob.profile), str(cleo.profile)])
    await ann.follows(dan)
    near = (await ann.post("/api/v1/lists", title="Near")).json["id"]
    await ann.post(f"/api/v1/lists/{near}/accounts", account_ids=[str(dan.profile)])
    await ann.posts("In a circle", visibility="circle", circle_id=near)
    await town.settle()
    assert [await told(who) for who in (bob, cleo, dan)] == [[], [], []]


async def test_what_is_for_named_people_is_held_as_private_words_are(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await bob.call("PATCH", "/api/v2/notifications/policy", {"for_private_mentions": "filter"})
    await ann.posts("Psst", visibility="chosen", reader_ids=[str(bob.profile)])
    await town.settle()
    assert await told(bob) == []
    assert len((await bob.get("/api/v1/notifications/requests")).json) == 1


async def test_elsewhere_it_is_a_mention_for_those_who_do_not_follow_and_for_them_alone(town: Town, peer: Peer):
    ann, zoe, yan = await town.person("ann"), peer.person("zoe"), peer.person("yan")
    await befriend(town, ann, zoe)
    chosen = [str(await profiles.seek(town.db, each.handle)) for each in (zoe, yan)]
    status = await ann.posts("For both", visibility="chosen", reader_ids=chosen)
    await town.settle()
    [sent] = peer.received("Create")
    assert sorted(sent["object"]["to"]) == sorted([zoe.uri, yan.uri])
    named = [{"type": "Mention", "href": yan.uri, "name": f"@{yan.handle}"}]
    assert sent["object"]["tag"] == named
    path = f"/users/{ann.profile}/posts/{status['id']}"
    assert [(await each.asks(town, path)).json["tag"] for each in (zoe, yan)] == [[], named]


async def test_whoever_is_named_in_what_is_for_a_few_elsewhere_is_called_here(town: Town, peer: Peer):
    bob, cleo, zoe = await town.person("bob"), await town.person("cleo"), peer.person("zoe")
    tag = [{"type": "Mention", "href": uri_of(bob), "name": "@bob"}]
    await zoe.sends(town, zoe.create(
        zoe.note("<p>For both</p>", to=[uri_of(bob), uri_of(cleo)], cc=[], limitedScope="Circle", tag=tag)))
    await town.settle()
    assert [[kind for kind, _ in await told(who)] for who in (bob, cleo)] == [["mention"], []]
