"""The page of a tag."""

from tests.browser import browser
from tests.town import Town


async def test_a_tag_in_a_post_leads_to_its_page_for_anybody(town: Town):
    ann = await town.person("ann")
    await ann.posts("Look: #Größe")
    page = await browser(town)
    assert "Look:" in (await page.get("/tags/größe")).text
    assert "Look:" in (await page.get("/tags/GRÖẞE".replace("ẞ", "ß"))).text


async def test_a_tag_without_posts_offers_to_write_the_first(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    answer = await page.get("/tags/quiet")
    assert 'href="/compose?text=%23quiet%20"' in answer.text
    assert (await page.get("/tags/123")).status == 404


async def test_posts_that_are_not_public_are_not_on_the_page(town: Town):
    ann = await town.person("ann")
    await ann.posts("#cats among us", visibility="private")
    page = await browser(town)
    assert "among us" not in (await page.get("/tags/cats")).text
