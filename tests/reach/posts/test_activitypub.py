"""Posts of ours as notes: shown to whoever may see them, sent to readers elsewhere."""


import pytest

from hubbub.base.clock import now
from hubbub.base.ids import PostId
from hubbub.people import profiles
from hubbub.reach import posts
from tests.outside import ACTIVITY, PUBLIC, Peer, Writer
from tests.town import Town

from .befriending import HTML, befriend, read, shown, uri_of


async def test_a_note_says_who_what_when_and_to_whom(town: Town, peer: Peer):
    ann, bob, zoe = await town.person("ann"), await town.person("bob"), peer.person("zoe")
    await profiles.seek(town.db, zoe.handle)
    parent = await bob.posts("What is for dinner?")
    status = await ann.posts(
        f"@bob @{zoe.handle} #Soup", in_reply_to_id=parent["id"], language="en", spoiler_text="Food")
    note = (await read(town, status["uri"])).json
    assert (note["id"], note["type"], note["attributedTo"]) == (status["uri"], "Note", uri_of(ann))
    assert (note["inReplyTo"], note["summary"], note["sensitive"]) == (parent["uri"], "Food", True)
    assert note["contentMap"] == {"en": note["content"]}
    assert {tag["name"] for tag in note["tag"]} == {"@bob", f"@{zoe.handle}", "#Soup"}
    assert note["to"] == [PUBLIC]
    assert set(note["cc"]) == {f"{uri_of(ann)}/followers", uri_of(bob), zoe.uri}
    assert note["interactionPolicy"]["canQuote"]["automaticApproval"] == [PUBLIC]
    assert note["replies"]["totalItems"] == 0
    assert (await read(town, note["replies"]["id"])).json["totalItems"] == 0


@pytest.mark.parametrize(("visibility", "to", "cc"), [
    ("public", [PUBLIC], ["followers", "zoe"]), ("unlisted", ["followers"], [PUBLIC, "zoe"]),
    ("private", ["followers"], ["zoe"]), ("direct", ["zoe"], []),
])
async def test_how_public_it_is_stands_in_to_and_cc(town: Town, peer: Peer, visibility, to, cc):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await ann.posts(f"@{zoe.handle} hello", visibility=visibility)
    await town.settle()
    note = peer.received("Create")[0]["object"]
    names = {"followers": f"{uri_of(ann)}/followers", "zoe": zoe.uri}
    assert [note["to"], note["cc"]] == [[names.get(n, n) for n in to], [names.get(n, n) for n in cc]]


async def test_only_who_may_see_a_post_is_given_it(town: Town, peer: Peer):
    ann, zoe, yan = await town.person("ann"), peer.person("zoe"), peer.person("yan")
    await befriend(town, ann, zoe)
    private = await ann.posts("For followers", visibility="private")
    direct = await ann.posts(f"For @{yan.handle}", visibility="direct")
    for status, reader, code in ((private, zoe, 200), (private, yan, 404), (direct, yan, 200), (direct, zoe, 404)):
        path = status["uri"].removeprefix("http://here.test")
        answer = await reader.asks(town, path)
        assert answer.status == code
        assert "private" in answer.headers.get("cache-control", "private")
        assert (await read(town, status["uri"])).status == 404
        assert (await read(town, status["uri"] + "/activity")).status == 404
        assert (await read(town, status["uri"] + "/replies")).status == 404


