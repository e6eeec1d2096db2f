"""A year looked back on: when, by whom, and what is in it."""

from datetime import UTC, datetime

import pytest

from hubbub.base.clock import clock, now
from hubbub.base.errors import NotFound
from hubbub.relations import years
from hubbub.relations.years.store import Kinds
from hubbub.relations.years.years import _archetype
from tests.town import Town


def _december() -> int:
    """Let it be the eleventh of December; of which year."""
    year = now().year
    clock.forward(datetime(year, 12, 11, tzinfo=UTC) - now())
    return year


async def test_a_year_may_be_asked_for_when_it_ends_by_who_wrote_in_it(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.posts("Hm")
    year = _december()
    assert await years.state(town.db, ann.profile, year) == "eligible"
    assert await years.state(town.db, bob.profile, year) == "ineligible"
    for other in (year + 1, year - 1, 0, 9_000):
        assert await years.state(town.db, ann.profile, other) == "ineligible"
    clock.forward(datetime(year, 12, 9, tzinfo=UTC) - now())
    assert await years.state(town.db, ann.profile, year) == "ineligible"


async def test_a_year_is_put_together_once_and_read(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.follows(bob)
    mine = await ann.posts("#bread and #bread")
    theirs = await bob.posts("Hm")
    await ann.posts("Yes", in_reply_to_id=theirs["id"])
    await ann.post(f"/api/v1/statuses/{theirs['id']}/reblog")
    await bob.post(f"/api/v1/statuses/{mine['id']}/favourite")
    month, year = now().month, _december()
    async with town.db.write() as tx:
        assert await years.ask(tx, ann.profile, year) == "generating"
        assert await years.ask(tx, ann.profile, year) == "generating"
    with pytest.raises(NotFound):
        await years.find(town.db, ann.profile, year)
    await town.settle()
    assert await years.state(town.db, ann.profile, year) == "available"
    data = (await years.find(town.db, ann.profile, year)).data
    assert (data["posts"], data["boosts"], data["replies"]) == (3, 1, 1)
    assert (data["most_boosted"], data["most_liked"], data["most_answered"]) == (None, int(mine["id"]), None)
    assert (data["tags"], data["apps"]) == ([["bread", 1]], [["Test", 2]])
    assert data["answered"] == data["boosted"] == [[str(bob.profile), 1]]
    assert (data["months"][month - 1], data["ahead_of"]) == ([3, 1, 0], 100)
    assert [row.year for row in await years.list_years(town.db, ann.profile)] == [year]
    async with town.db.write() as tx:
        await years.mark_read(tx, ann.profile, year)
    assert await years.list_years(town.db, ann.profile) == []
    with pytest.raises(NotFound):
        await years.find(town.db, bob.profile, year)


async def test_what_was_taken_back_or_is_another_s_counts_for_nothing(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    gone = await ann.posts("Gone")
    await ann.call("DELETE", f"/api/v1/statuses/{gone['id']}")
    await bob.posts("Bob's own")
    assert await years.state(town.db, ann.profile, _december()) == "ineligible"


async def test_what_only_some_may_see_is_never_among_what_is_shown_first(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    secret = await ann.posts("@bob psst", visibility="direct")
    await bob.post(f"/api/v1/statuses/{secret['id']}/favourite")
    year = _december()
    async with town.db.write() as tx:
        await years.ask(tx, ann.profile, year)
    await town.settle()
    assert (await years.find(town.db, ann.profile, year)).data["most_liked"] is None


async def test_polls_make_a_pollster(town: Town):
    ann = await town.person("ann")
    for number in range(20):
        await ann.posts(f"Which {number}?", poll={"options": ["A", "B"], "expires_in": 3600})
    year = _december()
    async with town.db.write() as tx:
        await years.ask(tx, ann.profile, year)
    await town.settle()
    assert (await years.find(town.db, ann.profile, year)).data["archetype"] == "pollster"


@pytest.mark.parametrize(("at", "year"), [("2026-12-09", None), ("2026-12-10", 2026), ("2026-12-31", 2026),
                                          ("2027-01-01", None)])
def test_a_year_is_offered_while_it_ends(at: str, year: int | None):
    assert years.season(datetime.fromisoformat(at)) == year


@pytest.mark.parametrize(("kinds", "is_called"), [
    (Kinds(3, 0, 0, 0), "lurker"), (Kinds(50, 40, 0, 0), "booster"), (Kinds(50, 0, 40, 0), "replier"),
    (Kinds(50, 5, 5, 0), "oracle"), (Kinds(50, 5, 5, 10), "pollster"),
])
def test_what_somebody_mostly_did_has_a_name(kinds, is_called):
    assert _archetype(kinds) == is_called
