"""The page of appearances, and what it does to every other."""

from hubbub.base.words import words as language
from hubbub.people import appearances
from tests.browser import browser
from tests.town import Town

GERMAN = language("de")
WANTED = {"theme": "dark", "contrast": "more", "text_size": "large", "density": "compact", "motion": "less"}
SAID = 'data-theme="dark" data-contrast="more" data-text-size="large" data-density="compact" data-motion="less"'


async def test_every_page_says_at_once_how_it_is_to_look_in_each_browser_of_the_person(town: Town):
    ann = await town.person("ann")
    page, other = await browser(town, ann), await browser(town, ann)
    assert "data-theme" not in (await other.get("/home")).text
    await page.get("/settings/appearance")
    assert (await page.sends("/settings/appearance", **WANTED, time_zone="Europe/Berlin")).status == 303
    for path in ("/home", "/settings", "/@ann"):
        assert f'<html lang="en" dir="ltr" {SAID}>' in (await other.get(path)).text
    assert "data-theme" not in (await (await browser(town)).get("/@ann")).text
    assert "<option selected>Europe/Berlin" in (await page.get("/settings/appearance")).text


async def test_what_cannot_be_chosen_is_refused_in_words(town: Town):
    page = await browser(town, await town.person("ann"))
    await page.get("/settings/appearance")
    for wrong in ({"theme": "pink"}, {"time_zone": "../etc/passwd"}):
        sent = WANTED | {"time_zone": "UTC"} | wrong
        assert (await page.sends("/settings/appearance", **sent)).status == 422
    assert "data-theme" not in (await page.get("/home")).text


async def test_what_may_be_chosen_is_said_in_the_language_of_the_page(town: Town):
    page = await browser(town, await town.person("ann"), speaks="de")
    shown = (await page.get("/settings/appearance")).text
    for choices in appearances.CHOICES.values():
        for words in choices.values():
            assert f">{GERMAN(words)}</label>" in shown
            assert GERMAN(words) != words
