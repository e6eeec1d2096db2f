"""What goes out of a post in Markdown: its HTML, and what was typed."""

from hubbub.base.ids import PostId
from hubbub.reach import posts
from hubbub.reach.posts.note import note
from tests.town import Town


async def note_of(town, status):
    return await note(town.db, (await posts.get(town.db, [PostId(int(status["id"]))]))[0])


async def test_the_source_goes_along(town: Town):
    ann = await town.person("ann")
    sent = await note_of(town, await ann.posts("**Hello** `#no` #soup", content_type="text/markdown"))
    assert sent["source"] == {"content": "**Hello** `#no` #soup", "mediaType": "text/markdown"}
    assert "<strong>Hello</strong>" in sent["content"]
    assert [tag["name"] for tag in sent["tag"]] == ["#soup"]


async def test_plain_posts_have_no_source(town: Town):
    ann = await town.person("ann")
    assert "source" not in await note_of(town, await ann.posts("**Hello**"))
