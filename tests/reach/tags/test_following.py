"""Tags that somebody follows: what comes home by them, and what goes again."""

import pytest

from hubbub.base.ids import PostId
from hubbub.people.profiles import limits
from hubbub.reach import tags, timelines
from tests.reach.timelines.test_timelines import words
from tests.town import Person, Town

from .test_tags import _arrives


@pytest.fixture
async def fan(town: Town) -> tuple[Person, Person]:
    """Ann writes; Bob does not follow her, but the tag `cats`, and has looked at his home."""
    ann, bob = await town.person("ann"), await town.person("bob")
    assert (await bob.post("/api/v1/tags/Cats/follow")).status == 200
    await bob.home()
    return ann, bob


async def test_a_public_post_with_the_tag_lands_in_home(town: Town, fan):
    ann, bob = fan
    await ann.posts("Look, a cat", spoiler_text="#cats")
    found = await ann.posts("Look #cats")
    await ann.posts("Nothing")
    await town.settle()
    assert [status["id"] for status in await bob.home()] == [found["id"]]


async def test_a_post_from_elsewhere_lands_too(town: Town, fan):
    _, bob = fan
    post = await _arrives(town, tags_given=["Cats"])
    await town.settle()
    assert [status["id"] for status in await bob.home()] == [str(post)]


@pytest.mark.parametrize("visibility", ["unlisted", "private", "direct"])
async def test_what_is_not_for_everybody_does_not_land(town: Town, fan, visibility: str):
    ann, bob = fan
    await ann.posts("@bob #cats", visibility=visibility)
    await town.settle()
    assert await words(bob) == []


@pytest.mark.parametrize(("who", "verb"), [("bob", "mute"), ("bob", "block"), ("ann", "block")])
async def test_nothing_lands_of_somebody_who_is_not_heard(town: Town, fan, who: str, verb: str):
    ann, bob = fan
    one, other = (bob, ann) if who == "bob" else (ann, bob)
    await one.post(f"/api/v1/accounts/{other.profile}/{verb}")
    await ann.posts("#cats")
    await town.settle()
    assert await words(bob) == []


async def test_what_was_published_lately_comes_with_the_follow(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await bob.home()
    made = await ann.posts("#cats before")
    await bob.post("/api/v1/tags/cats/follow")
    await town.settle()
    assert [status["id"] for status in await bob.home()] == [made["id"]]


async def test_a_home_that_is_built_later_has_them(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    made = await ann.posts("#cats before")
    await bob.post("/api/v1/tags/cats/follow")
    assert [status["id"] for status in await bob.home()] == [made["id"]]


async def test_after_an_unfollow_only_what_came_for_another_reason_stays(town: Town, fan):
    ann, bob = fan
    cleo = await town.person("cleo")
    await bob.follows(cleo)
    await bob.post("/api/v1/tags/dogs/follow")
    await ann.posts("#cats")
    kept = [await ann.posts("#cats and #dogs"), await cleo.posts("#cats too"), await bob.posts("my #cats")]
    await town.settle()
    assert len(await bob.home()) == 4
    await bob.post("/api/v1/tags/cats/unfollow")
    assert [status["id"] for status in await bob.home()] == [status["id"] for status in kept[::-1]]


async def test_after_an_unfollow_of_the_author_the_tag_brings_it_again(town: Town, fan):
    ann, bob = fan
    await bob.follows(ann)
    made = await ann.posts("#cats")
    await ann.posts("Something else")
    await town.settle()
    await bob.post(f"/api/v1/accounts/{ann.profile}/unfollow")
    await town.settle()
    assert [status["id"] for status in await bob.home()] == [made["id"]]


async def test_a_deleted_post_leaves_the_homes_it_came_to(town: Town, fan):
    ann, bob = fan
    made = await ann.posts("#cats")
    await town.settle()
    await ann.call("DELETE", f"/api/v1/statuses/{made['id']}")
    assert await words(bob) == []
    await town.settle()
    assert not (await timelines.home(town.db, bob.profile)).posts


async def test_many_followers_are_reached_in_chunks(town: Town, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("hubbub.reach.tags.following.CHUNK", 2)
    ann = await town.person("ann")
    crowd = [await town.person(name) for name in ("bob", "cleo", "dan", "eve", "fay")]
    for person in crowd:
        await person.post("/api/v1/tags/cats/follow")
        await person.home()
    made = await ann.posts("#cats")
    await town.settle()
    for person in crowd:
        assert [status["id"] for status in await person.home()] == [made["id"]]
    await ann.call("DELETE", f"/api/v1/statuses/{made['id']}")
    await town.settle()
    for person in crowd:
        assert not (await timelines.home(town.db, person.profile)).posts


async def test_a_post_whose_tags_nobody_follows_promises_nothing(town: Town, fan):
    ann, _ = fan
    await ann.posts("#dogs")
    async with town.db.alone() as connection:
        names = [row["name"] for row in await connection.fetch("SELECT name FROM jobs")]
    assert not [name for name in names if "spread" in name and "following" in name]


async def test_nobody_follows_more_than_may_be(town: Town, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("hubbub.reach.tags.following.MOST", 1)
    bob = await town.person("bob")
    for name, status in (("cats", 200), ("cats", 200), ("dogs", 422)):
        assert (await bob.post(f"/api/v1/tags/{name}/follow")).status == status
    assert [row.name for row in await tags.list_followed(town.db, bob.profile)] == ["cats"]


async def test_a_tag_does_not_bring_back_whom_a_list_keeps_out_of_home(town: Town, fan):
    ann, bob = fan
    await bob.follows(ann)
    made = (await bob.post("/api/v1/lists", title="Apart", exclusive=True)).json
    await bob.post(f"/api/v1/lists/{made['id']}/accounts", account_ids=[str(ann.profile)])
    post = PostId(int((await ann.posts("#cats"))["id"]))
    await town.settle()
    assert post not in (await timelines.home(town.db, bob.profile)).posts


async def test_who_is_silenced_lands_by_a_tag_only_with_followers(town: Town, fan):
    ann, bob = fan
    async with town.db.write() as tx:
        await limits.silence(tx, ann.profile)
    first = await ann.posts("Look #cats")
    await town.settle()
    assert await bob.home() == []
    await bob.follows(ann)
    second = await ann.posts("Look again #cats")
    await town.settle()
    assert second["id"] in {status["id"] for status in await bob.home()}
    assert first["id"]
