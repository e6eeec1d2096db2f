"""How pages look for somebody."""

import pytest

from hubbub.base.errors import Invalid
from hubbub.people import accounts, appearances
from tests.town import Town


async def test_what_was_chosen_is_kept_until_the_account_ends(town: Town):
    await town.person("ann")
    bob = await town.person("bob")
    wanted = appearances.Appearance("dark", "more", "large", "compact", "less")
    async with town.db.write() as tx:
        await appearances.choose(tx, bob.account, wanted)
    assert await appearances.get(town.db, bob.account) == wanted
    async with town.db.write() as tx:
        await accounts.standing.erase(tx, bob.account)
    await town.settle()
    assert await appearances.get(town.db, bob.account) == appearances.Appearance()


async def test_only_what_there_is_can_be_chosen(town: Town):
    ann = await town.person("ann")
    with pytest.raises(Invalid):
        async with town.db.write() as tx:
            await appearances.choose(tx, ann.account, appearances.Appearance(theme="\" onload=\"x"))
