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


async def test_a_tag_is_followed_on_its_page_and_listed(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    assert "/tags/gr%C3%B6%C3%9Fe/follow" in (await page.get("/tags/größe")).text
    answer = await page.sends("/tags/größe/follow")
    assert (answer.status, answer.headers["location"]) == (303, "/tags/gr%C3%B6%C3%9Fe")
    assert [each["name"] for each in (await ann.get("/api/v1/followed_tags")).json] == ["größe"]
    assert "Unfollow größe" in (await page.get("/tags")).text
    assert (await page.sends("/tags/größe/unfollow", back="/tags")).headers["location"] == "/tags"
    assert "You follow no tags yet" in (await page.get("/tags")).text
    assert (await page.sends("/tags/123/follow")).status == 404


async def test_a_tag_is_shown_on_one_s_page_but_not_to_whom_one_blocks(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    page = await browser(town, ann)
    await page.sends("/tags/soup/feature")
    other = await browser(town, bob)
    shown, about = 'aria-label="Tags of ann"', "/@ann?tab=featured"
    assert shown in (await other.get(about)).text
    assert shown in (await (await browser(town)).get(about)).text
    await ann.post(f"/api/v1/accounts/{bob.profile}/block")
    assert shown not in (await other.get(about)).text
    await page.sends("/tags/soup/unfeature")
    assert shown not in (await page.get(about)).text
