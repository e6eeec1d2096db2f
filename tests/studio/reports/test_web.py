"""The report's page."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest

from hubbub.base.clock import now
from hubbub.people import teams
from hubbub.studio import reports
from tests.browser import Browser, browser
from tests.studio.goals.test_goals import begin, click, convert
from tests.studio.people import arrive, elsewhere
from tests.studio.reports.test_reports import campaign_of, spent
from tests.town import Person, Town


async def page_of(town: Town, name: str = "ann") -> tuple[Person, Browser]:
    person = await town.person(name)
    return person, await browser(town, person)


async def busy(town: Town) -> tuple[Person, Browser]:
    """A month with a conversion for each half, for both and for none."""
    ann, page = await page_of(town)
    zoe = await elsewhere(town)
    goal, _ = await begin(town, ann)
    _, code = await campaign_of(town, ann)
    talk = await arrive(town, zoe, ann)
    await ann.posts("@zoe@two.test Hello", in_reply_to_id=str(talk))
    await convert(town, goal, external_id="m", value=Decimal(100), click=await click(town, code, "visitor-one-word"))
    await convert(town, goal, external_id="n", value=Decimal(40), person="@zoe@two.test")
    await convert(town, goal, external_id="b", value=Decimal(60), person="@zoe@two.test",
                  click=await click(town, code, "visitor-two-word"))
    await convert(town, goal, external_id="=u", value=Decimal(25))
    await town.settle()
    return ann, page


async def test_an_empty_report_says_what_to_do_and_measures_nothing_as_nothing(town: Town):
    _, page = await page_of(town)
    answer = await page.get("/studio/report")
    assert answer.status == 200
    assert "not measured" in answer.text
    assert "Make a goal" in answer.text
    assert (await page.get("/studio")).headers["location"] == "/studio/report"


async def test_the_report_shows_both_halves_the_value_and_each_path(town: Town):
    _, page = await busy(town)
    shown = (await page.get("/studio/report")).text
    for words in ("Social media", "Social networking", "Both were needed, v(B)", "Unattributed: no path is known",
                  "100.00", "40.00", "60.00", "25.00", "225.00", "goals__touch--media", "goals__touch--networking",
                  "no path", "Seven opinions", "Strongest ties", "zoe"):
        assert words in shown, words


async def test_costs_give_each_half_its_return(town: Town):
    _, page = await busy(town)
    shown = (await page.get("/studio/report")).text
    assert shown.count("cost not entered") == 2
    assert (await page.sends("/studio/costs", half="media", hours="1,5", rate="40", spend="5", currency="eur")).status \
        == 303
    await page.sends("/studio/costs", half="networking", spend="140", currency="EUR", note="Coffee")
    shown = (await page.get("/studio/report")).text
    assert "+100 %" in shown
    assert "-50 %" in shown
    assert "Coffee" in shown


async def test_a_refused_cost_is_given_back(town: Town):
    _, page = await page_of(town)
    for given in ({"spend": "much"}, {"spend": "NaN"}, {"spend": "-1"}, {"spend": "1", "currency": "EURO"}, {}):
        answer = await page.sends("/studio/costs", **({"half": "media", "currency": "EUR", "note": "Ads"} | given))
        assert answer.status == 422
        assert 'value="Ads"' in answer.text


async def test_a_cost_is_struck(town: Town):
    _, page = await page_of(town)
    await page.sends("/studio/costs", half="media", spend="10", currency="EUR", note="Ads")
    shown = (await page.get("/studio/report")).text
    where = shown.partition('action="/studio/costs/')[2].partition("/strike")[0]
    assert (await page.sends(f"/studio/costs/{where}/strike")).status == 303
    assert "Ads" not in (await page.get("/studio/report")).text


@pytest.mark.parametrize("query", [
    "from=yesterday&to=never", "from=2026-13-45", "from=9999-12-31&to=0001-01-01", "campaign=x", "from=1999-01-01",
    "to=2100-01-01", "campaign=&from=&to=",
])
async def test_days_that_cannot_be_are_the_usual_ones(town: Town, query: str):
    _, page = await page_of(town)
    assert (await page.get(f"/studio/report?{query}")).status == 200


async def test_the_days_asked_for_are_the_ones_shown(town: Town):
    ann, page = await page_of(town)
    await ann.posts("Today")
    long_ago = (now() - timedelta(days=60)).date()
    shown = (await page.get(f"/studio/report?from={long_ago}&to={long_ago}")).text
    assert f'value="{long_ago}"' in shown
    assert '<th scope="row">Posts</th><td class="table__figure">0</td>' in shown
    assert '<th scope="row">Posts</th><td class="table__figure">1</td>' in (await page.get("/studio/report")).text


@pytest.mark.parametrize("table", ["figures", "paths", "models", "clicks", "costs"])
async def test_every_table_can_be_taken_away(town: Town, table: str):
    ann, page = await busy(town)
    async with town.db.write() as tx:
        await reports.enter_cost(tx, ann.profile, spent(note="=cmd"))
    answer = await page.get(f"/studio/report/{table}.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert len(rows) > 1
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)
    assert {len(row) for row in rows} == {len(rows[0])}


async def test_there_is_no_other_table(town: Town):
    _, page = await page_of(town)
    assert (await page.get("/studio/report/secrets.csv")).status == 404


async def test_anothers_campaign_is_not_found(town: Town):
    ann, _ = await page_of(town)
    campaign, _ = await campaign_of(town, ann)
    _, other = await page_of(town, "bob")
    assert (await other.get(f"/studio/report?campaign={campaign}")).status == 404
    assert (await other.get(f"/studio/report/figures.csv?campaign={campaign}")).status == 404
    answer = await other.sends("/studio/costs", half="media", spend="1", currency="EUR", campaign=str(campaign))
    assert answer.status == 404
    assert (await other.sends("/studio/costs/1/strike")).status == 404


async def test_an_analyst_reads_and_enters_nothing(town: Town):
    ann, page = await page_of(town)
    async with town.db.write() as tx:
        await teams.join(tx, ann.profile, ann.account, teams.Role.ANALYST)
    assert (await page.get("/studio/report")).status == 200
    assert (await page.sends("/studio/costs", half="media", spend="1", currency="EUR")).status == 403
    assert (await page.sends("/studio/costs/1/strike")).status == 403


async def test_the_navigation_leads_to_the_studio(town: Town):
    _, page = await page_of(town)
    assert 'href="/studio/report"' in (await page.get("/home")).text
    stranger = await browser(town)
    assert 'href="/studio/report"' not in (await stranger.get("/public")).text
    assert (await stranger.get("/studio/report")).headers["location"].startswith("/sign-in")
