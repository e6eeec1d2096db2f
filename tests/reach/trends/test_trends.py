"""What trends, and what never does."""

from dataclasses import replace

import pytest

from hubbub.people import follows
from hubbub.reach import trends
from tests.town import Person, Town


async def _crowd(town: Town, size: int = 3) -> list[Person]:
    return [await town.person(f"fan{n}") for n in range(size)]


async def _counted(town: Town) -> None:
    async with town.db.write() as tx:
        await trends.trends.count.call(tx)


async def _posts(town: Town, viewer: Person | None = None) -> list[str]:
    await _counted(town)
    return [str(post) for post in await trends.trending_posts(town.db, viewer.profile if viewer else None)]


async def test_a_tag_trends_when_three_people_use_it_and_not_when_one_does_thrice(town: Town):
    fans = await _crowd(town)
    for fan in fans:
        await fan.posts("#bread")
        await fans[0].posts("#mine")
    await _counted(town)
    assert await trends.trending_tags(town.db) == ["bread"]


async def test_what_is_newer_counts_for_more_and_what_is_old_for_nothing(town: Town):
    fans = await _crowd(town, 4)
    for fan in fans:
        await fan.posts("#old")
    await _counted(town)
    assert await trends.trending_tags(town.db) == ["old"]
    town.forward(days=3)
    await _counted(town)
    assert await trends.trending_tags(town.db) == []


@pytest.mark.parametrize("visibility", ["unlisted", "private", "direct"])
async def test_only_public_uses_count(town: Town, visibility):
    for fan in await _crowd(town):
        await fan.posts("#secret", visibility=visibility)
    await _counted(town)
    assert await trends.trending_tags(town.db) == []


async def test_a_post_trends_by_likes_and_boosts_of_three_others_each_once(town: Town):
    ann, fans = await town.person("ann"), await _crowd(town)
    post = (await ann.posts("Bread!"))["id"]
    for who in (ann, fans[0], fans[1]):
        await who.post(f"/api/v1/statuses/{post}/favourite")
        await who.post(f"/api/v1/statuses/{post}/reblog")
    assert await _posts(town) == []
    await fans[2].post(f"/api/v1/statuses/{post}/reblog")
    assert await _posts(town) == [post]


@pytest.mark.parametrize("given", [{"sensitive": True}, {"visibility": "unlisted"}, {"spoiler_text": "Hm"},
                                   {"local_only": True}])
async def test_what_is_not_for_everybody_s_eyes_does_not_trend(town: Town, given):
    ann = await town.person("ann")
    post = (await ann.posts("Bread!", **given))["id"]
    for fan in await _crowd(town):
        await fan.post(f"/api/v1/statuses/{post}/favourite")
    assert await _posts(town, ann) == []


async def test_who_does_not_want_to_be_found_does_not_trend_and_each_has_one_post_at_most(town: Town):
    ann, bob, fans = await town.person("ann"), await town.person("bob"), await _crowd(town, 4)
    few, many = (await ann.posts("One"))["id"], (await ann.posts("Two"))["id"]
    hidden = (await bob.posts("Three"))["id"]
    await bob.call("PATCH", "/api/v1/accounts/update_credentials", {"discoverable": False})
    for n, fan in enumerate(fans):
        for post in (few, many, hidden) if n else (many, hidden):
            await fan.post(f"/api/v1/statuses/{post}/favourite")
    assert await _posts(town) == [many]


async def test_a_trend_is_not_shown_to_those_who_may_not_see_it_or_do_not_want_to(town: Town):
    ann, fans = await town.person("ann"), await _crowd(town)
    post = (await ann.posts("Bread!"))["id"]
    for fan in fans:
        await fan.post(f"/api/v1/statuses/{post}/favourite")
    async with town.db.write() as tx:
        await follows.block(tx, ann.profile, fans[0].profile)
        await follows.mute(tx, fans[1].profile, ann.profile)
    assert await _posts(town, fans[0]) == await _posts(town, fans[1]) == []
    assert await _posts(town, fans[2]) == [post]
    await ann.call("DELETE", f"/api/v1/statuses/{post}")
    assert [str(each) for each in await trends.trending_posts(town.db, None)] == [], "at once"


async def test_the_owner_can_turn_trends_off(town: Town):
    for fan in await _crowd(town):
        await fan.posts("#bread")
    await _counted(town)
    here, was = town.db.here, town.db.here.settings
    try:
        here.settings = replace(was, trends=False)
        assert await trends.trending_tags(town.db) == []
        await _counted(town)
    finally:
        here.settings = was
    assert await trends.trending_tags(town.db) == [], "nor is anything counted"
