"""What an app is told of a thread that is being filled in."""

from hubbub.reach import posts
from tests.outside import Peer
from tests.town import Town

from .test_activitypub import answers, knows


async def test_an_app_is_told_that_more_may_come_and_when_it_has(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    note = await knows(town, ann, zoe)
    answers(peer, note, zoe.note("Me", inReplyTo=note["id"]))
    known = await posts.find(town.db, note["id"])
    told = (await ann.get(f"/api/v1/statuses/{known}/context")).headers["mastodon-async-refresh"]
    number = told.split('"')[1]
    assert told == f'id="{number}", retry=3, result_count=0'
    path = f"/api/v1_alpha/async_refreshes/{number}"
    assert (await ann.get(path)).json == {"async_refresh": {"id": number, "status": "running", "result_count": 0}}
    await town.settle()
    assert (await ann.get(path)).json == {"async_refresh": {"id": number, "status": "finished", "result_count": 1}}
    assert "mastodon-async-refresh" not in (await ann.get(f"/api/v1/statuses/{known}/context")).headers


async def test_what_is_under_way_for_nobody_is_not_found(town: Town):
    ann = await town.person("ann")
    assert (await ann.get("/api/v1_alpha/async_refreshes/1")).status == 404


async def test_a_thread_of_ours_is_whole(town: Town):
    ann = await town.person("ann")
    status = await ann.posts("Here")
    assert "mastodon-async-refresh" not in (await ann.get(f"/api/v1/statuses/{status['id']}/context")).headers
