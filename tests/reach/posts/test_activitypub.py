"""Posts as notes: ours as others read them, others' as we do."""

from typing import Any

import pytest

from hubbub.base.clock import iso, now
from hubbub.base.ids import PostId
from hubbub.people import follows, profiles
from hubbub.reach import posts
from tests.outside import ACTIVITY, PUBLIC, Peer, Writer, document
from tests.town import Answer, Person, Town

HTML = "text/html,*/*;q=0.8"


def uri_of(who: Person) -> str:
    return f"{who.town.db.here.settings.base}/users/{who.profile}"


async def read(town: Town, uri: str) -> Answer:
    return await town.get(uri.removeprefix(town.db.here.settings.base), accept=ACTIVITY)


async def befriend(town: Town, ann: Person, zoe: Writer) -> None:
    """Ann and Zoe follow each other."""
    await zoe.sends(town, zoe.activity("Follow", uri_of(ann)))
    them = await profiles.find(town.db, uri=zoe.uri)
    assert them
    async with town.db.write() as tx:
        await follows.follow(tx, ann.profile, them)
        await follows.accept(tx, them, ann.profile)
    await ann.home()
    await town.settle()


async def shown(town: Town, note: dict[str, Any], ann: Person) -> dict[str, Any] | None:
    """The status that a note became, as Ann sees it."""
    known = await posts.find(town.db, note["id"])
    answer = await ann.get(f"/api/v1/statuses/{known}") if known else None
    return answer.json if answer and answer.status == 200 else None


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
        await posts.edit(tx, post, html="<p>Second</p>", words="Second", spoiler="", sensitive=False, language=None,
                         edited_at=now())
    await town.settle()
    assert peer.received("Update")[0]["object"]["content"] == "<p>Second</p>"
    assert peer.received("Update")[0]["object"]["updated"]
    await ann.call("DELETE", f"/api/v1/statuses/{status['id']}")
    await town.settle()
    assert peer.received("Delete")[0]["object"]["id"] == status["uri"]
    assert (await read(town, status["uri"])).status == 404


