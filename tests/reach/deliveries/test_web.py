"""How far a post got, on the page."""

from hubbub.base.ids import PostId
from hubbub.reach import deliveries
from tests.browser import browser
from tests.town import Town


async def test_the_author_sees_on_the_page_how_far_a_post_got(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    status = await ann.posts("Out")
    post = PostId(int(status["id"]))
    async with town.db.write() as tx:
        await deliveries.promise(tx, post, ["a.test", "b.test"], ["https://a.test/inbox", "https://b.test/inbox"])
    await deliveries.arrive(town.db, post, "a.test")
    path = f"/@ann/{post}"
    assert "Reached 1 of 2 servers" in (await (await browser(town, ann)).get(path)).text
    assert "Reached" not in (await (await browser(town, bob)).get(path)).text
    assert "Reached" not in (await (await browser(town)).get(path)).text


async def test_a_post_that_went_nowhere_says_nothing(town: Town):
    ann = await town.person("ann")
    status = await ann.posts("In")
    assert "Reached" not in (await (await browser(town, ann)).get(f"/@ann/{status['id']}")).text
