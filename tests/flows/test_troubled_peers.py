"""Peers that are slow, gone, moved, or have another key: what they get all the same, and who does not wait for them."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from aiohttp import web

from hubbub.base.clock import now
from hubbub.base.outside import Outside
from hubbub.people import profiles
from tests.doors.fediverse.test_delivery import follower, let_pass, reached
from tests.outside import PUBLIC, Peer
from tests.people.follows.test_synchronising import stands, syncs, writes
from tests.reach.backfills.test_activitypub import answers, opens
from tests.reach.posts.befriending import befriend, shown, uri_of
from tests.town import Town


@pytest.mark.parametrize("status", [301, 308])
async def test_an_inbox_that_has_moved_within_its_server_is_found_where_it_is_now(town: Town, peer: Peer, status: int):
    """F17: signed afresh for the address that it goes to."""
    ann = await town.person("ann")
    await follower(town, peer, ann)
    there = {"/inbox": web.Response(status=status, headers={"location": "/in"})}
    peer.says = lambda given: there.get(given.path, 202)
    made = await ann.posts("Follow me")
    await town.settle()
    arrived = peer.inbox[-1]
    assert (arrived.path, arrived.json["object"]["id"]) == ("/in", made["uri"])
    assert "(request-target)" in arrived.headers["signature"]
    assert await reached(ann, made) == (1, 1)


async def test_an_inbox_that_has_moved_to_another_server_is_not_followed_there(town: Town, peer: Peer, third: Peer):
    ann = await town.person("ann")
    await follower(town, peer, ann)
    peer.says = lambda _: web.Response(status=308, headers={"location": f"{third.url}/inbox"})
    made = await ann.posts("Follow me not")
    await town.settle()
    assert third.asked == []
    assert await reached(ann, made) == (0, 1)


async def test_an_inbox_that_is_elsewhere_on_its_server_is_found_by_asking_whose_it_is(town: Town, peer: Peer):
    """F17: the old place says nothing of the new one; what waits goes there in its order, and others' with it."""
    ann = await town.person("ann")
    zoe, yan = [await follower(town, peer, ann, name) for name in ("zoe", "yan")]
    peer.says = lambda _: web.Response(status=503, headers={"retry-after": "60"})
    made = [await ann.posts(words) for words in ("One", "Two", "Three")]
    await town.settle()
    for each in (zoe, yan):
        each.more = {"endpoints": {"sharedInbox": f"{peer.url}/in"}}
    peer.says = lambda given: 202 if given.path == "/in" else web.Response(status=404)
    peer.asked.clear()
    town.forward(minutes=2)
    await town.settle()
    made.append(await ann.posts("Four"))
    await town.settle()
    assert [given["object"]["id"] for given in peer.received("Create")] == [each["uri"] for each in made]
    assert [await reached(ann, each) for each in made] == [(1, 1)] * 4
    assert len([path for path in peer.asked if path.startswith("/users/")]) == 1
    assert peer.asked[-1:] == ["/in"]
    assert peer.asked.count("/inbox") == 3, "and then no more"


async def test_what_waits_goes_where_its_reader_says_to_be_now(town: Town, peer: Peer):
    ann = await town.person("ann")
    zoe = await follower(town, peer, ann, endpoints={})
    peer.says = lambda _: web.Response(status=503, headers={"retry-after": "60"})
    made = await ann.posts("Wait for me")
    await town.settle()
    zoe.more = {"inbox": f"{peer.url}/in/zoe", "endpoints": {}}
    await zoe.sends(town, zoe.activity("Update", zoe.document))
    peer.says = lambda given: 202 if given.path == "/in/zoe" else web.Response(status=410)
    peer.asked.clear()
    town.forward(minutes=2)
    await town.settle()
    assert peer.asked == ["/users/zoe/inbox", "/in/zoe"]
    assert await reached(ann, made) == (1, 1)
    await ann.call("DELETE", f"/api/v1/statuses/{made['id']}")
    await town.settle()
    assert peer.asked[2:] == ["/in/zoe"], "what it was sent can be taken back there"
    assert len(peer.received("Delete")) == 1


