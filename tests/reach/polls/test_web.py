"""Polls on pages, with script and without."""

from tests.browser import browser
from tests.town import Town

from .asking import asks


async def test_a_form_without_script_votes_and_leads_back(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = (await asks(ann))["id"]
    page = await browser(town, bob)
    assert 'type="radio" name="choice" value="1"' in (await page.get(f"/@ann/{post}")).text
    answer = await page.sends(f"/posts/{post}/vote", choice="1", back=f"/@ann/{post}")
    assert (answer.status, answer.headers["location"]) == (303, f"/@ann/{post}")
    shown = (await page.get(f"/@ann/{post}")).text
    assert "Your choice" in shown
    assert 'name="choice"' not in shown


async def test_a_script_gets_the_poll_anew_and_nothing_else(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = (await asks(ann))["id"]
    answer = await (await browser(town, bob)).presses(f"/posts/{post}/vote", choice="0", back="/home")
    assert "Your choice" in answer.text
    assert "<html" not in answer.text


async def test_no_choice_is_said_to_be_none(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = (await asks(ann))["id"]
    assert (await (await browser(town, bob)).sends(f"/posts/{post}/vote", back="/home")).status == 422


async def test_anybody_sees_the_counts_and_how_long_it_is_open(town: Town):
    ann = await town.person("ann")
    post = (await asks(ann))["id"]
    shown = (await town.get(f"/@ann/{post}", accept="text/html")).text
    assert "open until" in shown
    assert 'name="choice"' not in shown
    town.forward(hours=2)
    assert "closed" in (await town.get(f"/@ann/{post}", accept="text/html")).text