async def test_a_forged_reader_is_refused(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    private = await ann.posts("For followers", visibility="private")
    forger = Writer(peer, "zoe", zoe.key + 1)
    assert (await forger.asks(town, private["uri"].removeprefix("http://here.test"))).status == 401


async def test_what_stays_here_is_given_to_nobody_elsewhere(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    status = await ann.posts(f"@{zoe.handle} our house", local_only=True)
    await town.settle()
    assert peer.received("Create") == []
    assert (await read(town, status["uri"])).status == 404
    assert (await zoe.asks(town, status["uri"].removeprefix("http://here.test"))).status == 404
    assert status["id"] not in (await read(town, f"{uri_of(ann)}/outbox?page=true")).text


async def test_a_browser_is_led_to_the_page_and_a_server_from_it(town: Town):
    ann = await town.person("ann")
    status = await ann.posts("Hello")
    page = await town.get(status["uri"].removeprefix("http://here.test"), accept=HTML)
    assert (page.status, page.headers["location"]) == (302, status["url"])
    assert status["uri"] in (await town.get(f"/@ann/{status['id']}", accept=HTML)).headers["link"]
    back = await read(town, status["url"])
    assert (back.status, back.headers["location"]) == (302, status["uri"])


async def test_nobody_is_led_to_another_server(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    post = await posts.seek(town.db, zoe.note("There")["id"])
    assert post
    for path in (f"/users/{ann.profile}/posts/{post}", f"/@ann/{post}"):
        assert (await town.get(path, accept=ACTIVITY)).status == 404
    assert (await town.get(f"/users/{ann.profile}/posts/{post}", accept=HTML)).status == 404


async def test_the_outbox_has_what_anybody_may_see(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    public = await ann.posts("Public")
    await ann.posts("Private", visibility="private")
    theirs = await bob.posts("Bob's")
    boost = (await ann.post(f"/api/v1/statuses/{theirs['id']}/reblog")).json
    whole = (await read(town, f"{uri_of(ann)}/outbox")).json
    page = (await read(town, whole["first"])).json
    assert [(item["type"], item["id"]) for item in page["orderedItems"]] == [
        ("Announce", boost["uri"]), ("Create", public["uri"] + "/activity")]
    assert page["orderedItems"][0]["object"] == theirs["uri"]
    assert (await read(town, boost["uri"])).json["type"] == "Announce"


async def test_boosts_and_their_end_are_told(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    note = zoe.note("Boost me")
    await zoe.sends(town, zoe.create(note))
    status = await shown(town, note, ann)
    assert status
    await ann.post(f"/api/v1/statuses/{status['id']}/reblog")
    await town.settle()
    await ann.post(f"/api/v1/statuses/{status['id']}/unreblog")
    await town.settle()
    announce, undo = peer.received("Announce")[0], peer.received("Undo")[0]
    assert announce["object"] == note["id"]
    assert zoe.uri in announce["cc"]
    assert (undo["object"]["id"], undo["object"]["object"]) == (announce["id"], note["id"])


async def test_an_edit_and_an_end_follow_a_post_to_wherever_it_went(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    status = await ann.posts("First words")
    await town.settle()
    await zoe.sends(town, zoe.activity("Undo", zoe.activity("Follow", uri_of(ann))))
    post = PostId(int(status["id"]))
    async with town.db.write() as tx:
        await posts.edit(tx, post, posts.Edit(html="<p>Second</p>", words="Second", edited_at=now()))
    await town.settle()
    assert peer.received("Update")[0]["object"]["content"] == "<p>Second</p>"
    assert peer.received("Update")[0]["object"]["updated"]
    await ann.call("DELETE", f"/api/v1/statuses/{status['id']}")
    await town.settle()
    assert peer.received("Delete")[0]["object"]["id"] == status["uri"]
    assert (await read(town, status["uri"])).status == 410


async def test_somebody_mentioned_is_met_before_the_post_goes_out(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await ann.posts(f"Hello @{zoe.handle} and @nobody@{peer.host}")
    assert [mention["acct"] for mention in status["mentions"]] == [zoe.handle]
    await town.settle()
    assert len(peer.received("Create")) == 1


async def test_a_note_tells_of_its_answers_the_authors_own_along_with_it(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    status = await ann.posts("One")
    more = await ann.posts("Two", in_reply_to_id=status["id"])
    await ann.posts("For few", in_reply_to_id=status["id"], visibility="private")
    other = await bob.posts("Hm", in_reply_to_id=status["id"])
    replies = (await read(town, status["uri"])).json["replies"]
    assert (replies["type"], replies["first"]["type"], replies["first"]["items"]) == (
        "Collection", "CollectionPage", [more["uri"]])
    page = (await read(town, replies["first"]["next"])).json
    assert (page["type"], page["items"]) == ("CollectionPage", [other["uri"], more["uri"]])


async def test_a_conversation_is_told_by_the_post_that_began_it(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await ann.posts("One")
    theirs = zoe.note("Two", inReplyTo=status["uri"])
    await zoe.sends(town, zoe.create(theirs))
    answer = await shown(town, theirs, ann)
    assert answer
    last = await ann.posts("Three", in_reply_to_id=answer["id"])
    await ann.posts("For few", in_reply_to_id=answer["id"], visibility="private")
    note = (await read(town, last["uri"])).json
    assert note["context"] == note["conversation"] == f"{status['uri']}/context"
    whole = (await read(town, note["context"])).json
    assert (whole["type"], whole["attributedTo"], "totalItems" in whole) == ("Collection", uri_of(ann), False)
    items = (await read(town, whole["first"])).json["items"]
    assert set(items) == {last["uri"], theirs["id"], status["uri"]}
    assert (await read(town, f"{last['uri']}/context")).status == 404


async def test_a_conversation_that_began_elsewhere_is_told_there(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    note = zoe.note("One")
    await zoe.sends(town, zoe.create(note))
    status = await shown(town, note, ann)
    assert status
    answer = await ann.posts("Two", in_reply_to_id=status["id"])
    assert "context" not in (await read(town, answer["uri"])).json


async def test_what_hangs_on_a_post_for_few_is_given_to_those_few(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    status = await ann.posts("For followers", visibility="private")
    answer = await ann.posts("More", visibility="private", in_reply_to_id=status["id"])
    for name in ("replies", "context"):
        path = f"{status['uri'].removeprefix('http://here.test')}/{name}?page=true"
        assert answer["uri"] in (await zoe.asks(town, path)).json["items"]
        assert (await peer.person("yan").asks(town, path)).status == 404


async def test_an_outbox_asks_as_much_for_many_posts_as_for_few(town: Town, statements):
    ann = await town.person("ann")
    path = f"/users/{ann.profile}/outbox?page=true"
    await ann.posts("One #tag")
    few = await statements(lambda: town.get(path, accept=ACTIVITY))
    for n in range(5):
        await ann.posts(f"{n} #tag")
    assert await statements(lambda: town.get(path, accept=ACTIVITY)) <= few


async def test_a_page_says_where_its_document_is(town: Town):
    ann = await town.person("ann")
    status = await ann.posts("Hello")
    for path, uri in ((f"/@ann/{status['id']}", status["uri"]), ("/@ann", uri_of(ann))):
        page = await town.get(path, accept=HTML)
        assert f'<link rel="alternate" type="application/activity+json" href="{uri}">' in page.text
        assert "Accept" in page.headers["vary"]


@pytest.mark.parametrize(("accept", "code"), [
    ("application/activity+json", 200),
    ('application/ld+json; profile="https://www.w3.org/ns/activitystreams"', 200),
    ("application/ld+json;profile=https://www.w3.org/ns/activitystreams;q=0.9, */*;q=0.1", 200),
    ("application/activity+json, text/html;q=0.5", 200), ("APPLICATION/ACTIVITY+JSON", 200),
    ("text/html, application/activity+json;q=0.9", 302), ("*/*", 302), ("application/activity+json;q=0", 302),
])
async def test_a_document_is_given_to_whoever_would_rather_have_it_than_a_page(town: Town, accept, code):
    ann = await town.person("ann")
    status = await ann.posts("Hello")
    answer = await town.get(status["uri"].removeprefix("http://here.test"), accept=accept)
    assert answer.status == code
    assert "Accept" in answer.headers["vary"]
