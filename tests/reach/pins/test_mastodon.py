"""Pins in the client API."""

from tests.town import Town


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


async def test_what_cannot_be_pinned_does_not_say_whether_it_is(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    assert "pinned" not in await ann.posts("@bob for you", visibility="direct")
    theirs = await bob.posts("Boost me")
    assert "pinned" not in (await ann.post(f"/api/v1/statuses/{theirs['id']}/reblog")).json


async def test_how_many_may_be_pinned_is_in_the_instance_document(town: Town):
    assert (await town.get("/api/v2/instance")).json["configuration"]["accounts"]["max_pinned_statuses"] == 5
