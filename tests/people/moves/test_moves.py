"""Moving house here: who comes along, what they bring, and what is refused."""

from datetime import timedelta
from typing import Any

import pytest

from hubbub.base.clock import now
from hubbub.base.errors import NotAllowed
from hubbub.people import follows, moves, profiles, regards
from hubbub.people.moves.moves import MovedOn, NobodyThere, Oneself, TooManyAliases
from hubbub.reach import lists, posts
from tests.town import Person, Town


async def followers(town: Town, who: Person) -> set[int]:
    return {row.profile for row in await follows.list_followers(town.db, who.profile)}


async def moves_to(town: Town, old: Person, new: Person) -> None:
    await moves.alias(town.db, new.profile, old.name)
    await moves.leave(town.db, old.profile, new.name)
    await town.settle()


@pytest.fixture
async def two(town: Town) -> tuple[Person, Person]:
    """The account that is left, and the one that is moved to."""
    return await town.person("old"), await town.person("new")


async def test_followers_come_along_once_in_the_way_they_followed(town: Town, two: Any):
    old, new = two
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.post(f"/api/v1/accounts/{old.profile}/follow", reblogs=False, notify=True)
    await bob.follows(old)
    await new.follows(old)
    await town.settle()
    await moves_to(town, old, new)
    assert await followers(town, new) == {ann.profile, bob.profile}
    assert await followers(town, old) == {new.profile}
    relation = (await follows.relations(town.db, ann.profile, [new.profile]))[0]
    assert (relation.shows_boosts, relation.notifies) == (False, True)


async def test_more_than_one_chunk_comes_along(town: Town, two: Any, monkeypatch: pytest.MonkeyPatch):
    old, new = two
    monkeypatch.setattr("hubbub.people.moves.moves.CHUNK", 2)
    everybody = [await town.person(f"p{number}") for number in range(5)]
    for each in everybody:
        await each.follows(old)
    await moves_to(town, old, new)
    assert await followers(town, new) == {each.profile for each in everybody}


async def test_who_is_asked_first_keeps_the_old_one_until_it_is_granted(town: Town, two: Any):
    old, new = two
    ann = await town.person("ann")
    await ann.follows(old)
    await new.call("PATCH", "/api/v1/accounts/update_credentials", {"locked": True})
    await moves_to(town, old, new)
    relations = await follows.relations(town.db, ann.profile, [old.profile, new.profile])
    assert [(each.following, each.requested) for each in relations] == [(True, False), (False, True)]
    async with town.db.write() as tx:
        await follows.accept(tx, new.profile, ann.profile)
    await town.settle()
    relations = await follows.relations(town.db, ann.profile, [old.profile, new.profile])
    assert [each.following for each in relations] == [False, True]


async def test_lists_notes_and_recommendations_come_along(town: Town, two: Any):
    old, new = two
    ann = await town.person("ann")
    await ann.follows(old)
    async with town.db.write() as tx:
        made = await lists.create(tx, ann.profile, "Friends")
        await lists.add(tx, ann.profile, made.id, [old.profile])
        await regards.note(tx, ann.profile, old.profile, "Met at the lake")
        await regards.endorse(tx, ann.profile, old.profile)
    await moves_to(town, old, new)
    assert [row.profile for row in await lists.list_members(town.db, ann.profile, made.id)] == [new.profile]
    [regard] = await regards.list_regards(town.db, ann.profile, [new.profile])
    assert (regard.note, regard.endorsed) == ("Met at the lake", True)


async def test_blocks_and_mutes_come_along(town: Town, two: Any):
    old, new = two
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    async with town.db.write() as tx:
        await follows.block(tx, ann.profile, old.profile)
        await follows.mute(tx, bob.profile, old.profile, hides_notifications=False)
        await follows.block(tx, cleo.profile, old.profile)
        await follows.follow(tx, cleo.profile, new.profile)
    await moves_to(town, old, new)
    assert (await follows.relations(town.db, ann.profile, [new.profile]))[0].blocking
    muted = (await follows.relations(town.db, bob.profile, [new.profile]))[0]
    assert (muted.muting, muted.hides_notifications) == (True, False)
    assert not (await follows.relations(town.db, cleo.profile, [new.profile]))[0].blocking


