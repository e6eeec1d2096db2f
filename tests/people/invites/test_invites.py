"""Invitations: who may make them, and whom they let in."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from hubbub.base.clock import now
from hubbub.base.errors import NotAllowed, NotFound, Refusal
from hubbub.people import accounts, invites
from tests.town import Person, Town


@pytest.fixture
def closed(town: Town) -> Iterator[None]:
    was = town.db.here.settings
    town.db.here.settings = replace(was, registrations="closed")
    yield
    town.db.here.settings = was


async def link(town: Town, person: Person, uses: int | None = 1, days: int | None = 7) -> str:
    async with town.db.write() as tx:
        ends = now() + timedelta(days=days) if days else None
        return (await invites.make(tx, person.account, uses, ends)).code


async def joins(town: Town, name: str, code: str) -> Any:
    return await accounts.create(
        town.db, accounts.SignUp(name, f"{name}@mail.test", "a good password", invite=code))


@pytest.mark.usefixtures("closed")
async def test_whoever_is_invited_joins_a_closed_server_and_only_so_many(town: Town):
    ann = await town.person("ann")
    code = await link(town, ann, uses=5)
    account, _ = await joins(town, "bob", code)
    assert (await accounts.get(town.db, account)).usable
    for wrong in ("", "x", code + "x"):
        with pytest.raises(Refusal):
            await joins(town, "eve", wrong)
    code = await link(town, ann, uses=1)
    done = await asyncio.gather(*(joins(town, f"cat{n}", code) for n in range(3)), return_exceptions=True)
    assert sum(not isinstance(answer, BaseException) for answer in done) == 1


@pytest.mark.usefixtures("closed")
async def test_a_sign_up_that_fails_uses_nothing(town: Town):
    ann = await town.person("ann")
    code = await link(town, ann)
    with pytest.raises(Refusal):
        await joins(town, "ann", code)
    await joins(town, "bob", code)


@pytest.mark.usefixtures("closed")
async def test_an_invitation_that_has_ended_or_whose_maker_may_no_more_lets_nobody_in(town: Town):
    ann = await town.person("ann")
    late, gone = await link(town, ann, days=1), await link(town, ann)
    [row] = [each for each in await invites.list_own(town.db, ann.account) if each.code == gone]
    async with town.db.write() as tx:
        with pytest.raises(NotFound):
            await invites.end(tx, (await joins(town, "bob", await link(town, ann)))[0], row.id)
        await invites.end(tx, ann.account, row.id)
    town.forward(days=2)
    for code in (late, gone):
        with pytest.raises(invites.NotGood):
            await joins(town, "eve", code)
    account, _ = await accounts.create(
        town.db, accounts.SignUp("mod", "mod@mail.test", "a good password", role="moderator"), invited=True)
    async with town.db.write() as tx:
        code = (await invites.make(tx, account, None, None)).code
        await accounts.standing.disable(tx, account)
    with pytest.raises(invites.NotGood):
        await joins(town, "eve", code)


async def test_members_invite_only_where_it_is_set_so(town: Town):
    await town.person("ann")
    bob = await town.person("bob")
    with pytest.raises(NotAllowed):
        await link(town, bob)
    was = town.db.here.settings
    town.db.here.settings = replace(was, invites="members")
    try:
        code = await link(town, bob)
        await joins(town, "cat", code)
    finally:
        town.db.here.settings = was
