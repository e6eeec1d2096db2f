"""Teams: who may act as which profile."""

import pytest

from hubbub.people import teams
from tests.town import Town


async def test_a_role_is_what_was_given_last(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    assert await teams.role_of(town.db, ann.profile, ann.account) == teams.Role.OWNER
    assert await teams.role_of(town.db, ann.profile, bob.account) is None
    async with town.db.write() as tx:
        await teams.join(tx, ann.profile, bob.account, teams.Role.EDITOR)
        await teams.join(tx, ann.profile, bob.account, teams.Role.ANALYST)
    assert await teams.role_of(town.db, ann.profile, bob.account) == teams.Role.ANALYST
    assert await teams.list_profiles(town.db, bob.account) == [bob.profile, ann.profile]
    assert await teams.owner_of(town.db, ann.profile) == ann.account


@pytest.mark.parametrize(("role", "may"), [
    (teams.Role.OWNER, True), (teams.Role.EDITOR, True), (teams.Role.CONTRIBUTOR, False), (teams.Role.ANALYST, False),
])
async def test_owners_and_editors_publish_and_others_do_not(town: Town, role: teams.Role, may: bool):
    ann, bob = await town.person("ann"), await town.person("bob")
    async with town.db.write() as tx:
        await teams.join(tx, ann.profile, bob.account, role)
    if may:
        await teams.require(town.db, ann.profile, bob.account)
        return
    with pytest.raises(teams.NotYours):
        await teams.require(town.db, ann.profile, bob.account)


async def test_who_is_in_no_team_has_no_role_that_is_enough(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    with pytest.raises(teams.NotYours):
        await teams.require(town.db, ann.profile, bob.account, frozenset(teams.Role))
