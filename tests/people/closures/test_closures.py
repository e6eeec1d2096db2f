"""Leaving: hidden at once, brought back by signing in, gone for good after two weeks."""

import pytest

from hubbub.base.errors import NotAllowed
from hubbub.people import accounts, apps, closures, profiles
from tests.town import Person, Town


async def seen(town: Town, person: Person) -> int:
    return (await town.get(f"/api/v1/accounts/{person.profile}")).status


async def signs_in(town: Town, person: Person) -> str:
    async with town.db.write() as tx:
        return await accounts.open_session(tx, person.account)


async def test_whoever_closes_is_hidden_at_once_and_out_everywhere(town: Town):
    await town.person("ann")
    bob = await town.person("bob")
    session = await signs_in(town, bob)
    await closures.close(town.db, bob.account)
    assert await accounts.session(town.db, session) is None
    assert await apps.bearer(town.db, bob.token) is None
    assert (await profiles.get(town.db, bob.profile)).suspended_at is not None
    assert (await town.get("/@bob")).status in (404, 410)


async def test_signing_in_within_two_weeks_brings_everything_back(town: Town):
    await town.person("ann")
    bob = await town.person("bob")
    post = await bob.posts("I was here")
    await closures.close(town.db, bob.account)
    await town.settle()
    town.forward(days=13)
    await town.settle()
    await signs_in(town, bob)
    assert await closures.find(town.db, bob.account) is None
    assert (await town.get(f"/api/v1/statuses/{post['id']}")).status == 200
    town.forward(days=5)
    await town.settle()
    assert (await town.get("/@bob")).status == 200


async def test_after_two_weeks_all_of_it_is_gone_for_good(town: Town):
    await town.person("ann")
    bob = await town.person("bob")
    await closures.close(town.db, bob.account)
    town.forward(days=15)
    await town.settle()
    assert (await accounts.get(town.db, bob.account)).removed_at is not None
    assert (await profiles.get(town.db, bob.profile)).removed_at is not None
    assert await closures.find(town.db, bob.account) is None
    assert await accounts.find(town.db, "bob@mail.test") is None


async def test_whom_others_have_suspended_meanwhile_does_not_come_back_by_signing_in(town: Town):
    await town.person("ann")
    bob = await town.person("bob")
    await closures.close(town.db, bob.account)
    town.forward(minutes=5)
    async with town.db.write() as tx:
        await profiles.suspend(tx, bob.profile)
    await signs_in(town, bob)
    assert (await profiles.get(town.db, bob.profile)).suspended_at is not None


async def test_who_is_suspended_already_is_not_let_in_by_closing_and_coming_back(town: Town):
    await town.person("ann")
    bob = await town.person("bob")
    async with town.db.write() as tx:
        await profiles.suspend(tx, bob.profile)
    await closures.close(town.db, bob.account)
    await signs_in(town, bob)
    assert (await profiles.get(town.db, bob.profile)).suspended_at is not None


async def test_the_owner_cannot_leave(town: Town):
    ann = await town.person("ann")
    with pytest.raises(NotAllowed):
        await closures.close(town.db, ann.account)
    assert await seen(town, ann) == 200
