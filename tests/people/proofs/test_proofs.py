"""Links in mail: good once, for one purpose, for a while; and nobody learns from them who is here."""

import pytest

from hubbub.base.errors import Refusal
from hubbub.people import accounts, proofs
from hubbub.people.proofs.proofs import Stale
from tests.postbox import Postbox
from tests.town import Town

WORD, OTHER = "a good password", "another good password"


async def joins(town: Town, name: str = "zoe") -> accounts.Account:
    account, _ = await accounts.create(town.db, accounts.SignUp(name, f"{name}@mail.test", WORD))
    await town.settle()
    return await accounts.get(town.db, account)


async def confirms(town: Town, secret: str) -> None:
    async with town.db.write() as tx:
        await proofs.confirm(tx, secret)


async def resets(town: Town, secret: str, password: str = OTHER) -> None:
    async with town.db.write() as tx:
        await proofs.reset(tx, secret, password)


async def recovers(town: Town, email: str = "ann@mail.test") -> None:
    async with town.db.write() as tx:
        await proofs.recover.soon(tx, email=email)
    await town.settle()


def secret_of(box: Postbox) -> str:
    return box.link().rpartition("/")[2]


async def test_a_newcomer_confirms_the_address_and_is_in(town: Town, postbox: Postbox):
    made = await joins(town)
    assert [mail["to"] for mail in postbox.taken] == ["zoe@mail.test"]
    with pytest.raises(Refusal) as refusal:
        await accounts.authenticate(town.db, made.email, WORD)
    assert "not confirmed" in refusal.value.sentence
    await confirms(town, secret_of(postbox))
    assert (await accounts.authenticate(town.db, made.email, WORD)).usable


async def test_the_first_account_needs_no_mail_and_the_command_line_neither(town: Town, postbox: Postbox):
    account, _ = await accounts.create(town.db, accounts.SignUp("zoe", "zoe@mail.test", WORD), invited=True)
    await town.settle()
    assert (await accounts.get(town.db, account)).usable
    assert postbox.taken == []


async def test_a_link_is_good_once_and_for_three_days(town: Town, postbox: Postbox):
    await joins(town)
    await confirms(town, secret_of(postbox))
    with pytest.raises(Stale):
        await confirms(town, secret_of(postbox))
    await joins(town, "yan")
    town.forward(days=3, minutes=1)
    with pytest.raises(Stale):
        await confirms(town, secret_of(postbox))


async def test_a_link_for_one_purpose_is_good_for_no_other(town: Town, postbox: Postbox):
    await joins(town)
    with pytest.raises(Stale):
        await resets(town, secret_of(postbox))
    await recovers(town)
    with pytest.raises(Stale):
        await confirms(town, secret_of(postbox))


async def test_a_link_to_an_address_that_was_changed_meanwhile_confirms_nothing(town: Town, postbox: Postbox):
    made = await joins(town)
    old = secret_of(postbox)
    async with town.db.write() as tx:
        await proofs.resend(tx, made.id, "zoe@other.test")
    await town.settle()
    assert postbox.taken[-1]["to"] == "zoe@other.test"
    with pytest.raises(Stale):
        await confirms(town, old)
    await confirms(town, secret_of(postbox))


async def test_a_forgotten_password_is_changed_and_everybody_is_out(town: Town, postbox: Postbox):
    ann = await town.person("ann")
    await recovers(town, "ANN@mail.test")
    await resets(town, secret_of(postbox))
    assert await accounts.authenticate(town.db, "ann@mail.test", OTHER)
    assert (await ann.get("/api/v1/preferences")).status == 401
    with pytest.raises(Stale):
        await resets(town, secret_of(postbox), WORD)


async def test_a_password_that_is_too_short_leaves_the_link_good(town: Town, postbox: Postbox):
    await recovers(town)
    with pytest.raises(Refusal):
        await resets(town, secret_of(postbox), "short")
    await resets(town, secret_of(postbox))


async def test_nobody_is_written_to_who_has_no_account_and_nobody_too_often(town: Town, postbox: Postbox):
    await recovers(town, "nobody@mail.test")
    assert postbox.taken == []
    for _ in range(5):
        await recovers(town)
    assert len(postbox.taken) == 3
    town.forward(hours=1, minutes=1)
    await recovers(town)
    assert len(postbox.taken) == 4


async def test_whoever_waited_is_told_when_they_are_let_in(town: Town, postbox: Postbox):
    made = await joins(town)
    await confirms(town, secret_of(postbox))
    async with town.db.alone() as connection:
        await connection.execute("UPDATE accounts SET approved_at = NULL WHERE id = $1", made.id)
    async with town.db.write() as tx:
        await accounts.standing.approve(tx, made.id)
        await accounts.standing.approve(tx, made.id)
    await town.settle()
    assert [mail["subject"] for mail in postbox.taken[1:]] == ["You are in at here.test"]
