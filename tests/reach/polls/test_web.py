"""Polls on pages, with script and without."""

from urllib.parse import urlencode

from hubbub.reach import polls
from tests.browser import Browser, browser
from tests.town import Answer, Town, ask

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


async def test_counts_are_shares_of_those_who_voted_and_may_be_looked_at_before_one_votes(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    post = (await asks(ann))["id"]
    reader = await browser(town, cleo)
    await (await browser(town, bob)).sends(f"/posts/{post}/vote", choice="0", back="/home")
    shown = (await reader.get(f"/@ann/{post}")).text
    assert 'name="choice"' in shown
    assert shown.index("polls__peek") < shown.index("<b>100 %</b>")
    await reader.sends(f"/posts/{post}/vote", choice="1", back="/home")
    shown = (await reader.get(f"/@ann/{post}")).text
    assert shown.count("<b>50 %</b>") == 2
    assert "polls__peek" not in shown


async def test_counts_that_are_hidden_are_shown_to_nobody_before_the_end(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = (await asks(ann, hide_totals=True))["id"]
    reader = await browser(town, bob)
    assert "polls__peek" not in (await reader.get(f"/@ann/{post}")).text
    await reader.sends(f"/posts/{post}/vote", choice="1", back="/home")
    assert "<meter" not in (await reader.get(f"/@ann/{post}")).text


async def ask_in(page: Browser, *titles: str, **more: str) -> Answer:
    """The composer's form with several rows of one name."""
    body = urlencode([("csrf", page.csrf), *(("poll_option", title) for title in titles), *more.items()]).encode()
    headers = {"cookie": "; ".join(f"{name}={value}" for name, value in page.cookies.items()),
               "content-type": "application/x-www-form-urlencoded"}
    return await ask(page.town.app, "POST", "/posts", body=body, headers=headers)


async def test_a_poll_is_asked_in_the_composer(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    assert (await page.get("/compose")).text.count('name="poll_option"') == polls.MOST
    answer = await ask_in(page, "Tea", "", " Coffee ", text="What?", poll_seconds="3600", poll_multiple="on",
                          poll_hides="on")
    assert answer.status == 303
    [status] = await ann.home()
    assert [option["title"] for option in status["poll"]["options"]] == ["Tea", "Coffee"]
    assert (status["poll"]["multiple"], status["poll"]["options"][0]["votes_count"]) == (True, None)


async def test_a_refused_poll_comes_back_as_it_was_typed(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    answer = await ask_in(page, "Tea", text="What?", poll_seconds="3600", poll_multiple="on")
    assert answer.status == 422
    assert "more than one item" in answer.text
    assert 'class="polls__ask" open' in answer.text
    assert 'name="poll_option" value="Tea"' in answer.text
    assert '<option value="3600" selected>' in answer.text
    assert await ann.home() == []
    assert (await ask_in(page, "Tea", "Coffee", text="What?", poll_seconds="9" * 18)).status == 422


async def test_empty_rows_ask_nothing(town: Town):
    ann = await town.person("ann")
    assert (await ask_in(await browser(town, ann), "", " ", text="Hello", poll_seconds="86400")).status == 303
    assert (await ann.home())[0]["poll"] is None


async def test_an_edit_of_the_words_leaves_the_poll_and_its_votes(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = (await asks(ann))["id"]
    await bob.post(f"/api/v1/polls/{post}/votes", choices=[0])
    was = (await ann.get(f"/api/v1/polls/{post}")).json
    town.forward(minutes=5)
    page = await browser(town, ann)
    assert "The poll stays as it is" in (await page.get(f"/posts/{post}/edit")).text
    assert (await page.sends(f"/posts/{post}/edit", text="Other words")).status == 303
    assert (await ann.get(f"/api/v1/polls/{post}")).json == was