async def test_whose_an_inbox_is_that_is_gone_is_asked_once_an_hour_at_most(town: Town, peer: Peer):
    ann = await town.person("ann")
    await follower(town, peer, ann)
    peer.says = lambda _: web.Response(status=404)
    peer.asked.clear()
    for number in range(5):
        await ann.posts(f"Number {number}")
    await town.settle()
    assert peer.asked.count("/users/zoe") == 1


async def test_an_inbox_that_moves_for_ever_is_followed_once(town: Town, peer: Peer):
    ann = await town.person("ann")
    await follower(town, peer, ann)
    peer.says = lambda given: web.Response(status=301, headers={"location": f"{given.path}x"})
    asked = len(peer.asked)
    await ann.posts("Round and round")
    await town.settle()
    assert peer.asked[asked:] == ["/inbox", "/inboxx", "/users/zoe"]


async def test_one_lane_keeps_its_order_through_a_pause_and_an_outage(town: Town, peer: Peer):
    """F9: what is written while its server wants us to wait, or is away, stands behind what waits; none comes twice."""
    ann = await town.person("ann")
    await follower(town, peer, ann)
    made = [await ann.posts("One")]
    await town.settle()
    peer.says = lambda given: web.Response(status=503, headers={"retry-after": "300"}) if b"Two" in given.body else 202
    made += [await ann.posts(words) for words in ("Two", "Three")]
    await town.settle()
    made.append(await ann.posts("Four"))
    town.forward(minutes=4)
    await town.settle()
    assert [given["object"]["id"] for given in peer.received("Create")] == [made[0]["uri"]]
    peer.says = lambda given: 202 if b"Two" in given.body else web.Response(status=503)
    town.forward(minutes=2)
    await town.settle()
    await peer.stop()
    made.append(await ann.posts("Five"))
    await let_pass(town, 24)
    await peer.start()
    peer.says = lambda _: 202
    made.append(await ann.posts("Six"))
    town.forward(minutes=10)
    await town.settle()
    assert [given["object"]["id"] for given in peer.received("Create")] == [each["uri"] for each in made]


async def test_who_does_not_know_our_new_key_yet_gets_what_they_refused(town: Town, peer: Peer):
    """F17: 401 after a key was changed, from a server that keeps the one before for a while."""
    ann = await town.person("ann")
    await follower(town, peer, ann)
    async with town.db.write() as tx:
        await profiles.change_key(tx, ann.profile)
    peer.says = lambda _: 401
    made = await ann.posts("It is still me")
    await town.settle()
    peer.inbox.clear()
    peer.says = lambda _: 202
    town.forward(minutes=5)
    await town.settle()
    assert [given["object"]["id"] for given in peer.received("Create")] == [made["uri"]]


async def test_who_refuses_a_key_that_was_not_changed_is_not_asked_again(town: Town, peer: Peer):
    ann = await town.person("ann")
    await follower(town, peer, ann)
    peer.says = lambda _: 401
    await ann.posts("No?")
    await town.settle()
    asked = len(peer.asked)
    await let_pass(town, 24, 2)
    assert len(peer.asked) == asked


async def test_who_does_not_answer_keeps_nobody_else_waiting_and_is_sent_one_letter_at_a_time(
    town: Town, peer: Peer, third: Peer
):
    """F12: what is written meanwhile goes to everybody else at once."""
    ann = await town.person("ann")
    await follower(town, peer, ann)
    await follower(town, third, ann)
    peer.lingers, asked = asyncio.Event(), len(peer.asked)
    working = asyncio.create_task(town.worker.run())
    try:
        for number in range(3):
            await ann.posts(f"Number {number}")
        async with asyncio.timeout(20):
            while len(third.received("Create")) < 3:
                await asyncio.sleep(0.01)
        assert len(peer.asked) - asked == 1
    finally:
        peer.lingers.set()
        town.worker.stop()
        await working
        town.worker.stopping = False
    await town.settle()
    assert [given["object"]["content"] for given in peer.received("Create")] == [
        f"<p>Number {number}</p>" for number in range(3)]


