"""Rules and papers: kept in every version."""

from datetime import timedelta

import pytest

from hubbub.base.clock import now
from hubbub.base.errors import Invalid, NotFound
from hubbub.trust import rules
from tests.town import Town


async def test_rules_stand_in_their_order_and_one_that_is_gone_is_still_known(town: Town):
    async with town.db.write() as tx:
        first = await rules.add_rule(tx, "Be  kind", "To all")
        second = await rules.add_rule(tx, "No spam")
        await rules.edit_rule(tx, first, "Be very kind")
        await rules.remove_rule(tx, second)
    assert [(rule.text, rule.hint) for rule in await rules.list_rules(town.db)] == [("Be very kind", "")]
    assert [rule.text for rule in await rules.list_by_ids(town.db, [second])] == ["No spam"]
    async with town.db.write() as tx:
        with pytest.raises(NotFound):
            await rules.remove_rule(tx, second)


@pytest.mark.parametrize(("kind", "text"), [("title", "x" * 101), ("contact", "me"), ("contact", "a@b.test, c@d.test")])
async def test_a_paper_that_does_not_fit_is_refused(town: Town, kind: str, text: str):
    async with town.db.write() as tx:
        with pytest.raises(Invalid):
            await rules.write(tx, kind, text)


async def test_an_emptied_paper_is_as_if_it_were_not_there(town: Town):
    async with town.db.write() as tx:
        await rules.write(tx, "about", "Once")
        await rules.write(tx, "about", "")
    assert await rules.papers(town.db) == {}


async def test_terms_hold_from_their_day_on_and_never_from_a_day_that_is_over(town: Town):
    day = now().date()
    async with town.db.write() as tx:
        await rules.write(tx, "terms", "First")
        await rules.write(tx, "terms", "Second", day + timedelta(days=7))
        with pytest.raises(Invalid):
            await rules.write(tx, "terms", "Third", day - timedelta(days=1))
    assert (await rules.papers(town.db))["terms"].text == "First"
    town.forward(days=7)
    assert (await rules.papers(town.db))["terms"].text == "Second"
