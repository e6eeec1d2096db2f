"""Weeks, as tags and links have them."""

from hubbub.reach import tags
from tests.town import Town


async def _uses(town: Town) -> list[int]:
    return [day.posts for day in (await tags.weeks(town.db, ["cats"]))["cats"]]


async def test_today_is_counted_anew_after_minutes_and_what_is_over_after_an_hour(town: Town):
    ann = await town.person("ann")
    town.forward(days=-1)
    post = await ann.posts("#cats")
    town.forward(days=1)
    await ann.posts("#cats")
    assert await _uses(town) == [1, 1, 0, 0, 0, 0, 0]
    await ann.posts("#cats")
    await ann.call("DELETE", f"/api/v1/statuses/{post['id']}")
    assert await _uses(town) == [1, 1, 0, 0, 0, 0, 0], "kept for a while"
    town.forward(seconds=301)
    assert sum(await _uses(town)) == 3
    town.forward(seconds=3_600)
    assert sum(await _uses(town)) == 2


async def test_a_new_day_begins_with_nothing_and_the_oldest_falls_out(town: Town):
    ann = await town.person("ann")
    await ann.posts("#cats")
    assert (await _uses(town))[0] == 1
    town.forward(days=1)
    assert await _uses(town) == [0, 1, 0, 0, 0, 0, 0]
    town.forward(days=6)
    assert await _uses(town) == [0] * 7
