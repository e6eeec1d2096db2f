"""Threads and pages of other servers, made whole when somebody looks: within bounds, and not too often."""

from typing import Any

import pytest

from hubbub.base.addresses import Refused
from hubbub.base.bodies import Unreachable
from hubbub.doors.fediverse.fetching import Purse, Spent, fetch, spending
from hubbub.people import profiles
from hubbub.reach import posts
from hubbub.reach.backfills import activitypub
from hubbub.trust import domains
from tests.browser import browser
from tests.outside import Peer, Writer
from tests.reach.posts.befriending import befriend, shown
from tests.town import Person, Town


def collection(peer: Peer, path: str, items: list[Any], kind: str = "Collection", size: int = 2) -> str:
    """A collection at this path, in pages."""
    name = "orderedItems" if kind.startswith("Ordered") else "items"
    pages = [items[at:at + size] for at in range(0, len(items), size)] or [[]]
    for number, some in enumerate(pages):
        page = {"id": f"{peer.url}{path}/{number}", "type": f"{kind}Page", "partOf": f"{peer.url}{path}", name: some}
        if number + 1 < len(pages):
            page["next"] = f"{peer.url}{path}/{number + 1}"
        peer.documents[f"{path}/{number}"] = page
    peer.documents[path] = {"id": f"{peer.url}{path}", "type": kind, "first": f"{peer.url}{path}/0"}
    return f"{peer.url}{path}"


def answers(peer: Peer, note: dict[str, Any], *given: dict[str, Any]) -> None:
    note["replies"] = collection(peer, note["id"].removeprefix(peer.url) + "/replies", [each["id"] for each in given])


async def opens(town: Town, ann: Person, note: dict[str, Any]) -> list[str]:
    """The ids of the answers that Ann sees, once everything has been asked for."""
    known = await posts.find(town.db, note["id"])
    path = f"/api/v1/statuses/{known}/context"
    await ann.get(path)
    await town.settle()
    return [status["uri"] for status in (await ann.get(path)).json["descendants"]]


async def knows(town: Town, ann: Person, zoe: Writer, **more: Any) -> dict[str, Any]:
    """A note of Zoe's that has come."""
    await befriend(town, ann, zoe)
    note = zoe.note("Who is there?", **more)
    await zoe.sends(town, zoe.create(note))
    await town.settle()
    return note


async def test_answers_and_theirs_are_found_when_a_thread_is_opened(town: Town, peer: Peer, third: Peer):
    ann, zoe, far = await town.person("ann"), peer.person("zoe"), third.person("far")
    note = await knows(town, ann, zoe)
    first, second = (far.note(f"Me {number}", inReplyTo=note["id"]) for number in range(2))
    third_answer = zoe.note("You?", inReplyTo=note["id"])
    below = zoe.note("And you?", inReplyTo=first["id"])
    answers(peer, note, first, second, third_answer)
    answers(third, first, below)
    found = await opens(town, ann, note)
    assert set(found) == {first["id"], second["id"], third_answer["id"], below["id"]}


async def test_what_came_with_a_page_is_joined_to_what_it_answers_when_it_is_opened(
    town: Town, peer: Peer, third: Peer
):
    """A page brings posts alone; above one of them are two of another server, of which the nearer has come already."""
    ann, zoe, far = await town.person("ann"), peer.person("zoe"), third.person("far")
    first = far.note("In the beginning")
    second = far.note("and then", inReplyTo=first["id"])
    answer = zoe.note("Indeed", inReplyTo=second["id"])
    zoe.more = {"outbox": collection(peer, "/users/zoe/outbox", [zoe.create(answer)], "OrderedCollection")}
    far.more = {"outbox": collection(third, "/users/far/outbox", [far.create(second)], "OrderedCollection")}
    for who in (zoe, far):
        found = (await ann.get(f"/api/v2/search?resolve=true&type=accounts&q={who.handle}")).json["accounts"][0]
        await ann.get(f"/api/v1/accounts/{found['id']}/statuses")
        await town.settle()
    assert await posts.find(town.db, first["id"]) is None
    await opens(town, ann, answer)
    known = await posts.find(town.db, answer["id"])
    above = (await ann.get(f"/api/v1/statuses/{known}/context")).json["ancestors"]
    assert [each["uri"] for each in above] == [first["id"], second["id"]]


async def test_the_whole_conversation_is_found_by_its_context(town: Town, peer: Peer):
    ann, zoe, yan = await town.person("ann"), peer.person("zoe"), peer.person("yan")
    note = await knows(town, ann, zoe)
    first = yan.note("Me", inReplyTo=note["id"])
    second = zoe.note("You", inReplyTo=first["id"])
    note["context"] = collection(peer, "/contexts/1", [second["id"], first["id"], note["id"]])
    assert await opens(town, ann, note) == [first["id"], second["id"]]


