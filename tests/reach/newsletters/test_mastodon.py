"""Signing up by e-mail in the client API: for anybody, answered alike, and said of who offers it."""

from typing import Any

import pytest

from hubbub.base.limits import Counter
from hubbub.people import profiles
from hubbub.reach import newsletters
from tests.postbox import Postbox
from tests.town import Person, Town

from .subscribing import asks, reader, writer


async def account(town: Town, person: Person) -> dict[str, Any]:
    return dict((await town.get(f"/api/v1/accounts/{person.profile}")).json)


async def test_an_account_says_that_it_can_be_had_by_e_mail_while_it_can(town: Town, postbox: Postbox):
    ann = await town.person("ann")
    assert "email_subscriptions" not in await account(town, ann)
    await writer(town)
    assert (await account(town, ann))["email_subscriptions"] is True
    async with town.db.write() as tx:
        await newsletters.switch(tx, ann.profile, on=False)
    assert "email_subscriptions" not in await account(town, ann)


async def test_without_a_relay_nothing_is_offered(town: Town):
    ann = await writer(town)
    assert "email_subscriptions" not in await account(town, ann)
    assert (await asks(town, ann)).status == 404


async def test_anybody_may_ask_and_learns_nothing(town: Town, postbox: Postbox):
    ann = await writer(town)
    await reader(town, postbox, ann, "known@far.test")
    known, unknown = await asks(town, ann, "known@far.test"), await asks(town, ann, "new@far.test")
    assert (known.status, known.json) == (unknown.status, unknown.json) == (200, {})


async def test_who_offers_nothing_is_not_found(town: Town, postbox: Postbox):
    ann = await town.person("ann")
    assert (await asks(town, ann)).status == 404
    bob = await writer(town, "bob")
    async with town.db.write() as tx:
        await profiles.suspend(tx, bob.profile)
    assert (await asks(town, bob)).status == 404


@pytest.mark.parametrize("email", ["", "rae", "rae@", "@far.test", "a b@far.test", "rae@far.test\r\nBcc: x@y.test"])
async def test_what_is_no_address_is_refused_with_a_sentence(town: Town, postbox: Postbox, email: str):
    answer = await asks(town, await writer(town), email)
    assert (answer.status, answer.error) == (422, "This is not an e-mail address.")
    await town.settle()
    assert postbox.taken == []


async def test_a_caller_and_an_address_are_asked_for_so_often_and_no_more(town: Town, postbox: Postbox):
    ann = await writer(town)
    town.app.state.counter = Counter()
    same = [(await asks(town, ann, "same@far.test")).status for _ in range(6)]
    assert same == [200] * 5 + [429]
    others = [(await asks(town, ann, f"r{n}@far.test")).status for n in range(16)]
    assert others == [200] * 14 + [429] * 2
