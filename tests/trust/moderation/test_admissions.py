"""The page where those who run the server say who may sign up."""

from tests.browser import browser
from tests.town import Town
from tests.trust.staff import moderator, owner


async def test_the_owner_closes_the_doors_and_everybody_sees_it(town: Town):
    page = await browser(town, await owner(town))
    assert 'value="open" checked' in (await page.get("/settings/sign-ups")).text
    await page.sends("/settings/sign-ups", mode="approval")
    assert "Why would you like to join?" in (await town.get("/sign-up")).text
    assert "Ask to join" in (await town.get("/")).text
    await page.sends("/settings/sign-ups", mode="closed")
    assert "by invitation only" in (await town.get("/sign-up")).text
    assert 'class="button" href="/sign-up"' not in (await town.get("/")).text
    shown = (await page.get("/settings/sign-ups?saved=1")).text
    assert 'value="closed" checked' in shown
    assert shown.count("@ann</bdi>") >= 2, "who said so stands there"
    assert (await page.sends("/settings/sign-ups", mode="sometimes")).status == 422


async def test_to_everybody_else_there_is_no_such_page(town: Town):
    await owner(town)
    for who in (await moderator(town), await town.person("bob")):
        page = await browser(town, who)
        assert (await page.get("/settings/sign-ups")).status == 404
        assert (await page.sends("/settings/sign-ups", mode="closed")).status == 404
    assert "Ask to join" not in (await town.get("/")).text
