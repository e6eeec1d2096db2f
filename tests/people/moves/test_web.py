"""The page where one moves, and what others see of it."""

from hubbub.people import moves, profiles
from tests.browser import browser
from tests.town import Town

PASSWORD = "a good password"


async def test_an_account_is_named_and_taken_away_again(town: Town):
    old, new = await town.person("old"), await town.person("new")
    page = await browser(town, new)
    assert (await page.sends("/settings/moving/aliases", handle="@old")).status == 303
    assert "Name old no longer" in (await page.get("/settings/moving")).text
    uri = (await profiles.get(town.db, old.profile)).uri
    await page.sends("/settings/moving/aliases/remove", uri=uri)
    assert await moves.list_aliases(town.db, new.profile) == []
    answer = await page.sends("/settings/moving/aliases", handle="nobody@nowhere")
    assert (answer.status, "Nobody could be found there" in answer.text) == (422, True)


async def test_moving_takes_the_password_and_a_word_of_having_understood(town: Town):
    old, new = await town.person("old"), await town.person("new")
    await moves.alias(town.db, new.profile, "old")
    page = await browser(town, old)
    assert "Your followers leave with you" in (await page.get("/settings/moving")).text
    for given in ({"password": PASSWORD}, {"password": "another", "sure": "on"}, {"sure": "on"}):
        assert (await page.sends("/settings/moving/away", handle="new", **given)).status == 422
    assert (await profiles.get(town.db, old.profile)).moved_to is None
    assert (await page.sends("/settings/moving/away", handle="new", password=PASSWORD, sure="on")).status == 303
    assert "You have moved to" in (await page.get("/settings/moving")).text
    assert "has moved to" in (await (await browser(town, new)).get("/@old")).text


async def test_who_came_back_is_told_when_they_may_move_again(town: Town):
    old, new = await town.person("old"), await town.person("new")
    await moves.alias(town.db, new.profile, "old")
    await moves.leave(town.db, old.profile, "new")
    page = await browser(town, old)
    assert (await page.sends("/settings/moving/cancel")).status == 303
    shown = (await page.get("/settings/moving")).text
    assert "You can move again from" in shown
    assert 'name="password"' not in shown
