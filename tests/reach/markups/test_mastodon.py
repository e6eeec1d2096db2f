"""Markdown in the client API, as GoToSocial and glitch-soc take it."""

from datetime import timedelta

from hubbub.base.clock import iso, now
from tests.town import Town

MARKDOWN = {"content_type": "text/markdown"}


async def test_it_is_announced(town: Town):
    for version in ("v1", "v2"):
        statuses = (await town.get(f"/api/{version}/instance")).json["configuration"]["statuses"]
        assert statuses["supported_mime_types"] == ["text/plain", "text/markdown"]
        assert statuses["max_characters"] == 5000


async def test_a_status_is_written_in_markdown_and_shown_so(town: Town):
    ann = await town.person("ann")
    status = await ann.posts("**Hello** #soup", **MARKDOWN)
    assert "<strong>Hello</strong>" in status["content"]
    assert [tag["name"] for tag in status["tags"]] == ["soup"]
    assert "<strong>" not in (await ann.posts("**Hello**", content_type="text/html"))["content"]


async def test_its_source_is_what_was_typed(town: Town):
    ann = await town.person("ann")
    status = await ann.posts("**Hello**", **MARKDOWN)
    source = (await ann.get(f"/api/v1/statuses/{status['id']}/source")).json
    assert (source["text"], source["content_type"]) == ("**Hello**", "text/markdown")
    plain = await ann.posts("**Hello**")
    assert (await ann.get(f"/api/v1/statuses/{plain['id']}/source")).json.get("content_type") is None


async def test_an_edit_by_an_app_that_knows_nothing_of_it_leaves_it_marked(town: Town):
    ann = await town.person("ann")
    status = await ann.posts("**one**", **MARKDOWN)
    where = f"/api/v1/statuses/{status['id']}"
    for given, bold in (({"status": "**two**"}, True), ({"status": "**three**", "content_type": "text/plain"}, False),
                        ({"status": "**four**"} | MARKDOWN, True)):
        town.forward(seconds=1)
        edited = (await ann.call("PUT", where, given)).json
        assert ("<strong>" in edited["content"]) is bold
    history = (await ann.get(f"{where}/history")).json
    assert ["<strong>" in version["content"] for version in history] == [True, True, False, True]


async def test_whoever_deletes_it_is_given_the_source_to_write_anew(town: Town):
    ann = await town.person("ann")
    status = await ann.posts("*a*", **MARKDOWN)
    gone = (await ann.call("DELETE", f"/api/v1/statuses/{status['id']}")).json
    assert (gone["text"], gone["content_type"]) == ("*a*", "text/markdown")


async def test_one_that_waits_is_marked_when_its_time_has_come(town: Town):
    ann = await town.person("ann")
    kept = await ann.posts("**later**", scheduled_at=iso(now() + timedelta(hours=1)), **MARKDOWN)
    assert kept["params"]["content_type"] == "text/markdown"
    town.forward(hours=2)
    await town.settle()
    shown = (await ann.get(f"/api/v1/accounts/{ann.profile}/statuses")).json
    assert "<strong>later</strong>" in shown[0]["content"]


async def test_only_its_author_is_told_how_it_was_written(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    status = await ann.posts("*a*", **MARKDOWN)
    assert "content_type" in (await ann.get(f"/api/v1/statuses/{status['id']}")).json
    assert "content_type" not in (await bob.get(f"/api/v1/statuses/{status['id']}")).json
