"""Polls between servers."""

from datetime import timedelta
from typing import Any

from hubbub.base.clock import iso, now
from hubbub.base.ids import PostId
from hubbub.reach import polls
from tests.outside import Peer, Writer
from tests.reach.posts.befriending import befriend, read, shown, uri_of
from tests.town import Person, Town

from .asking import asks, counts, poll_of, votes


def question(zoe: Writer, *tallies: int, kind: str = "oneOf", **more: Any) -> dict[str, Any]:
    options = [
        {"type": "Note", "name": name, "replies": {"type": "Collection", "totalItems": tally}}
        for name, tally in zip(("Tea", "Coffee", "Water"), tallies, strict=False)
    ]
    return zoe.note("<p>What?</p>", **({
        "type": "Question", kind: options, "endTime": iso(now() + timedelta(hours=5)), "votersCount": sum(tallies),
    } | more))


async def arrives(town: Town, zoe: Writer, ann: Person, note: dict[str, Any]) -> dict[str, Any]:
    await befriend(town, ann, zoe)
    await zoe.sends(town, zoe.create(note))
    status = await shown(town, note, ann)
    assert status
    return status


def ballot(zoe: Writer, status: dict[str, Any], name: str) -> dict[str, Any]:
    vote = {"id": f"{zoe.uri}#votes/{name}", "type": "Note", "name": name, "attributedTo": zoe.uri,
            "inReplyTo": status["uri"], "to": [status["account"]["uri"]], "cc": []}
    return zoe.activity("Create", vote, to=vote["to"], cc=[])


async def test_a_poll_of_ours_is_a_question_with_its_counts(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    status = await asks(ann, multiple=True)
    await votes(bob, status, 0, 2)
    made = (await read(town, status["uri"])).json
    assert (made["type"], made["votersCount"], "closed" in made) == ("Question", 1, False)
    assert [(each["name"], each["replies"]["totalItems"]) for each in made["anyOf"]] == [
        ("Soup", 1), ("Salad", 0), ("Bread", 1)]
    town.forward(hours=2)
    assert (await read(town, status["uri"])).json["closed"] == made["endTime"]


async def test_hidden_totals_are_not_told_to_servers_either(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    status = await asks(ann, hide_totals=True)
    await votes(bob, status, 0)
    made = (await read(town, status["uri"])).json
    assert {each["replies"]["totalItems"] for each in made["oneOf"]} == {0}
    assert made["votersCount"] == 0


async def test_votes_from_elsewhere_are_counted_once_and_are_no_posts(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await asks(ann)
    for _ in range(2):
        assert (await zoe.sends(town, ballot(zoe, status, "Salad"))).status == 202
    await zoe.sends(town, ballot(zoe, status, "Soup"))
    await zoe.sends(town, ballot(zoe, status, "Pizza"))
    assert counts(await poll_of(ann, status)) == [0, 1, 0]
    assert (await ann.get(f"/api/v1/statuses/{status['id']}")).json["replies_count"] == 0


async def test_who_may_not_see_a_poll_cannot_vote_from_elsewhere(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await asks(ann, visibility="private")
    await zoe.sends(town, ballot(zoe, status, "Salad"))
    assert counts(await poll_of(ann, status)) == [0, 0, 0]


async def test_further_choices_come_one_by_one_where_several_are_meant(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await asks(ann, multiple=True)
    for name in ("Salad", "Bread", "Salad"):
        await zoe.sends(town, ballot(zoe, status, name))
    poll = await poll_of(ann, status)
    assert (counts(poll), poll["voters_count"]) == ([0, 1, 1], 1)


async def test_counts_are_told_once_for_many_votes_and_at_the_end(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    status = await asks(ann)
    for name in ("bob", "cleo"):
        await votes(await town.person(name), status, 1)
    await town.settle()
    assert peer.received("Update") == []
    town.forward(minutes=4)
    await town.settle()
    assert [each["replies"]["totalItems"] for each in peer.received("Update")[0]["object"]["oneOf"]] == [0, 2, 0]
    town.forward(hours=1)
    await town.settle()
    assert len(peer.received("Update")) == 2
    assert peer.received("Update")[1]["object"]["closed"]


async def test_a_voter_elsewhere_hears_of_the_counts(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await asks(ann)
    await zoe.sends(town, ballot(zoe, status, "Soup"))
    town.forward(minutes=4)
    await town.settle()
    assert len(peer.received("Update")) == 1


async def test_a_question_arrives_as_a_poll(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await arrives(town, zoe, ann, question(zoe, 3, 4))
    poll = status["poll"]
    assert (counts(poll), poll["voters_count"], poll["multiple"], poll["voted"]) == ([3, 4], 7, False, False)
    assert status["content"] == "<p>What?</p>"


async def test_a_vote_goes_to_its_author_as_a_note_with_a_name(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await arrives(town, zoe, ann, question(zoe, 3, 4, kind="anyOf"))
    assert counts((await votes(ann, status, 0, 1)).json) == [4, 5]
    await town.settle()
    sent = [create["object"] for create in peer.received("Create")]
    assert sorted(each["name"] for each in sent) == ["Coffee", "Tea"]
    assert [(each["inReplyTo"], each["to"]) for each in sent] == [(status["uri"], [zoe.uri])] * 2
    assert "content" not in sent[0]
    assert sent[0]["attributedTo"] == uri_of(ann)


async def test_counts_from_elsewhere_are_taken_from_the_author_alone(town: Town, peer: Peer):
    ann, zoe, yan = await town.person("ann"), peer.person("zoe"), peer.person("yan")
    note = question(zoe, 3, 4)
    status = await arrives(town, zoe, ann, note)
    for who, tally in ((yan, 90), (zoe, 9)):
        note["oneOf"][0]["replies"]["totalItems"] = tally
        await who.sends(town, who.activity("Update", note))
    assert counts(await poll_of(ann, status)) == [9, 4]
    await zoe.sends(town, zoe.activity("Update", question(zoe, 1, 1, 1, id=note["id"])))
    assert counts(await poll_of(ann, status)) == [9, 4]


async def test_looking_at_a_poll_asks_its_server_once_a_minute(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    note = question(zoe, 3, 4)
    status = await arrives(town, zoe, ann, note)
    note["oneOf"][1]["replies"]["totalItems"] = 8
    assert counts(await poll_of(ann, status)) == [3, 4]
    town.forward(minutes=2)
    assert counts(await poll_of(ann, status)) == [3, 8]
    asked = len(peer.asked)
    await poll_of(ann, status)
    assert len(peer.asked) == asked


async def test_a_poll_that_its_server_closes_early_is_over(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    note = question(zoe, 3, 4)
    status = await arrives(town, zoe, ann, note)
    await zoe.sends(town, zoe.activity("Update", note | {"closed": iso(now())}))
    assert (await votes(ann, status, 0)).status == 422
    town.forward(minutes=6)
    await town.settle()
    assert (await polls.get(town.db, ann.profile, PostId(int(status["id"])))).ended_at
