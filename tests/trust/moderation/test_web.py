"""The pages on which people are let in and judged, without script."""

from hubbub.people import profiles
from tests.browser import browser
from tests.town import Town
from tests.trust.moderation.test_mastodon import waits
from tests.trust.staff import owner


async def test_the_owner_lets_one_in_and_refuses_another(town: Town):
    page = await browser(town, await owner(town))
    yan, zed = await waits(town, "yan", "Friends <b>here</b>"), await waits(town, "zed")
    shown = (await page.get("/settings/people")).text
    for words in ("yan@mail.test", "Friends &lt;b&gt;here&lt;/b&gt;", "@zed"):
        assert words in shown, words
    await page.sends(f"/settings/people/{yan}/let-in", answer="yes")
    await page.sends(f"/settings/people/{zed}/let-in", answer="no")
    assert "Who would like to join" not in (await page.get("/settings/people")).text
    assert (await town.get("/@yan")).status == 200
    assert (await page.sends(f"/settings/people/{yan}/let-in", answer="yes")).status == 409


async def test_somebody_is_found_judged_and_let_be_again(town: Town):
    page = await browser(town, await owner(town))
    eve = await town.person("eve")
    assert f"/settings/people/{eve.profile}" in (await page.get("/settings/people?name=ev")).text
    await page.get(f"/settings/people/{eve.profile}")
    await page.sends(f"/settings/people/{eve.profile}", what="silence", words="Too <b>loud</b>")
    shown = (await page.get(f"/settings/people/{eve.profile}")).text
    assert "Too &lt;b&gt;loud&lt;/b&gt;" in shown
    assert "Let them be heard" in shown
    await page.sends(f"/settings/people/{eve.profile}", undo="silence")
    assert (await profiles.get(town.db, eve.profile)).silenced_at is None
    assert (await page.sends(f"/settings/people/{eve.profile}", what="banish")).status == 422


async def test_nobody_else_sees_these_pages(town: Town):
    ann = await owner(town)
    page = await browser(town, await town.person("bob"))
    for path in ("/settings/people", f"/settings/people/{ann.profile}"):
        assert (await page.get(path)).status == 404
    assert (await page.sends(f"/settings/people/{ann.profile}", what="suspend")).status == 404
    assert (await page.sends(f"/settings/people/{ann.profile}/let-in", answer="yes")).status == 404