async def test_a_post_of_somebody_followed_lands_at_home(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    note = zoe.note("<p>Hi <script>x()</script><b>all</b></p>", url=f"{peer.url}/@zoe/1")
    await zoe.sends(town, zoe.create(note))
    await town.settle()
    status = (await ann.home())[0]
    assert (status["uri"], status["url"], status["visibility"]) == (note["id"], note["url"], "public")
    assert status["content"] == "<p>Hi <b>all</b></p>"
    assert status["account"]["acct"] == zoe.handle


async def test_the_same_post_comes_once(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    note = zoe.note("Once")
    for _ in range(2):
        assert (await zoe.sends(town, zoe.create(note))).status == 202
    await town.settle()
    assert len(await ann.home()) == 1


async def test_what_nobody_here_has_to_do_with_is_not_kept(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    note = zoe.note("Buy things")
    assert (await zoe.sends(town, zoe.create(note))).status == 202
    assert await shown(town, note, ann) is None


async def test_a_stranger_may_speak_to_somebody_here(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    note = zoe.note("Hello Ann", tag={"type": "Mention", "href": uri_of(ann)})
    await zoe.sends(town, zoe.create(note))
    status = await shown(town, note, ann)
    assert status
    assert [mention["acct"] for mention in status["mentions"]] == ["ann"]


@pytest.mark.parametrize(("to", "cc", "visibility"), [
    ([PUBLIC], [], "public"), ("as:Public", [], "public"), ([], "Public", "unlisted"),
    (["followers"], [], "private"), ([], ["followers"], "private"), (["ann"], [], "direct"),
])
async def test_how_public_it_is_is_read_from_to_and_cc(town: Town, peer: Peer, to, cc, visibility):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    names = {"followers": zoe.followers, "ann": uri_of(ann)}

    def named(given: Any) -> Any:
        return given if isinstance(given, str) else [names.get(name, name) for name in given]

    note = zoe.note("Hm", to=named(to), cc=named(cc))
    await zoe.sends(town, zoe.activity("Create", note))
    status = await shown(town, note, ann)
    assert status
    assert status["visibility"] == visibility


async def test_who_is_named_but_not_addressed_sees_nothing_of_what_is_not_public(town: Town, peer: Peer):
    ann, bob, zoe = await town.person("ann"), await town.person("bob"), peer.person("zoe")
    tag = [{"type": "Mention", "href": uri_of(ann)}, {"type": "Mention", "href": uri_of(bob)}]
    note = zoe.note("About Ann", to=[uri_of(bob)], cc=[], tag=tag)
    await zoe.sends(town, zoe.create(note))
    assert await shown(town, note, bob)
    assert await shown(town, note, ann) is None


async def test_who_is_addressed_in_public_is_not_thereby_spoken_to(town: Town, peer: Peer):
    ann, bob, zoe = await town.person("ann"), await town.person("bob"), peer.person("zoe")
    note = zoe.note("About Bob", cc=[uri_of(ann)], tag=[{"type": "Mention", "href": uri_of(bob)}])
    await zoe.sends(town, zoe.create(note))
    status = await shown(town, note, ann)
    assert status
    assert [mention["acct"] for mention in status["mentions"]] == ["bob"]


async def test_nobody_addresses_anothers_post_to_themselves(town: Town, peer: Peer):
    ann, bob, zoe = await town.person("ann"), await town.person("bob"), peer.person("zoe")
    status = await ann.posts("@bob secret", visibility="direct")
    eve = peer.person("eve")
    note = {"id": status["uri"], "type": "Note", "attributedTo": uri_of(ann), "content": "secret",
            "to": [eve.uri, PUBLIC], "cc": []}
    for type in ("Create", "Update", "Announce", "Like", "Add"):
        await eve.sends(town, eve.activity(type, note, to=[eve.uri], cc=[PUBLIC]))
    await town.settle()
    assert (await eve.asks(town, status["uri"].removeprefix("http://here.test"))).status == 404
    now = (await bob.get(f"/api/v1/statuses/{status['id']}")).json
    assert (now["visibility"], now["favourites_count"], now["reblogs_count"]) == ("direct", 0, 0)
    assert zoe.peer.received("Create") == []


async def test_a_reply_joins_the_thread_and_its_parent_is_asked_for(town: Town, peer: Peer):
    ann, zoe, yan = await town.person("ann"), peer.person("zoe"), peer.person("yan")
    await befriend(town, ann, zoe)
    first = yan.note("In the beginning")
    second = yan.note("and then", inReplyTo=first["id"])
    third = zoe.note("Indeed", inReplyTo=second["id"])
    await zoe.sends(town, zoe.create(third))
    await town.settle()
    status = await shown(town, third, ann)
    assert status
    above = (await ann.get(f"/api/v1/statuses/{status['id']}/context")).json["ancestors"]
    assert [parent["uri"] for parent in above] == [first["id"], second["id"]]


async def test_an_unknown_thread_is_climbed_only_so_far(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    note = zoe.note("0")
    for number in range(1, 40):
        note = zoe.note(str(number), inReplyTo=note["id"])
    await zoe.sends(town, zoe.create(note))
    await town.settle()
    assert sum(path.startswith("/notes/") for path in peer.asked) == 20


async def test_a_post_by_another_than_its_sender_is_not_taken(town: Town, peer: Peer, third: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    victim = third.person("victim")
    for note in (
        zoe.note("Forged") | {"attributedTo": victim.uri}, victim.note("Forged"),
        zoe.note("Forged") | {"id": f"{third.url}/notes/1"},
        zoe.note("Forged") | {"attributedTo": peer.person("eve").uri},
    ):
        assert (await zoe.sends(town, zoe.activity("Create", note, to=[PUBLIC]))).status == 202
        assert await shown(town, note, ann) is None


async def test_a_create_that_names_only_the_post_has_it_fetched(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    note = zoe.note("Fetch me")
    await zoe.sends(town, zoe.activity("Create", note["id"]))
    await town.settle()
    assert await shown(town, note, ann)


async def test_an_edit_changes_the_words_and_an_older_one_does_not(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    note = zoe.note("One")
    await zoe.sends(town, zoe.create(note))
    town.forward(minutes=5)
    later = note | {"content": "Two", "updated": iso(now())}
    town.forward(minutes=-2)
    earlier = note | {"content": "One and a half", "updated": iso(now())}
    for version in (later, earlier):
        await zoe.sends(town, zoe.activity("Update", version))
    status = await shown(town, note, ann)
    assert status
    assert status["content"] == "Two"


async def test_an_update_that_says_no_time_only_counts_votes(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    note = zoe.note("One")
    await zoe.sends(town, zoe.create(note))
    await zoe.sends(town, zoe.activity("Update", note | {"content": "Two"}))
    status = await shown(town, note, ann)
    assert status
    assert (status["content"], status["edited_at"]) == ("One", None)


async def test_an_edit_that_overtakes_its_post_is_the_post(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    note = zoe.note("One")
    await zoe.sends(town, zoe.activity("Update", note | {"content": "Two", "updated": iso(now())}))
    await zoe.sends(town, zoe.create(note))
    status = await shown(town, note, ann)
    assert status
    assert status["content"] == "Two"


async def test_nobody_edits_or_ends_anothers_post(town: Town, peer: Peer, third: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    note = zoe.note("Mine")
    await zoe.sends(town, zoe.create(note))
    ours = await ann.posts("Ours")
    edited = note | {"content": "Owned", "updated": iso(now())}
    for other in (peer.person("eve"), third.person("far")):
        await other.sends(town, other.activity("Update", edited))
        await other.sends(town, other.activity("Update", edited | {"attributedTo": other.uri}))
        await other.sends(town, other.activity("Delete", note["id"]))
        await other.sends(town, other.activity("Delete", {"id": note["id"], "type": "Tombstone"}))
        await other.sends(town, other.activity("Delete", ours["uri"]))
        await other.sends(town, other.activity("Undo", {"id": note["id"], "type": "Announce"}))
    status = await shown(town, note, ann)
    assert status
    assert status["content"] == "Mine"
    assert (await ann.get(f"/api/v1/statuses/{ours['id']}")).status == 200


@pytest.mark.parametrize("shape", ["id", "tombstone"])
async def test_a_post_ends_by_its_authors_word(town: Town, peer: Peer, shape):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    note, stays = zoe.note("Soon gone"), zoe.note("Stays")
    for each in (note, stays):
        await zoe.sends(town, zoe.create(each))
    stone = {"id": note["id"], "type": "Tombstone"}
    await zoe.sends(town, zoe.activity("Delete", note["id"] if shape == "id" else stone))
    assert await shown(town, note, ann) is None
    await town.settle()
    assert [status["uri"] for status in await ann.home()] == [stays["id"]]
    await zoe.sends(town, zoe.create(note))
    assert await shown(town, note, ann) is None


async def test_an_end_that_overtakes_its_post_still_ends_it(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    note = zoe.note("Never")
    await zoe.sends(town, zoe.activity("Delete", note["id"]))
    await zoe.sends(town, zoe.create(note))
    assert await shown(town, note, ann) is None


async def test_an_end_is_remembered_for_a_month(town: Town, peer: Peer):
    zoe = peer.person("zoe")
    await zoe.sends(town, zoe.activity("Delete", zoe.note("Never")["id"]))
    for days, kept in ((29, 1), (3, 0)):
        town.forward(days=days)
        await town.settle()
        async with town.db.alone() as connection:
            assert await connection.fetchval("SELECT count(*) FROM tombstones") == kept


async def test_nobody_ends_anothers_post_before_it_comes(town: Town, peer: Peer, third: Peer):
    ann, zoe, far = await town.person("ann"), peer.person("zoe"), third.person("far")
    await befriend(town, ann, zoe)
    note = zoe.note("Here I come")
    for type in ("Delete", "Undo"):
        await far.sends(town, far.activity(type, note["id"]))
        await far.sends(town, far.activity(type, {"id": note["id"], "type": "Announce"}))
    await zoe.sends(town, zoe.create(note))
    assert await shown(town, note, ann)


async def test_a_boost_of_our_post_counts_and_ends(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await ann.posts("Pass it on")
    announce = zoe.activity("Announce", status["uri"], to=[PUBLIC])

    async def count() -> int:
        return int((await ann.get(f"/api/v1/statuses/{status['id']}")).json["reblogs_count"])

    await zoe.sends(town, announce)
    await zoe.sends(town, zoe.activity("Announce", status["uri"], to=[PUBLIC]))
    assert await count() == 1
    await zoe.sends(town, zoe.activity("Undo", announce))
    assert await count() == 0


async def test_an_unboost_that_overtakes_its_boost_still_ends_it(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await ann.posts("Pass it on")
    announce = zoe.activity("Announce", status["uri"], to=[PUBLIC])
    await zoe.sends(town, zoe.activity("Undo", announce))
    await zoe.sends(town, announce)
    assert (await ann.get(f"/api/v1/statuses/{status['id']}")).json["reblogs_count"] == 0


async def test_nobody_unboosts_for_another(town: Town, peer: Peer):
    ann, zoe, eve = await town.person("ann"), peer.person("zoe"), peer.person("eve")
    status = await ann.posts("Pass it on")
    announce = zoe.activity("Announce", status["uri"], to=[PUBLIC])
    await zoe.sends(town, announce)
    await eve.sends(town, eve.activity("Undo", announce))
    assert (await ann.get(f"/api/v1/statuses/{status['id']}")).json["reblogs_count"] == 1


async def test_a_boost_of_something_unknown_has_it_fetched(town: Town, peer: Peer, third: Peer):
    ann, zoe, far = await town.person("ann"), peer.person("zoe"), third.person("far")
    await befriend(town, ann, zoe)
    note = far.note("From afar")
    await zoe.sends(town, zoe.activity("Announce", note["id"], to=[PUBLIC]))
    await town.settle()
    status = (await ann.home())[0]
    assert (status["account"]["acct"], status["reblog"]["account"]["acct"]) == (zoe.handle, far.handle)
    assert status["reblog"]["content"] == "From afar"


async def test_a_note_inside_a_boost_is_never_believed(town: Town, peer: Peer, third: Peer):
    ann, zoe, far = await town.person("ann"), peer.person("zoe"), third.person("far")
    await befriend(town, ann, zoe)
    note = far.note("True words")
    await zoe.sends(town, zoe.activity("Announce", note | {"content": "Forged words"}, to=[PUBLIC]))
    await town.settle()
    assert (await ann.home())[0]["reblog"]["content"] == "True words"


async def test_what_is_not_public_cannot_be_boosted_by_others(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    status = await ann.posts("For followers", visibility="private")
    await zoe.sends(town, zoe.activity("Announce", status["uri"], to=[PUBLIC]))
    assert (await ann.get(f"/api/v1/statuses/{status['id']}")).json["reblogs_count"] == 0


@pytest.mark.parametrize(("note", "shows"), [
    ({"type": "Question", "oneOf": [{"type": "Note", "name": "Soup"}, {"type": "Note", "name": "<b>"}]},
     "<ul><li>Soup</li><li>&lt;b&gt;</li></ul>"),
    ({"type": "Article", "name": "A long <i>read</i>", "summary": "<p>In short</p>"},
     "<p><strong>A long read</strong></p><p>In short</p>"),
    ({"type": "Page", "name": "A link"}, "<strong>A link</strong>"),
])
async def test_what_is_more_than_a_note_is_shown_as_words(town: Town, peer: Peer, note, shows):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    made = zoe.note("<p>Words</p>", **note)
    await zoe.sends(town, zoe.create(made))
    status = await shown(town, made, ann)
    assert status
    assert shows in status["content"]
    assert status["spoiler_text"] == ""


async def test_nothing_comes_from_the_future(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    note = zoe.note("Tomorrow", published="2999-01-01T00:00:00Z")
    await zoe.sends(town, zoe.create(note))
    status = await shown(town, note, ann)
    assert status
    assert status["created_at"] <= iso(now())


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


async def test_somebody_mentioned_is_met_before_the_post_goes_out(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await ann.posts(f"Hello @{zoe.handle} and @nobody@{peer.host}")
    assert [mention["acct"] for mention in status["mentions"]] == [zoe.handle]
    await town.settle()
    assert len(peer.received("Create")) == 1
