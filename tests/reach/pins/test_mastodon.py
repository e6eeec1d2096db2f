"""Pins in the client API."""

import re

import pytest

from tests.reach.media.sending import sent
from tests.reach.posts.test_streams import picture
from tests.town import Town

NEXT = re.compile(r'<http://here\.test([^>]+)>; rel="next"')


async def test_a_pinned_post_stands_among_the_pinned_and_its_author_is_told(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await bob.follows(ann)
    first, second = await ann.posts("One"), await ann.posts("Two")
    assert first["pinned"] is False
    for status in (second, first):
        assert (await ann.post(f"/api/v1/statuses/{status['id']}/pin")).json["pinned"] is True
    listed = (await bob.get(f"/api/v1/accounts/{ann.profile}/statuses?pinned=true")).json
    assert [status["id"] for status in listed] == [first["id"], second["id"]]
    assert "pinned" not in listed[0]
    await town.settle()
    assert [status["pinned"] for status in await ann.home()] == [True, True]
    assert "pinned" not in (await bob.home())[0]
    assert (await ann.post(f"/api/v1/statuses/{first['id']}/unpin")).json["pinned"] is False
    assert [status["pinned"] for status in await ann.home()] == [True, False]
    assert len((await town.get(f"/api/v1/accounts/{ann.profile}/statuses?pinned=true")).json) == 1
    assert len((await town.get(f"/api/v1/accounts/{ann.profile}/statuses?pinned=false")).json) == 2


@pytest.mark.parametrize(("query", "wanted"), [
    ("", ["tagged", "answer", "plain", "media"]), ("&tagged=bread", ["tagged", "media"]), ("&tagged=none", []),
    ("&exclude_replies=true", ["tagged", "plain", "media"]), ("&only_media=true", ["media"]),
    ("&tagged=bread&only_media=1", ["media"]), ("&limit=2", ["tagged", "answer"]),
    ("&exclude_reblogs=true&exclude_direct=true", ["tagged", "answer", "plain", "media"]),
])
async def test_of_the_pinned_too_one_asks_for_some_alone(town: Town, query: str, wanted: list[str]):
    ann, bob = await town.person("ann"), await town.person("bob")
    asked = await bob.posts("What?")
    shot = (await sent(ann, picture()))["id"]
    made = {
        "media": await ann.posts("Seen #bread", media_ids=[shot]), "plain": await ann.posts("Plain"),
        "answer": await ann.posts("@bob this", in_reply_to_id=asked["id"]), "tagged": await ann.posts("Words #bread"),
        "other": await ann.posts("Not pinned #bread"),
    }
    for name in ("media", "plain", "answer", "tagged"):
        assert (await ann.post(f"/api/v1/statuses/{made[name]['id']}/pin")).status == 200
    shown = (await ann.get(f"/api/v1/accounts/{ann.profile}/statuses?pinned=true{query}")).json
    names = {status["id"]: name for name, status in made.items()}
    assert [names[status["id"]] for status in shown] == wanted


async def test_pages_of_the_pinned_follow_each_other_though_they_stand_otherwise(town: Town):
    ann = await town.person("ann")
    made = [await ann.posts(f"No. {n}") for n in range(4)]
    for n in (3, 1, 0, 2):
        await ann.post(f"/api/v1/statuses/{made[n]['id']}/pin")
    where, seen = f"/api/v1/accounts/{ann.profile}/statuses?pinned=true&limit=3", list[str]()
    while where and len(seen) < 9:
        page = await ann.get(where)
        seen += [status["id"] for status in page.json]
        where = link.group(1) if (link := NEXT.search(page.headers.get("link", ""))) else ""
    assert sorted(seen) == [status["id"] for status in made]


async def test_what_cannot_be_pinned_does_not_say_whether_it_is(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    assert "pinned" not in await ann.posts("@bob for you", visibility="direct")
    theirs = await bob.posts("Boost me")
    assert "pinned" not in (await ann.post(f"/api/v1/statuses/{theirs['id']}/reblog")).json


async def test_how_many_may_be_pinned_is_in_the_instance_document(town: Town):
    assert (await town.get("/api/v2/instance")).json["configuration"]["accounts"]["max_pinned_statuses"] == 5
