"""Who may answer, on pages."""

from tests.browser import browser
from tests.town import Town


async def test_it_is_chosen_in_the_composer_and_told_under_the_post(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    page = await browser(town, ann)
    assert 'name="reply_policy"' in (await page.get("/compose")).text
    assert '<option value="public" selected>' in (await page.get("/compose")).text
    await page.sends("/posts", text="For all", reply_policy="public")
    assert (await ann.home())[0]["reply_policy"] == "public"
    await page.sends("/posts", text="For few", reply_policy="followers")
    post = (await ann.home())[0]["id"]
    other = await browser(town, bob)
    assert "Only followers of the author may answer." in (await other.get(f"/@ann/{post}")).text
    refused = await other.sends("/posts", text="Hi", reply_to=post)
    assert (refused.status, "you are not among them" in refused.text) == (422, True)
