"""Tags that somebody shows beside their profile."""

from hubbub.reach import tags
from tests.town import Town


async def test_a_featured_tag_counts_what_everybody_may_read_of_its_owner_alone(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.post("/api/v1/featured_tags", name="#Cats")
    for visibility in ("public", "unlisted", "private", "direct"):
        await ann.posts("#cats", visibility=visibility)
    await bob.posts("#cats")
    gone = await ann.posts("#cats")
    await ann.call("DELETE", f"/api/v1/statuses/{gone['id']}")
    shown = (await tags.list_featured(town.db, ann.profile))[0]
    assert (shown.name, shown.posts) == ("cats", 2)
    assert shown.last_at is not None


async def test_the_most_used_stand_first(town: Town):
    ann = await town.person("ann")
    for name in ("birds", "cats", "dogs"):
        await ann.post("/api/v1/featured_tags", name=name)
    await ann.posts("#dogs #cats")
    await ann.posts("#dogs")
    assert [row.name for row in await tags.list_featured(town.db, ann.profile)] == ["dogs", "cats", "birds"]


async def test_what_one_writes_about_most_is_suggested_until_it_is_shown(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.posts("#dogs #cats")
    await ann.posts("#cats", visibility="private")
    await bob.posts("#birds")
    assert await tags.list_suggested(town.db, ann.profile) == ["cats", "dogs"]
    await ann.post("/api/v1/featured_tags", name="cats")
    assert await tags.list_suggested(town.db, ann.profile) == ["dogs"]
