"""What lands in whose home, and what is taken out again."""

import pytest

from hubbub.base.clock import now
from hubbub.base.db import Statement
from hubbub.people import follows
from hubbub.reach import posts, timelines
from hubbub.reach.timelines.timelines import leave_out
from tests.town import Person, Town

FEEDS_LOST = Statement(None, "WITH o AS (DELETE FROM feed_owners) DELETE FROM feed")


async def words(person: Person) -> list[str]:
    """What the person reads at home, boosts by what they show."""
    return [(s["reblog"] or s)["content"].removeprefix("<p>").removesuffix("</p>") for s in await person.home()]


@pytest.fixture
async def readers(town: Town) -> tuple[Person, Person]:
    """Ann, and Bob who follows her; both have looked at their homes."""
    ann, bob = await town.person("ann"), await town.person("bob")
    await bob.follows(ann)
    await town.settle()
    await ann.home()
    await bob.home()
    return ann, bob


async def test_the_author_sees_a_post_at_once(town: Town):
    ann = await town.person("ann")
    status = await ann.posts("Mine")
    assert [s["id"] for s in await ann.home()] == [status["id"]]


async def test_a_follower_has_a_post_and_a_stranger_has_not(town: Town, readers):
    ann, bob = readers
    cleo = await town.person("cleo")
    await cleo.home()
    await ann.posts("To my readers")
    await town.settle()
    assert await words(bob) == ["To my readers"]
    assert await words(cleo) == []