async def test_nobody_is_asked_again_for_hours_however_many_look(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    note = await knows(town, ann, zoe)
    answers(peer, note)
    for hours, asks in ((0, 1), (1, 0), (2, 1)):
        town.forward(hours=hours)
        peer.asked.clear()
        for _ in range(3):
            await opens(town, ann, note)
        assert peer.asked.count(note["id"].removeprefix(peer.url)) == asks


async def test_who_is_not_signed_in_makes_us_ask_nobody(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    note = await knows(town, ann, zoe)
    known = await posts.find(town.db, note["id"])
    them = await profiles.find(town.db, uri=zoe.uri)
    peer.asked.clear()
    for path in (f"/api/v1/statuses/{known}/context", f"/api/v1/accounts/{them}/statuses"):
        assert (await town.get(path)).status == 200
    await town.settle()
    assert peer.asked == []


async def test_what_few_may_see_is_asked_of_nobody(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    note = await knows(town, ann, zoe, to=[zoe.followers], cc=[])
    peer.asked.clear()
    assert await opens(town, ann, note) == []
    assert peer.asked == []


async def test_nothing_is_asked_of_a_server_that_is_shut_out(town: Town, peer: Peer, third: Peer):
    ann, zoe, far = await town.person("ann"), peer.person("zoe"), third.person("far")
    note = await knows(town, ann, zoe)
    answer, stays = far.note("Me", inReplyTo=note["id"]), zoe.note("And me", inReplyTo=note["id"])
    answers(peer, note, answer, stays)
    async with town.db.write() as tx:
        await domains.block(tx, third.host, domains.Wanted("suspend"))
    assert await opens(town, ann, note) == [stays["id"]]
    assert third.asked == []


async def test_what_a_collection_says_of_others_is_asked_of_them(town: Town, peer: Peer, third: Peer):
    ann, zoe, far = await town.person("ann"), peer.person("zoe"), third.person("far")
    note = await knows(town, ann, zoe)
    answer = far.note("True words", inReplyTo=note["id"])
    collection(peer, "/r", [answer | {"content": "Forged words"}])
    note["replies"] = f"{peer.url}/r"
    await opens(town, ann, note)
    status = await shown(town, answer, ann)
    assert status
    assert status["content"] == "True words"


async def test_a_collection_that_never_ends_is_left_after_ten_pages(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    note = await knows(town, ann, zoe)
    note["replies"] = collection(peer, "/endless", [f"{peer.url}/never/{number}" for number in range(60)], size=1)
    peer.asked.clear()
    await opens(town, ann, note)
    assert sum(path.startswith("/endless") for path in peer.asked) == 10


async def test_a_collection_that_leads_to_itself_or_away_ends(town: Town, peer: Peer, third: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    note = await knows(town, ann, zoe)
    note["replies"] = collection(peer, "/circle", [], size=1)
    peer.documents["/circle/0"]["next"] = f"{peer.url}/circle/0"
    await opens(town, ann, note)
    assert peer.asked.count("/circle/0") == 1
    town.forward(hours=3)
    peer.documents["/circle/0"]["next"] = f"{third.url}/elsewhere"
    await opens(town, ann, note)
    assert third.asked == []


async def test_a_purse_ends_by_number_host_size_and_time(town: Town, peer: Peer, third: Peer):
    zoe, far = peer.person("zoe"), third.person("far")
    with spending(Purse(requests=3, size=1 << 20, of_a_host=2, seconds=60)):
        await fetch(town.db, zoe.uri)
        await fetch(town.db, zoe.uri)
        with pytest.raises(Spent):
            await fetch(town.db, zoe.uri)
        await fetch(town.db, far.uri)
        with pytest.raises(Spent):
            await fetch(town.db, far.uri)
    for left in (Purse(9, 100, 9, 60), Purse(9, 1 << 20, 9, 0)):
        with spending(left), pytest.raises((Refused, Unreachable)):
            await fetch(town.db, zoe.uri)
    await fetch(town.db, zoe.uri)


async def test_a_thread_spends_no_more_than_its_purse(town: Town, peer: Peer, monkeypatch: pytest.MonkeyPatch):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    note = await knows(town, ann, zoe)
    answers(peer, note, *[zoe.note(str(number), inReplyTo=note["id"]) for number in range(15)])
    monkeypatch.setattr(activitypub, "purse", lambda: Purse(requests=9, size=1 << 20, of_a_host=99, seconds=60))
    peer.asked.clear()
    await opens(town, ann, note)
    assert len(peer.asked) == 9


async def test_what_somebody_wrote_before_is_found_when_their_page_is_opened(town: Town, peer: Peer, third: Peer):
    ann, zoe, far = await town.person("ann"), peer.person("zoe"), third.person("far")
    old, named = zoe.note("Long ago", published="2020-01-01T00:00:00Z"), zoe.note("Named only")
    secret = zoe.note("Secret", to=[zoe.followers], cc=[])
    others = far.note("Of another")
    items = [zoe.create(old), zoe.create(named) | {"object": named["id"]}, zoe.create(secret),
             zoe.activity("Create", others), zoe.activity("Announce", others["id"]),
             zoe.activity("Create", zoe.note("Forged") | {"attributedTo": peer.person("eve").uri})]
    zoe.more = {"outbox": collection(peer, "/users/zoe/outbox", items, "OrderedCollection")}
    them = await profiles.seek(town.db, zoe.handle)
    path = f"/api/v1/accounts/{them}/statuses"
    assert (await ann.get(path)).json == []
    await town.settle()
    assert [status["uri"] for status in (await ann.get(path)).json] == [named["id"], old["id"]]
    assert (await ann.get("/api/v1/notifications")).json == []
    assert third.asked == []


async def test_pages_of_the_web_ask_too(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    note = await knows(town, ann, zoe)
    answer, old = zoe.note("Me", inReplyTo=note["id"]), zoe.note("Long ago")
    answers(peer, note, answer)
    zoe.more = {"outbox": collection(peer, "/users/zoe/outbox", [zoe.create(old)], "OrderedCollection")}
    known = await posts.find(town.db, note["id"])
    visitor = await browser(town, ann)
    for path in (f"/@{zoe.handle}/{known}", f"/@{zoe.handle}"):
        assert (await visitor.get(path)).status == 200
    await town.settle()
    assert await posts.find(town.db, answer["id"])
    assert await posts.find(town.db, old["id"])
