"""Barriers hold at sign-up, by every way in but the command line."""

import pytest

from hubbub.base.errors import Refusal
from hubbub.people import accounts
from hubbub.trust import barriers
from tests.town import Town

WORD = "a good password"


async def joins(town: Town, email: str = "eve@mail.test", address: str | None = "192.0.2.7") -> accounts.Account:
    account, _ = await accounts.create(town.db, accounts.SignUp("eve", email, WORD, address=address))
    return await accounts.get(town.db, account)


async def refused(town: Town, **given: str) -> str | None:
    with pytest.raises(accounts.Barred) as refusal:
        await joins(town, **given)
    return refusal.value.field


@pytest.mark.parametrize("email", ["eve@bad.test", "eve@BAD.test", "eve@mail.bad.test"])
async def test_nobody_joins_with_an_address_of_a_blocked_domain_or_below(town: Town, email: str):
    await town.person("ann")
    async with town.db.write() as tx:
        await barriers.block_domain(tx, "Bad.test")
    assert await refused(town, email=email) == "email"
    assert (await joins(town, "eve@notbad.test")).usable


async def test_with_some_domains_somebody_has_to_look_first(town: Town):
    await town.person("ann")
    async with town.db.write() as tx:
        await barriers.block_domain(tx, "odd.test", allows_with_approval=True)
    assert (await joins(town, "eve@odd.test")).approved_at is None


@pytest.mark.parametrize("email", ["e.v.e@mail.test", "EVE+again@mail.test", "eve@mail.test"])
async def test_an_address_is_blocked_in_every_spelling_and_not_kept(town: Town, email: str):
    await town.person("ann")
    async with town.db.write() as tx:
        await barriers.block_email(tx, "Eve+spam@mail.test")
    assert await refused(town, email=email) == "email"
    assert len(await barriers.find_email(town.db, email)) == 1
    async with town.db.alone() as connection:
        assert "eve" not in str(await connection.fetch("SELECT * FROM canonical_email_blocks"))


@pytest.mark.parametrize(("network", "address", "holds"), [
    ("192.0.2.0/24", "192.0.2.7", True), ("192.0.2.8", "192.0.2.7", False), ("2001:db8::/32", "2001:db8::1", True),
    ("2001:db8::/32", "192.0.2.7", False),
])
async def test_a_network_is_kept_out_whole(town: Town, network: str, address: str, holds: bool):
    await town.person("ann")
    async with town.db.write() as tx:
        await barriers.block_network(tx, network, "sign_up_block", "", None)
    if holds:
        assert await refused(town, address=address) is None
    else:
        assert (await joins(town, address=address)).usable


async def test_a_network_may_only_have_to_wait_and_not_for_ever(town: Town):
    await town.person("ann")
    async with town.db.write() as tx:
        await barriers.block_network(tx, "192.0.2.7", "sign_up_requires_approval", "", None)
    assert (await joins(town)).approved_at is None


async def test_a_block_that_has_ended_holds_no_more(town: Town):
    ann = await town.person("ann")
    made = await accounts.get(town.db, ann.account)
    async with town.db.write() as tx:
        await barriers.block_network(tx, "192.0.2.7", "sign_up_block", "", made.made_at)
    town.forward(minutes=1)
    assert (await joins(town)).usable


async def test_whoever_is_invited_passes(town: Town):
    await town.person("ann")
    async with town.db.write() as tx:
        await barriers.block_domain(tx, "mail.test")
    account, _ = await accounts.create(town.db, accounts.SignUp("eve", "eve@mail.test", WORD), invited=True)
    assert (await accounts.get(town.db, account)).usable


@pytest.mark.parametrize(("network", "severity"), [("x", "sign_up_block"), ("192.0.2.0/99", "sign_up_block"),
                                                   ("192.0.2.0/24", "much"), ("", "sign_up_block")])
async def test_what_is_no_network_is_refused(town: Town, network: str, severity: str):
    async with town.db.write() as tx:
        with pytest.raises(Refusal):
            await barriers.block_network(tx, network, severity, "", None)