async def test_a_name_that_nobody_has_any_more_costs_little(town: Town, peer: Peer, monkeypatch: pytest.MonkeyPatch):
    """F10: after a week it is looked up once a day."""
    ann = await town.person("ann")
    await follower(town, peer, ann)
    looked: list[str] = []

    async def nowhere(host: str, port: int) -> list[tuple[str, int]]:
        looked.append(host)
        return []

    outside = Outside(town.db.here.settings, resolve=nowhere)
    monkeypatch.setattr(town.db, "here", replace(town.db.here, outside=outside))
    await ann.posts("Anybody?")
    await let_pass(town, 8 * 24, 12)
    looked.clear()
    await let_pass(town, 10 * 24, 12)
    await outside.close()
    assert 1 <= len(looked) <= 12


def counted(status: dict[str, Any]) -> tuple[int, ...]:
    return tuple(status[f"{name}_count"] for name in ("favourites", "reblogs", "replies"))


async def test_the_same_five_times_at_once_by_both_inboxes_counts_once(town: Town, peer: Peer):
    """F14: as each was signed anew, no signature gives them away."""
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    made = await ann.posts("Count", poll={"options": ["a", "b"], "expires_in": 3600})
    note = zoe.note("Mine", inReplyTo=made["uri"], tag=[{"type": "Mention", "href": uri_of(ann)}])
    vote = zoe.note("", name="a", inReplyTo=made["uri"], to=[uri_of(ann)], cc=[]) | {"content": None}
    did = [zoe.activity("Like", made["uri"]), zoe.activity("Announce", made["uri"], to=[PUBLIC]), zoe.create(note),
           zoe.create(vote)]
    paths = ("/inbox", f"/users/{ann.profile}/inbox")

    async def sends(each: dict[str, Any], n: int) -> int:
        """Two that hold each other up may both be asked to come again, and do, as servers do."""
        for once_more in range(4):
            covered = f"(request-target) host date digest{' x-n' * (n % 3 > 0 or once_more > 0)}"
            answer = await zoe.sends(town, each, paths[n % 2], covered=covered, **{"x-n": str(n + 10 * once_more)})
            if answer.status != 503:
                break
        return answer.status

    assert set(await asyncio.gather(*(sends(each, n) for each in did for n in range(5)))) == {202}
    await town.settle()
    status = (await ann.get(f"/api/v1/statuses/{made['id']}")).json
    assert (counted(status), status["poll"]["votes_count"]) == ((1, 1, 1), 1)
    told = [each["type"] for each in (await ann.get("/api/v1/notifications")).json]
    assert sorted(told) == ["favourite", "follow", "mention", "reblog"]


async def test_what_vanished_after_it_was_taken_is_found_within_a_day(town: Town, peer: Peer, third: Peer):
    """F16: of ten answers one never came, and the end of a follow was told and not heard."""
    ann, zoe, far = await town.person("ann"), peer.person("zoe"), third.person("far")
    await befriend(town, ann, zoe)
    note = zoe.note("Who is there?")
    await zoe.sends(town, zoe.create(note))
    given = [far.note(f"Me {number}", inReplyTo=note["id"]) for number in range(10)]
    for number, each in enumerate(given):
        if number != 7:
            await far.sends(town, far.create(each))
    answers(peer, note, *given)
    await town.settle()
    assert await shown(town, given[7], ann) is None
    town.forward(hours=3)
    assert set(await opens(town, ann, note)) == {each["id"] for each in given}
    await writes(town, zoe, syncs(zoe, []))
    assert not await stands(town, ann, zoe), "they have lost the follow, and say so"


@pytest.mark.parametrize(("until", "early"), [(timedelta(hours=1), False), (timedelta(days=-9000), True)])
async def test_a_date_says_when_to_come_again_as_well(town: Town, peer: Peer, until: timedelta, early: bool):
    """F17: nothing comes before it, and one that is past means now."""
    ann = await town.person("ann")
    await follower(town, peer, ann)
    date = format_datetime(now() + until, usegmt=True)
    peer.says = lambda _: web.Response(status=429, headers={"retry-after": date})
    made = await ann.posts("Soon")
    await town.settle()
    peer.says = lambda _: 202
    town.forward(minutes=1)
    await town.settle()
    assert await reached(ann, made) == (int(early), 1)
    town.forward(hours=1)
    await town.settle()
    assert await reached(ann, made) == (1, 1)
