"""Publishing, seeing, removing."""

import asyncio

from tests.town import Town


async def test_a_note_is_published_with_its_links_and_tags(town: Town):
    ann = await town.person("ann")
    status = await ann.posts("Hello #World, see https://example.com/a")
    assert 'href="http://here.test/tags/world"' in status["content"]
    assert 'href="https://example.com/a"' in status["content"]
    assert status["visibility"] == "public"


async def test_an_empty_note_is_refused(town: Town):
    ann = await town.person("ann")
    answer = await ann.post("/api/v1/statuses", status="  ")
    assert (answer.status, answer.error) == (422, "Validation failed: Text can't be blank")


async def test_an_idempotency_key_publishes_once_and_refuses_another_body(town: Town):
    ann = await town.person("ann")
    key = {"idempotency-key": "one"}
    first = await ann.call("POST", "/api/v1/statuses", {"status": "Once"}, key)
    again = await ann.call("POST", "/api/v1/statuses", {"status": "Once"}, key)
    other = await ann.call("POST", "/api/v1/statuses", {"status": "Twice"}, key)
    assert first.json["id"] == again.json["id"]
    assert other.status == 422
    assert len(await ann.home()) == 1


async def test_one_key_that_comes_twice_at_once_publishes_once(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    key = {"idempotency-key": "one"}
    first, again, other = await asyncio.gather(
        ann.call("POST", "/api/v1/statuses", {"status": "Once"}, key),
        ann.call("POST", "/api/v1/statuses", {"status": "Once"}, key),
        bob.call("POST", "/api/v1/statuses", {"status": "Another's"}, key))
    assert first.json["id"] == again.json["id"] != other.json["id"]
    assert [len(await who.home()) for who in (ann, bob)] == [1, 1]


async def test_what_is_published_side_by_side_is_each_as_if_alone(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    asked = [(ann, {"status": "One #bread"}), (bob, {"status": "@ann, see!", "visibility": "direct"}),
             (ann, {"status": "  "}), (ann, {"status": "Two #bread #rye", "spoiler_text": "Food"})]
    answers = await asyncio.gather(*(who.call("POST", "/api/v1/statuses", given) for who, given in asked))
    assert [answer.status for answer in answers] == [200, 200, 422, 200]
    for answer in (answers[0], answers[1], answers[3]):
        alone = await (bob if answer is answers[1] else ann).get(f"/api/v1/statuses/{answer.json['id']}")
        assert {**answer.json, "account": 0} == {**alone.json, "account": 0}
    # Those that go by themselves may be done in any order: whichever was last has counted both.
    assert max(answers[each].json["account"]["statuses_count"] for each in (0, 3)) == 2
    assert [tag["name"] for tag in answers[3].json["tags"]] == ["bread", "rye"]
    assert [each["acct"] for each in answers[1].json["mentions"]] == ["ann"]


async def test_a_deleted_post_is_found_no_more(town: Town):
    ann = await town.person("ann")
    status = await ann.posts("Gone soon")
    answer = await ann.call("DELETE", f"/api/v1/statuses/{status['id']}")
    assert answer.json["text"] == "Gone soon"
    assert (await town.get(f"/api/v1/statuses/{status['id']}")).status == 404
    await town.settle()
    assert await ann.home() == []
