"""Figures are those of the rows, day by day."""

from datetime import timedelta

import pytest

from hubbub.base.clock import now
from hubbub.base.errors import Invalid
from hubbub.trust import figures
from tests.studio.people import arrive, elsewhere
from tests.town import Town


def week() -> figures.Days:
    return figures.Days(now() - timedelta(days=6), now())


async def total(town: Town, what: str, days: figures.Days | None = None) -> int:
    rows = await figures.measure(town.db, what, days or week())
    return next((row.count for row in rows if row.day is None), 0)


async def test_who_is_new_and_who_publishes_is_counted_once(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    for _ in range(3):
        await ann.posts("Hello")
    await bob.posts("Hello")
    await arrive(town, await elsewhere(town), ann)
    assert [await total(town, what) for what in ("new_users", "active_users")] == [2, 2]
    assert await total(town, "new_users", week().before) == 0


async def test_what_is_done_with_posts_of_people_here_is_an_interaction(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    status = await ann.posts("Hello")
    await bob.posts("@ann Hi", in_reply_to_id=status["id"])
    await bob.post(f"/api/v1/statuses/{status['id']}/reblog")
    await ann.posts("To myself", in_reply_to_id=status["id"])
    assert await total(town, "interactions") == 2


async def test_reports_are_counted_when_opened_and_when_done(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await bob.post("/api/v1/reports", account_id=str(ann.profile))
    assert [await total(town, what) for what in ("opened_reports", "resolved_reports")] == [1, 0]


async def test_posts_are_shared_out_by_language_and_server(town: Town):
    ann = await town.person("ann")
    for language in ("de", "de", "en"):
        await ann.posts("Hello", language=language)
    await arrive(town, await elsewhere(town), ann)
    assert [(row.name, row.count) for row in await figures.dimension(town.db, "languages", week())] == [
        ("de", 2), ("en", 1)]
    assert [(row.name, row.count) for row in await figures.dimension(town.db, "servers", week())] == [
        ("here.test", 3), ("two.test", 1)]
    assert await figures.dimension(town.db, "nonsense", week()) == []


async def test_the_present_week_has_what_was_done_in_it(town: Town):
    ann = await town.person("ann")
    await ann.posts("Hello")
    weeks = await figures.activity(town.db)
    assert len(weeks) == 12
    assert (weeks[0].posts, weeks[0].sign_ups, weeks[1].posts) == (1, 1, 0)


async def test_of_those_who_joined_it_is_known_how_many_published_since(town: Town):
    ann, _ = await town.person("ann"), await town.person("bob")
    await ann.posts("Hello")
    rows = await figures.cohorts(town.db, week(), "day")
    assert [(row.joined == row.period, row.joined_count, row.count) for row in rows] == [(True, 2, 1)]
    with pytest.raises(Invalid):
        await figures.cohorts(town.db, week(), "year")


def test_days_end_after_they_begin_and_are_a_year_at_most():
    for first, last in ((now(), now() - timedelta(days=1)), (now() - timedelta(days=400), now())):
        with pytest.raises(Invalid):
            figures.Days(first, last)
