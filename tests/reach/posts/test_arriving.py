"""Posts from elsewhere: what is taken, from whom, and what is made of it."""

import os
from datetime import timedelta
from typing import Any

import pytest

from hubbub.base import ids
from hubbub.base.clock import iso, now
from hubbub.base.db import Duplicate
from hubbub.base.ids import ProfileId
from hubbub.people import follows, profiles
from hubbub.reach import posts
from tests.outside import PUBLIC, Peer
from tests.town import Town

from .befriending import befriend, shown, uri_of


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


async def test_an_edit_that_overtakes_its_post_stands_against_an_older_one(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    note = zoe.note("One")
    town.forward(minutes=5)
    older, newer = iso(now() - timedelta(minutes=2)), iso(now())
    await zoe.sends(town, zoe.activity("Update", note | {"content": "Three", "updated": newer}))
    await zoe.sends(town, zoe.activity("Update", note | {"content": "Two", "updated": older}))
    status = await shown(town, note, ann)
    assert status
    assert (status["content"], bool(status["edited_at"])) == ("Three", True)


async def test_what_is_updated_when_it_is_published_was_not_edited(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    at = iso(now())
    note = zoe.note("One", published=at, updated=at)
    await zoe.sends(town, zoe.create(note))
    status = await shown(town, note, ann)
    assert status
    assert status["edited_at"] is None


async def test_a_whole_branch_joins_the_thread_when_its_beginning_comes(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    first = zoe.note("1")
    second = zoe.note("2", inReplyTo=first["id"])
    third = zoe.note("3", inReplyTo=second["id"])
    for note in (third, second, first):
        await zoe.sends(town, zoe.create(note))
    known = [await posts.find(town.db, note["id"]) for note in (first, second, third)]
    rows = await posts.get(town.db, [post for post in known if post])
    assert {row.thread for row in rows} == {known[0]}


async def test_what_comes_before_the_follow_is_granted_is_kept(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    them = await profiles.seek(town.db, zoe.handle)
    async with town.db.write() as tx:
        await follows.follow(tx, ann.profile, them) if them else None
    note = zoe.note("Welcome")
    await zoe.sends(town, zoe.create(note))
    assert await shown(town, note, ann)


async def test_what_was_said_before_a_block_counts_though_it_comes_after(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await ann.posts("Hello")
    await zoe.sends(town, zoe.activity("Block", uri_of(ann)))
    await zoe.sends(town, zoe.create(zoe.note("Hm", inReplyTo=status["uri"])))
    for type in ("Announce", "Like"):
        await zoe.sends(town, zoe.activity(type, status["uri"], to=[PUBLIC]))
    shown = (await ann.get(f"/api/v1/statuses/{status['id']}")).json
    assert [shown[f"{name}_count"] for name in ("replies", "reblogs", "favourites")] == [1, 1, 1]
    assert (await ann.get(f"/api/v1/statuses/{status['id']}/context")).json["descendants"] == []


async def test_of_two_edits_by_a_clock_that_is_ahead_the_later_stands_whichever_comes_first(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    note = zoe.note("One", cc=[f"{town.db.here.settings.base}/users/{ann.profile}"],
                    tag=[{"type": "Mention", "href": f"{town.db.here.settings.base}/users/{ann.profile}"}])
    await zoe.sends(town, zoe.create(note))
    await town.settle()
    for content, minutes in (("Three", 2), ("Two", 1)):
        later = note | {"content": content, "updated": iso(now() + timedelta(minutes=minutes))}
        await zoe.sends(town, zoe.activity("Update", later))
        await town.settle()
    post = await posts.find(town.db, note["id"])
    assert post is not None
    assert (await posts.get(town.db, [post]))[0].html == "Three"


async def test_posts_of_one_millisecond_have_ids_of_their_own(town: Town, monkeypatch: pytest.MonkeyPatch):
    """Their last bits are random: one like another's, in the same lot or there already, is drawn again."""
    ann, at = await town.person("ann"), now().replace(microsecond=0) - timedelta(hours=1)
    uri = "https://two.test/users/zoe"
    async with town.db.write() as tx:
        zoe = await profiles.arrive(tx, profiles.Arrived(
            uri, "zoe", "two.test", "person", uri, f"{uri}/inbox", None, f"{uri}/followers", f"{uri}#key", "pem"))
    tails = iter([7, 7, 8, 7, 9])  # two alike in a lot; later one that is taken
    monkeypatch.setattr(os, "urandom", lambda size: next(tails).to_bytes(size))
    async with town.db.write() as tx:
        def given(n: int, *mentions: ProfileId) -> posts.Arrived:
            return posts.Arrived(f"{uri}/{n}", f"{uri}/{n}", zoe, f"<p>{n}</p>", "public", at, mentions=mentions)

        lot = await posts.arrive_all(tx, [given(1), given(2, ann.profile)])
        lot.append(await posts.arrive(tx, given(3)))
        assert [post and post & 0xFFFF for post in lot] == [7, 8, 9]
        assert list(await posts.mentions_of(tx, [post for post in lot if post])) == [lot[1]]
    assert next(tails, None) is None


async def test_no_post_takes_the_place_of_another(town: Town, monkeypatch: pytest.MonkeyPatch):
    ann, ben = await town.person("ann"), await town.person("ben")
    first = int((await ann.posts("I was first"))["id"])
    monkeypatch.setattr(ids, "new", lambda at=None: first)
    with pytest.raises(Duplicate):
        async with town.db.write() as tx:
            await posts.publish(tx, ben.profile, posts.Note("So was I"))