async def test_a_new_follow_brings_what_was_published_before(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.posts("Earlier")
    await bob.home()
    await bob.follows(ann)
    await town.settle()
    assert await words(bob) == ["Earlier"]


async def test_after_an_unfollow_nothing_of_theirs_is_left(town: Town, readers):
    ann, bob = readers
    await ann.posts("Still here")
    await town.settle()
    await bob.post(f"/api/v1/accounts/{ann.profile}/unfollow")
    await town.settle()
    assert await words(bob) == []


async def test_an_end_that_is_heard_of_after_a_new_beginning_takes_nothing(town: Town, readers):
    ann, bob = readers
    await ann.posts("Still here")
    await town.settle()
    async with town.db.write() as tx:
        await leave_out.call(tx, follows.Unfollowed(bob.profile, ann.profile, 1))
    assert await words(bob) == ["Still here"]


async def test_a_block_and_a_mute_show_at_the_next_look(town: Town, readers):
    ann, bob = readers
    await ann.posts("Loud")
    await town.settle()
    await bob.post(f"/api/v1/accounts/{ann.profile}/mute")
    assert await words(bob) == []
    await bob.post(f"/api/v1/accounts/{ann.profile}/unmute")
    assert await words(bob) == ["Loud"]
    await ann.post(f"/api/v1/accounts/{bob.profile}/block")
    assert await words(bob) == []


@pytest.mark.parametrize("visibility", ["public", "unlisted", "private"])
async def test_every_visibility_for_followers_reaches_them(town: Town, readers, visibility: str):
    ann, bob = readers
    await ann.posts("For you", visibility=visibility)
    await town.settle()
    assert await words(bob) == ["For you"]


async def test_a_direct_post_reaches_a_follower_only_if_it_names_them(town: Town, readers):
    ann, bob = readers
    await ann.posts("To nobody", visibility="direct")
    await ann.posts("@bob to you", visibility="direct")
    await town.settle()
    assert len(await words(bob)) == 1


async def test_who_is_no_follower_any_more_sees_nothing_restricted_even_before_the_feed_is_cleaned(town: Town, readers):
    ann, bob = readers
    await ann.posts("Among us", visibility="private")
    await town.settle()
    await ann.post(f"/api/v1/accounts/{bob.profile}/remove_from_followers")
    assert await words(bob) == []


async def test_an_answer_to_somebody_one_does_not_follow_stays_out(town: Town, readers):
    ann, bob = readers
    cleo = await town.person("cleo")
    asked = await cleo.posts("Anybody?")
    await ann.posts("@cleo me", in_reply_to_id=asked["id"])
    await town.settle()
    assert await words(bob) == []


async def test_a_boost_reaches_the_boosters_followers_once_however_many_boost(town: Town, readers):
    ann, bob = readers
    cleo, dan = await town.person("cleo"), await town.person("dan")
    await bob.follows(dan)
    status = await cleo.posts("Worth reading")
    await ann.post(f"/api/v1/statuses/{status['id']}/reblog")
    await town.settle()
    await dan.post(f"/api/v1/statuses/{status['id']}/reblog")
    await town.settle()
    assert await words(bob) == ["Worth reading"]


async def test_boosts_of_somebody_muted_stay_out(town: Town, readers):
    ann, bob = readers
    cleo = await town.person("cleo")
    status = await cleo.posts("Not for Bob")
    await bob.post(f"/api/v1/accounts/{cleo.profile}/mute")
    await ann.post(f"/api/v1/statuses/{status['id']}/reblog")
    await town.settle()
    assert await words(bob) == []


async def test_a_deleted_post_is_taken_out(town: Town, readers):
    ann, bob = readers
    status = await ann.posts("Oops")
    await town.settle()
    await ann.call("DELETE", f"/api/v1/statuses/{status['id']}")
    assert await words(bob) == []
    await town.settle()
    assert not (await timelines.home(town.db, bob.profile)).posts


async def test_a_feed_that_a_crash_has_emptied_is_there_again_at_the_next_look(town: Town, readers):
    ann, bob = readers
    await ann.posts("Before the crash")
    await town.settle()
    async with town.db.write() as tx:
        await tx.run(FEEDS_LOST)
        tx.say("feed", bob.profile)
    assert await words(bob) == ["Before the crash"]
    await ann.posts("After it")
    await town.settle()
    assert await words(bob) == ["After it", "Before the crash"]


async def test_who_is_long_away_costs_nothing_and_finds_everything_on_return(town: Town, readers):
    ann, bob = readers
    town.forward(days=15)
    await town.settle()
    await ann.posts("While you were away")
    await town.settle()
    town.forward(minutes=1)
    async with town.db.write() as tx:
        tx.say("feed", bob.profile)
    assert await words(bob) == ["While you were away"]


async def test_pages_follow_each_other_without_gap_or_overlap(town: Town):
    ann = await town.person("ann")
    made = [(await ann.posts(f"n{n}"))["id"] for n in range(25)][::-1]
    first = await ann.get("/api/v1/timelines/home?limit=10")
    older = await ann.get(f"/api/v1/timelines/home?limit=10&max_id={first.json[-1]['id']}")
    newer = await ann.get(f"/api/v1/timelines/home?limit=5&min_id={older.json[0]['id']}")
    since = await ann.get(f"/api/v1/timelines/home?limit=3&since_id={older.json[0]['id']}")
    assert [s["id"] for s in [*first.json, *older.json]] == made[:20]
    assert [s["id"] for s in newer.json] == made[5:10]
    assert [s["id"] for s in since.json] == made[:3]
    assert 'rel="next"' in first.headers["link"]
    assert 'rel="prev"' in first.headers["link"]


async def test_a_fan_out_in_chunks_reaches_everybody_once(town: Town, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("hubbub.reach.timelines.timelines.CHUNK", 2)
    ann = await town.person("ann")
    crowd = [await town.person(name) for name in ("bob", "cleo", "dan", "eve", "fay")]
    for person in crowd:
        await person.follows(ann)
        await person.home()
    await town.settle()
    await ann.posts("All of you")
    await town.settle()
    for person in crowd:
        assert await words(person) == ["All of you"]


async def test_a_fan_out_in_chunks_passes_over_who_has_it_already(town: Town, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("hubbub.reach.timelines.timelines.CHUNK", 2)
    ann = await town.person("ann")
    crowd = [await town.person(name) for name in ("bob", "cleo", "dan", "eve")]
    for person in crowd:
        await person.follows(ann)
        await person.home()
    await town.settle()
    await ann.posts("All of you")
    async with town.db.write() as tx:  # as when somebody has begun to follow since
        await timelines.refill.call(tx, crowd[1].profile)
    await town.settle()
    for person in crowd:
        assert await words(person) == ["All of you"]


async def test_following_in_the_heart_is_what_the_feed_listens_to(town: Town):
    """The verbs of the lower rooms are enough: no face is needed for a home to fill."""
    ann, bob = await town.person("ann"), await town.person("bob")
    async with town.db.write() as tx:
        await follows.follow(tx, bob.profile, ann.profile)
        await posts.publish(tx, ann.profile, posts.Note(f"At {now():%Y}"))
    await town.settle()
    assert len((await timelines.home(town.db, bob.profile)).posts) == 1
