"""Notes that nobody else sees, and recommendations that end with the follow."""

import pytest

from hubbub.people import follows, profiles, regards
from tests.town import Town


async def test_a_note_is_for_its_writer_alone_and_can_be_taken_away(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    async with town.db.write() as tx:
        await regards.note(tx, ann.profile, bob.profile, " Met at the lake\r\n")
    assert [row.note for row in await regards.list_regards(town.db, ann.profile, [bob.profile])] == ["Met at the lake"]
    for other in (bob, cleo):
        rows = await regards.list_regards(town.db, other.profile, [bob.profile, ann.profile])
        assert [row.note for row in rows] == ["", ""]
    async with town.db.write() as tx:
        await regards.note(tx, ann.profile, bob.profile, "  ")
    assert [row.note for row in await regards.list_regards(town.db, ann.profile, [bob.profile])] == [""]


@pytest.mark.parametrize("end", ["unfollow", "block", "be blocked", "reject"])
async def test_nobody_recommends_whom_they_do_not_follow(town: Town, end):
    ann, bob = await town.person("ann"), await town.person("bob")
    async with town.db.write() as tx:
        with pytest.raises(regards.NotFollowed):
            await regards.endorse(tx, ann.profile, bob.profile)
        await follows.follow(tx, ann.profile, bob.profile)
        await regards.endorse(tx, ann.profile, bob.profile)
        await regards.endorse(tx, ann.profile, bob.profile)
    assert [row.profile for row in await regards.list_endorsed(town.db, ann.profile)] == [bob.profile]
    async with town.db.write() as tx:
        match end:
            case "unfollow":
                await follows.unfollow(tx, ann.profile, bob.profile)
            case "block":
                await follows.block(tx, ann.profile, bob.profile)
            case "be blocked":
                await follows.block(tx, bob.profile, ann.profile)
            case "reject":
                await follows.reject(tx, bob.profile, ann.profile)
    assert await regards.list_endorsed(town.db, ann.profile) == [], "at once"
    await town.settle()
    assert end == "reject" or not any(
        row.endorsed for row in await regards.list_regards(town.db, ann.profile, [bob.profile]))


async def test_somebody_who_is_gone_is_forgotten(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    async with town.db.write() as tx:
        await follows.follow(tx, ann.profile, bob.profile)
        await regards.endorse(tx, ann.profile, bob.profile)
        await regards.note(tx, ann.profile, bob.profile, "Hm")
        await profiles.remove(tx, bob.profile)
    await town.settle()
    rows = await regards.list_regards(town.db, ann.profile, [bob.profile])
    assert [(row.note, row.endorsed) for row in rows] == [("", False)]
