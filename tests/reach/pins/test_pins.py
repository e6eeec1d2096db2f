"""Pinning posts: a few, one's own, once."""

import asyncio

import pytest

from hubbub.base.ids import PostId
from hubbub.reach import pins
from tests.town import Town


async def test_at_most_five_are_pinned_whoever_asks_at_once(town: Town):
    ann = await town.person("ann")
    made = [(await ann.posts(f"Post {n}"))["id"] for n in range(7)]
    answers = await asyncio.gather(*(ann.post(f"/api/v1/statuses/{post}/pin") for post in made))
    assert sorted(answer.status for answer in answers) == [200] * 5 + [422] * 2
    assert len(await pins.list_pinned(town.db, None, ann.profile)) == 5


async def test_pinning_twice_is_pinning_once(town: Town):
    ann = await town.person("ann")
    post = (await ann.posts("Mine"))["id"]
    for _ in range(2):
        assert (await ann.post(f"/api/v1/statuses/{post}/pin")).status == 200
    assert await pins.list_pinned(town.db, None, ann.profile) == [PostId(int(post))]


async def test_what_is_not_ones_own_and_what_is_for_few_is_not_pinned(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    status = await ann.posts("Hers")
    direct = await ann.posts("@bob for you", visibility="direct")
    boost = (await bob.post(f"/api/v1/statuses/{status['id']}/reblog")).json
    for who, post, sentence in (
        (bob, status, "Someone else's post cannot be pinned"), (bob, boost, "A boost cannot be pinned"),
        (ann, direct, "Posts that are only visible to mentioned users cannot be pinned"),
    ):
        answer = await who.post(f"/api/v1/statuses/{post['id']}/pin")
        assert (answer.status, answer.error) == (422, f"Validation failed: {sentence}")


@pytest.mark.parametrize(("visibility", "seen"), [("public", 1), ("unlisted", 1), ("private", 0)])
async def test_who_may_not_see_a_post_does_not_find_it_pinned(town: Town, visibility, seen):
    ann, bob = await town.person("ann"), await town.person("bob")
    status = await ann.posts("Pinned", visibility=visibility)
    await ann.post(f"/api/v1/statuses/{status['id']}/pin")
    assert len((await bob.get(f"/api/v1/accounts/{ann.profile}/statuses?pinned=true")).json) == seen
    assert len((await ann.get(f"/api/v1/accounts/{ann.profile}/statuses?pinned=true")).json) == 1


async def test_a_deleted_post_is_pinned_no_more(town: Town):
    ann = await town.person("ann")
    made = [(await ann.posts(f"Post {n}"))["id"] for n in range(6)]
    for post in made[:5]:
        await ann.post(f"/api/v1/statuses/{post}/pin")
    await ann.call("DELETE", f"/api/v1/statuses/{made[0]}")
    await town.settle()
    assert (await ann.post(f"/api/v1/statuses/{made[5]}/pin")).status == 200