async def test_a_block_comes_along_for_as_long_as_it_holds_and_shortens_none(town: Town, two: Any):
    old, new = two
    ann, bob = await town.person("ann"), await town.person("bob")
    until = now() + timedelta(days=3)
    async with town.db.write() as tx:
        await follows.block(tx, ann.profile, old.profile, ends_at=until)
        await follows.block(tx, bob.profile, old.profile, ends_at=until)
        await follows.block(tx, bob.profile, new.profile)
    await moves_to(town, old, new)
    for blocker, ends_at in ((ann, until), (bob, None)):
        [stands] = await follows.relations(town.db, blocker.profile, [new.profile])
        assert (stands.blocking, stands.block_ends_at) == (True, ends_at)


async def test_who_has_parted_with_the_new_one_stays(town: Town, two: Any):
    old, new = two
    ann = await town.person("ann")
    await ann.follows(old)
    async with town.db.write() as tx:
        await follows.block(tx, ann.profile, new.profile)
    await moves_to(town, old, new)
    assert await followers(town, old) == {ann.profile}


async def test_a_target_that_does_not_name_the_account_is_refused(town: Town, two: Any):
    old, new = two
    with pytest.raises(moves.NotAliased):
        await moves.leave(town.db, old.profile, new.name)
    with pytest.raises(NobodyThere):
        await moves.leave(town.db, old.profile, "nobody")
    with pytest.raises(Oneself):
        await moves.leave(town.db, old.profile, "old")
    assert (await profiles.get(town.db, old.profile)).moved_to is None


async def test_nobody_moves_twice_in_thirty_days_even_if_they_came_back(town: Town, two: Any):
    old, new = two
    await moves_to(town, old, new)
    async with town.db.write() as tx:
        await moves.cancel(tx, old.profile)
    with pytest.raises(moves.Resting):
        await moves.leave(town.db, old.profile, new.name)
    town.forward(days=31)
    await moves.leave(town.db, old.profile, new.name)


async def test_two_that_move_to_each_other_move_nobody_in_a_circle(town: Town, two: Any):
    old, new = two
    await moves_to(town, old, new)
    await moves.alias(town.db, old.profile, new.name)
    with pytest.raises(MovedOn):
        await moves.leave(town.db, new.profile, old.name)


async def test_what_was_called_off_carries_nobody_any_more(town: Town, two: Any):
    old, new = two
    ann = await town.person("ann")
    await ann.follows(old)
    await moves.alias(town.db, new.profile, old.name)
    await moves.leave(town.db, old.profile, new.name)
    async with town.db.write() as tx:
        await moves.cancel(tx, old.profile)
    await town.settle()
    assert await followers(town, old) == {ann.profile}


async def test_whoever_has_moved_does_not_publish_until_they_stay_after_all(town: Town, two: Any):
    old, new = two
    await moves_to(town, old, new)
    with pytest.raises(NotAllowed):
        async with town.db.write() as tx:
            await posts.publish(tx, old.profile, posts.Note("Still here"))
    async with town.db.write() as tx:
        await moves.cancel(tx, old.profile)
        await posts.publish(tx, old.profile, posts.Note("Here again"))


async def test_there_are_so_many_aliases_and_one_can_be_taken_away(town: Town, two: Any):
    _, new = two
    for number in range(moves.MOST_ALIASES):
        await moves.alias(town.db, new.profile, (await town.person(f"p{number}")).name)
    with pytest.raises(TooManyAliases):
        await moves.alias(town.db, new.profile, "old")
    uris = await moves.list_aliases(town.db, new.profile)
    async with town.db.write() as tx:
        await moves.unalias(tx, new.profile, uris[0])
    await moves.alias(town.db, new.profile, "old")
    assert len(await moves.list_aliases(town.db, new.profile)) == moves.MOST_ALIASES
