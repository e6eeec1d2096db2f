"""Follows, blocks and mutes."""

import asyncio
from datetime import timedelta

import pytest

from hubbub.base.clock import now
from hubbub.base.db import Tx
from hubbub.base.errors import Invalid, NotFound
from hubbub.people import follows, profiles
from hubbub.people.follows.follows import count_requests, familiar, list_blocked, list_muted
from tests.town import Person, Town


async def locked(town: Town, person: Person) -> None:
    async with town.db.write() as tx:
        await profiles.edit(tx, person.profile, locked=True)


async def how(town: Town, one: Person, other: Person) -> follows.Relation:
    return (await follows.relations(town.db, one.profile, [other.profile]))[0]


async def figures(town: Town, person: Person) -> tuple[int, int]:
    row = await profiles.get(town.db, person.profile)
    return row.follower_count, row.followed_count


async def test_a_follow_is_counted_once_however_often_it_is_made(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await asyncio.gather(*(bob.follows(ann) for _ in range(4)))
    assert await figures(town, ann) == (1, 0)
    assert await figures(town, bob) == (0, 1)
    async with town.db.write() as tx:
        assert await follows.unfollow(tx, bob.profile, ann.profile)
        assert not await follows.unfollow(tx, bob.profile, ann.profile)
    assert await figures(town, ann) == (0, 0)


async def test_whoever_answers_each_request_is_asked_first(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await locked(town, ann)
    await bob.follows(ann)
    assert (await how(town, bob, ann)).requested
    assert (await how(town, ann, bob)).requested_by
    assert await count_requests(town.db, ann.profile) == 1
    assert await figures(town, ann) == (0, 0)
    async with town.db.write() as tx:
        assert await follows.accept(tx, ann.profile, bob.profile)
        assert not await follows.accept(tx, ann.profile, bob.profile)
    assert (await how(town, bob, ann)).following
    assert await figures(town, ann) == (1, 0)


async def test_a_request_that_is_turned_down_is_gone(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await locked(town, ann)
    await bob.follows(ann)
    async with town.db.write() as tx:
        assert await follows.reject(tx, ann.profile, bob.profile)
    row = await how(town, bob, ann)
    assert (row.requested, row.following) == (False, False)


async def test_a_block_parts_the_two_and_neither_can_follow_again(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.follows(bob)
    await bob.follows(ann)
    async with town.db.write() as tx:
        await follows.block(tx, ann.profile, bob.profile)
    assert await figures(town, ann) == await figures(town, bob) == (0, 0)
    for one, other in ((ann, bob), (bob, ann)):
        with pytest.raises(NotFound):
            async with town.db.write() as tx:
                await follows.follow(tx, one.profile, other.profile)
    async with town.db.write() as tx:
        await follows.unblock(tx, ann.profile, bob.profile)
    row = await how(town, bob, ann)
    assert (row.blocked_by, row.following) == (False, False)


async def test_a_mute_ends_when_it_was_to_end(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.post(f"/api/v1/accounts/{bob.profile}/mute", duration=3600)
    assert (await how(town, ann, bob)).muting
    assert len(await list_muted(town.db, ann.profile)) == 1
    town.forward(hours=1, seconds=1)
    assert not (await how(town, ann, bob)).muting
    assert await list_muted(town.db, ann.profile) == []


async def test_nobody_follows_blocks_or_mutes_themselves(town: Town):
    ann = await town.person("ann")
    for verb in (follows.follow, follows.block, follows.mute):
        with pytest.raises(Invalid):
            await _do(town, verb, ann)


async def _do(town: Town, verb: object, person: Person) -> None:
    async with town.db.write() as tx:
        assert callable(verb)
        await verb(tx, person.profile, person.profile)


async def test_a_profile_that_is_gone_is_not_followed_and_in_no_list(town: Town):
    ann, bob, cleo = await town.person("ann"), await town.person("bob"), await town.person("cleo")
    await bob.follows(ann)
    async with town.db.write() as tx:
        await profiles.remove(tx, bob.profile)
    assert await follows.list_followers(town.db, ann.profile) == []
    with pytest.raises(NotFound):
        async with town.db.write() as tx:
            await follows.follow(tx, cleo.profile, bob.profile)


async def test_whom_one_has_blocked_is_not_listed_to_one_nor_the_other_way(town: Town):
    ann, bob, cleo = await town.person("ann"), await town.person("bob"), await town.person("cleo")
    await bob.follows(ann)
    async with town.db.write() as tx:
        await follows.block(tx, cleo.profile, bob.profile)
    assert len(await follows.list_followers(town.db, ann.profile)) == 1
    assert await follows.list_followers(town.db, ann.profile, viewer=cleo.profile) == []
    async with town.db.write() as tx:
        await _swap(tx, cleo, bob)
    assert await follows.list_followers(town.db, ann.profile, viewer=cleo.profile) == []
    assert [row.profile for row in await list_blocked(town.db, bob.profile)] == [cleo.profile]


async def _swap(tx: Tx, cleo: Person, bob: Person) -> None:
    await follows.unblock(tx, cleo.profile, bob.profile)
    await follows.block(tx, bob.profile, cleo.profile)


async def test_who_among_those_one_follows_follows_them_too(town: Town):
    ann, bob, cleo = await town.person("ann"), await town.person("bob"), await town.person("cleo")
    await ann.follows(bob)
    await bob.follows(cleo)
    found = await familiar(town.db, ann.profile, [cleo.profile, bob.profile])
    assert [(row.profile, row.followers) for row in found] == [(cleo.profile, [bob.profile]), (bob.profile, [])]


async def blocks(town: Town, ann: Person, bob: Person, **how: float) -> None:
    async with town.db.write() as tx:
        await follows.block(tx, ann.profile, bob.profile, ends_at=now() + timedelta(**how) if how else None)


async def test_a_block_with_an_end_is_lifted_by_itself(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await bob.follows(ann)
    await blocks(town, ann, bob, hours=24)
    town.forward(hours=23)
    await town.settle()
    assert (await how(town, ann, bob)).blocking
    [row] = await list_blocked(town.db, ann.profile)
    assert row.ends_at is not None
    town.forward(hours=2)
    await town.settle()
    relation = await how(town, ann, bob)
    assert (relation.blocking, relation.block_ends_at, relation.followed_by) == (False, None, False)
    assert await list_blocked(town.db, ann.profile) == []


async def test_an_old_promise_ends_no_block_that_was_set_anew(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await blocks(town, ann, bob, hours=1)
    async with town.db.write() as tx:
        await follows.unblock(tx, ann.profile, bob.profile)
    await blocks(town, ann, bob, hours=3)
    town.forward(hours=2)
    await town.settle()
    assert (await how(town, ann, bob)).blocking
    town.forward(hours=2)
    await town.settle()
    assert not (await how(town, ann, bob)).blocking


@pytest.mark.parametrize("then", [{"hours": 3}, {}], ids=["longer", "for good"])
async def test_the_last_word_on_how_long_a_block_holds_counts(town: Town, then: dict[str, float]):
    ann, bob = await town.person("ann"), await town.person("bob")
    await blocks(town, ann, bob, hours=1)
    await blocks(town, ann, bob, **then)
    town.forward(hours=2)
    await town.settle()
    assert (await how(town, ann, bob)).blocking
    town.forward(hours=2)
    await town.settle()
    assert (await how(town, ann, bob)).blocking == (not then)
