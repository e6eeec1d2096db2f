"""Complaints: what may be complained of, and what becomes of it."""

import pytest

from hubbub.base.errors import Invalid, NotFound
from hubbub.base.ids import PostId
from hubbub.trust import complaints, rules
from hubbub.trust.complaints import Given
from tests.town import Person, Town


async def makes(town: Town, who: Person, given: Given) -> complaints.ComplaintId:
    async with town.db.write() as tx:
        return await complaints.make(tx, who.profile, given)


async def test_staff_is_told_and_nobody_else(town: Town):
    ann, bob, eve = await town.person("ann"), await town.person("bob"), await town.person("eve")
    await makes(town, bob, Given(eve.profile, "Rude"))
    await town.settle()
    told = [each for each in (await ann.get("/api/v1/notifications")).json if each["type"] == "admin.report"]
    assert [(each["account"]["username"], each["report"]["comment"]) for each in told] == [("bob", "Rude")]
    assert told[0]["report"]["target_account"]["username"] == "eve"
    for other in (bob, eve):
        assert "admin.report" not in [each["type"] for each in (await other.get("/api/v1/notifications")).json]


async def test_what_one_may_not_see_or_is_not_theirs_cannot_be_complained_of(town: Town):
    bob, eve = await town.person("bob"), await town.person("eve")
    private = PostId(int((await eve.posts("For few", visibility="private"))["id"]))
    own = PostId(int((await bob.posts("Mine"))["id"]))
    for post in (private, own, PostId(1)):
        with pytest.raises(NotFound):
            await makes(town, bob, Given(eve.profile, posts=[post]))


async def test_a_complaint_against_a_rule_is_a_violation_and_the_rule_must_be_there(town: Town):
    bob, eve = await town.person("bob"), await town.person("eve")
    async with town.db.write() as tx:
        rule = await rules.add_rule(tx, "Be kind")
    made = await makes(town, bob, Given(eve.profile, rules=[rule]))
    assert (await complaints.get(town.db, made)).category == "violation"
    for wrong in (Given(eve.profile, rules=[rule, 1]), Given(eve.profile, category="rude"),
                  Given(eve.profile, "x" * 1001)):
        with pytest.raises(Invalid):
            await makes(town, bob, wrong)


async def test_a_complaint_is_resolved_once_and_opened_again(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    made = await makes(town, ann, Given(bob.profile))
    async with town.db.write() as tx:
        await complaints.resolve(tx, made, ann.account)
        first = (await complaints.get(tx, made)).resolved_at
        await complaints.resolve(tx, made, bob.account)
        assert (await complaints.get(tx, made)).resolved_at == first
        assert await complaints.list_complaints(tx) == []
        await complaints.reopen(tx, made)
        assert [each.id for each in await complaints.list_complaints(tx)] == [made]
        with pytest.raises(NotFound):
            await complaints.resolve(tx, complaints.ComplaintId(1), ann.account)
