"""Who may sign up, as was said last."""

import pytest

from hubbub.base.errors import Invalid
from hubbub.people import accounts
from hubbub.people.accounts.accounts import Closed
from tests.town import Town


async def choose(town: Town, by: accounts.Account, mode: str) -> None:
    async with town.db.write() as tx:
        await accounts.admitting.choose(tx, by.id, mode)


def somebody(name: str) -> accounts.SignUp:
    return accounts.SignUp(name, f"{name}@mail.test", "a good password")


async def test_what_was_said_last_holds_and_until_then_the_setting(town: Town):
    ann = await town.person("ann")
    by = await accounts.get(town.db, ann.account)
    assert await accounts.admitting.mode(town.db) == "open"
    await choose(town, by, "approval")
    waits, _ = await accounts.create(town.db, somebody("bob"))
    assert (await accounts.get(town.db, waits)).approved_at is None
    await choose(town, by, "closed")
    with pytest.raises(Closed):
        await accounts.create(town.db, somebody("cleo"))
    assert (await accounts.get(town.db, waits)).removed_at is None
    await choose(town, by, "open")
    enters, _ = await accounts.create(town.db, somebody("dan"))
    assert (await accounts.get(town.db, enters)).approved_at is not None


async def test_who_said_so_is_kept_and_the_same_again_is_not(town: Town):
    ann = await town.person("ann")
    by = await accounts.get(town.db, ann.account)
    for mode in ("open", "closed", "closed", "approval"):
        await choose(town, by, mode)
    assert [(each.mode, each.by) for each in await accounts.admitting.history(town.db)] == [
        ("approval", ann.account), ("closed", ann.account)]
    with pytest.raises(Invalid):
        await choose(town, by, "sometimes")


async def test_apps_are_told_the_same_at_once(town: Town):
    ann = await town.person("ann")
    by = await accounts.get(town.db, ann.account)
    for mode, told in (("open", (True, False)), ("approval", (True, True)), ("closed", (False, False))):
        await choose(town, by, mode)
        said = (await town.get("/api/v2/instance")).json["registrations"]
        assert (said["enabled"], said["approval_required"], said["reason_required"]) == (*told, told[1]), mode
