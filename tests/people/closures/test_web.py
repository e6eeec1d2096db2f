"""The page where one leaves."""

from hubbub.people import accounts
from tests.browser import browser
from tests.people.closures.test_closures import signs_in
from tests.town import Town

WORD = "a good password"


async def test_the_page_says_what_closing_does_before_it_is_done(town: Town):
    await town.person("ann")
    bob = await town.person("bob")
    page = await browser(town, bob)
    shown = (await page.get("/settings/close")).text
    assert all(words in shown for words in ("@bob@here.test", "14 days", "deleted for good"))
    assert (await page.sends("/settings/close", password=WORD)).status == 422
    assert (await page.sends("/settings/close", sure="on", password="no")).status == 422
    assert (await page.get("/home")).status == 200
    done = await page.sends("/settings/close", sure="on", password=WORD)
    assert (done.status, "You can come back until" in done.text) == (200, True)
    assert (await page.get("/home")).status == 303
    await page.get("/sign-in")
    assert (await page.sends("/sign-in", email="bob@mail.test", password=WORD)).status == 303
    assert (await page.get("/@bob")).status == 200
    assert await accounts.session(town.db, await signs_in(town, bob))


async def test_the_owner_is_told_why_not(town: Town):
    page = await browser(town, await town.person("ann"))
    assert "You own this server" in (await page.get("/settings/close")).text
    assert (await page.sends("/settings/close", sure="on", password=WORD)).status == 403
