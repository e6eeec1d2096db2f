"""Asking, voting once, and the end."""

import asyncio

import pytest

from hubbub.base.ids import PostId
from hubbub.reach import polls
from tests.town import Town

from .asking import asks, counts, poll_of, votes


async def test_a_vote_is_counted_once(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    status = await asks(ann)
    assert counts((await votes(bob, status, 0)).json) == [1, 0, 0]
    assert (await votes(bob, status, 1)).error == "Validation failed: You have already voted on this poll"
    assert counts((await votes(cleo, status, 2)).json) == [1, 0, 1]
    assert (await poll_of(ann, status))["voters_count"] == 2


async def test_votes_cast_at_the_same_moment_are_one_for_each_voter(town: Town):
    ann = await town.person("ann")
    people = [await town.person(name) for name in ("bob", "cleo", "dan")]
    status = await asks(ann, multiple=True)
    answers = await asyncio.gather(*(votes(who, status, choice) for who in people for choice in (0, 1, 0)))
    assert sorted(answer.status for answer in answers) == [200] * 3 + [422] * 6
    poll = await poll_of(ann, status)
    assert (poll["voters_count"], poll["votes_count"]) == (3, 3)


@pytest.mark.parametrize(("choices", "multiple", "error"), [
    ([3], False, "The chosen vote option does not exist"), ([], False, "The chosen vote option does not exist"),
    ([0, 1], False, "Only one option can be chosen in this poll"),
    ([0, 9], True, "The chosen vote option does not exist"),
])
async def test_a_choice_that_is_none_is_refused(town: Town, choices, multiple, error):
    ann, bob = await town.person("ann"), await town.person("bob")
    status = await asks(ann, multiple=multiple)
    answer = await votes(bob, status, *choices)
    assert (answer.status, answer.error) == (422, f"Validation failed: {error}")
    assert (await poll_of(bob, status))["votes_count"] == 0


async def test_several_may_be_chosen_where_that_is_meant(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    status = await asks(ann, multiple=True)
    poll = (await votes(bob, status, 2, 0, 2)).json
    assert (counts(poll), poll["voters_count"], poll["own_votes"]) == ([1, 0, 1], 1, [0, 2])


async def test_nobody_votes_in_their_own_poll_or_after_its_end(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    status = await asks(ann)
    assert (await votes(ann, status, 0)).error == "Validation failed: You cannot vote in your own polls"
    town.forward(hours=2)
    assert (await votes(bob, status, 0)).error == "Validation failed: The poll has already ended"


async def test_a_poll_that_one_may_not_see_is_not_there(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    status = await asks(ann, visibility="private")
    assert (await votes(bob, status, 0)).status == 404
    assert (await bob.get(f"/api/v1/polls/{status['id']}")).status == 404
    await bob.follows(ann)
    assert (await votes(bob, status, 0)).status == 200
    await ann.post(f"/api/v1/accounts/{bob.profile}/block")
    assert (await bob.get(f"/api/v1/polls/{status['id']}")).status == 404


async def test_the_end_comes_once(town: Town):
    ann = await town.person("ann")
    status = await asks(ann)
    await town.settle()
    ended = await polls.get(town.db, ann.profile, PostId(int(status["id"])))
    assert ended.ended_at is None
    town.forward(hours=2)
    await town.settle()
    ended = await polls.get(town.db, ann.profile, PostId(int(status["id"])))
    assert ended.ended_at
    async with town.db.write() as tx:
        await polls.polls.end.call(tx, ended.post)
    assert (await polls.get(town.db, ann.profile, ended.post)).ended_at == ended.ended_at


async def test_a_deleted_post_takes_its_poll_along(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    status = await asks(ann)
    await votes(bob, status, 0)
    await ann.call("DELETE", f"/api/v1/statuses/{status['id']}")
    await town.settle()
    assert await polls.of(town.db, [PostId(int(status["id"]))], None) == {}
