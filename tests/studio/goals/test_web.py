"""Pages of goals."""

import re

from hubbub.people import teams
from hubbub.studio import goals
from tests.browser import Browser, browser
from tests.studio.goals.test_goals import begin, click, convert, short
from tests.studio.goals.test_mastodon import call
from tests.town import Person, Town


async def page_of(town: Town, name: str = "ann") -> tuple[Person, Browser]:
    person = await town.person(name)
    return person, await browser(town, person)


async def test_the_key_is_shown_once_with_an_example_that_works(town: Town):
    ann, page = await page_of(town)
    assert "No goal yet" in (await page.get("/studio/goals")).text
    assert 'placeholder="0,00"' in (await (await browser(town, ann, speaks="de")).get("/studio/goals")).text
    made = await page.sends("/studio/goals", name="Order", value="12,50", currency="eur")
    assert made.status == 200
    key = re.search(r"<code>([0-9a-f]{64})</code>", made.text)
    assert key is not None
    assert "no-store" in made.headers["cache-control"]
    goal = (await goals.list_goals(town.db, ann.profile))[0]
    assert (str(goal.value), goal.currency) == ("12.5000", "EUR")
    assert (await call(town, goal.id, key[1], b'{"external_id": "1"}')).status == 201
    later = (await page.get(f"/studio/goals/{goal.id}")).text
    assert key[1] not in later
    assert "openssl dgst -sha256" in later
    assert f"Hubbub-Goal: {goal.id}" in later


async def test_a_new_key_is_shown_once_too(town: Town):
    ann, page = await page_of(town)
    goal, old = await begin(town, ann)
    answer = await page.sends(f"/studio/goals/{goal.id}/key")
    new = re.search(r"<code>([0-9a-f]{64})</code>", answer.text)
    assert new is not None
    assert new[1] != old
    assert (await call(town, goal.id, old, b'{"external_id": "1"}')).status == 401


async def test_conversions_are_listed_with_their_paths(town: Town):
    ann, page = await page_of(town)
    goal, _ = await begin(town, ann)
    await convert(town, goal, external_id="order-1", click=await click(town, await short(town, ann)))
    await convert(town, goal, external_id="order-2")
    shown = (await page.get(f"/studio/goals/{goal.id}")).text
    assert "order-1" in shown
    assert "goals__touch--media" in shown
    assert "no path" in shown
    assert "10.00 EUR" in shown
    assert "20.00 EUR" in (await page.get("/studio/goals")).text


async def test_a_refusal_gives_back_what_was_typed(town: Town):
    _, page = await page_of(town)
    answer = await page.sends("/studio/goals", name="Order", value="ten", currency="EUR")
    assert answer.status == 422
    assert 'value="Order"' in answer.text
    assert "This is not an amount." in answer.text
    for value in ("nan", "1e999999999999"):
        assert (await page.sends("/studio/goals", name="Order", value=value, currency="EUR")).status == 422
    assert (await page.sends("/studio/goals", name="Order", value="1", currency="EURO")).status == 422


async def test_anothers_goal_is_not_found_on_any_page(town: Town):
    ann, _ = await page_of(town)
    goal, _ = await begin(town, ann)
    _, other = await page_of(town, "bob")
    for path in (f"/studio/goals/{goal.id}", f"/studio/goals/{goal.id}.csv"):
        assert (await other.get(path)).status == 404
    assert (await other.sends(f"/studio/goals/{goal.id}/key")).status == 404
    assert "Order</a>" not in (await other.get("/studio/goals")).text


async def test_an_analyst_looks_but_makes_no_key(town: Town):
    ann, page = await page_of(town)
    goal, key = await begin(town, ann)
    async with town.db.write() as tx:
        await teams.join(tx, ann.profile, ann.account, teams.Role.ANALYST)
    assert (await page.get(f"/studio/goals/{goal.id}")).status == 200
    assert (await page.sends(f"/studio/goals/{goal.id}/key")).status == 403
    assert (await page.sends("/studio/goals", name="Mine", currency="EUR")).status == 403
    assert (await call(town, goal.id, key, b'{"external_id": "1"}')).status == 201


async def test_the_table_can_be_taken_away_without_formulas(town: Town):
    ann, page = await page_of(town)
    goal, _ = await begin(town, ann)
    await convert(town, goal, external_id="=cmd", click=await click(town, await short(town, ann)))
    text = (await page.get(f"/studio/goals/{goal.id}.csv")).text
    assert ",'=cmd,10.0000,EUR,click" in text
