"""What lands in whose home."""

from tests.town import Town


async def test_the_author_sees_a_post_at_once(town: Town):
    ann = await town.person("ann")
    status = await ann.posts("Mine")
    assert [s["id"] for s in await ann.home()] == [status["id"]]
