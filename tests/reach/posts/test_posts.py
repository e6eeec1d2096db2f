"""Publishing, seeing, removing."""

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


async def test_a_deleted_post_is_found_no_more(town: Town):
    ann = await town.person("ann")
    status = await ann.posts("Gone soon")
    answer = await ann.call("DELETE", f"/api/v1/statuses/{status['id']}")
    assert answer.json["text"] == "Gone soon"
    assert (await town.get(f"/api/v1/statuses/{status['id']}")).status == 404
    await town.settle()
    assert await ann.home() == []
