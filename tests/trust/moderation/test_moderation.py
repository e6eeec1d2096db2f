"""What is done about somebody holds everywhere, and can be taken back."""

import asyncio

import pytest

from hubbub.base.errors import Conflict, NotAllowed
from hubbub.people import accounts
from hubbub.trust import complaints, moderation
from hubbub.trust.complaints import Given
from hubbub.trust.moderation.moderation import AboveYou
from tests.browser import browser
from tests.postbox import Postbox
from tests.town import Person, Town
from tests.trust.staff import acts, moderator, owner


async def undo(staff: Person, on: Person, word: str) -> None:
    assert (await staff.post(f"/api/v1/admin/accounts/{on.profile}/{word}")).status == 200


async def test_who_is_suspended_is_gone_everywhere_and_comes_back_whole(town: Town):
    ann, bob, eve = await owner(town), await town.person("bob"), await town.person("eve")
    await bob.follows(eve)
    status = await eve.posts("Something #rude")
    await town.settle()
    page = await browser(town, eve)
    paths = [f"/api/v1/accounts/{eve.profile}", f"/api/v1/statuses/{status['id']}"]
    assert (await acts(ann, eve, "suspend")).json == {}
    await town.settle()
    assert [(await bob.get(path)).status for path in paths] == [404, 404]
    assert (await bob.home(), (await bob.get("/api/v1/timelines/public")).json) == ([], [])
    assert (await town.get("/@eve")).status == 404
    assert (await page.get("/home")).status == 303, "her browser is signed out"
    answer = await eve.get("/api/v1/timelines/home")
    assert (answer.status, answer.error) == (403, "Your login is currently disabled")
    assert (await town.get(f"/api/v1/streaming/user?access_token={eve.token}")).status == 403
    await undo(ann, eve, "unsuspend")
    assert [(await bob.get(path)).status for path in paths] == [200, 200]
    assert (await eve.get("/api/v1/timelines/home")).status == 200


async def test_who_is_disabled_is_out_and_what_they_published_stays(town: Town):
    ann, eve = await owner(town), await town.person("eve")
    status = await eve.posts("Mine")
    await acts(ann, eve, "disable")
    assert (await eve.get("/api/v1/timelines/home")).error == "Your login is currently disabled"
    with pytest.raises(NotAllowed):
        await accounts.authenticate(town.db, "eve@mail.test", "a good password")
    assert (await town.get(f"/api/v1/statuses/{status['id']}")).status == 200
    await undo(ann, eve, "enable")
    assert (await eve.get("/api/v1/timelines/home")).status == 200


async def test_who_is_silenced_is_heard_by_followers_alone(town: Town):
    ann, bob, eve = await owner(town), await town.person("bob"), await town.person("eve")
    await acts(ann, eve, "silence")
    await bob.follows(eve)
    await eve.posts("Hello @ann and @bob")
    await town.settle()
    assert len((await bob.get("/api/v1/timelines/public")).json) == 1
    assert (await ann.get("/api/v1/timelines/public")).json == []
    kinds = [each["type"] for each in (await ann.get("/api/v1/notifications")).json]
    assert "mention" not in kinds
    assert "mention" in [each["type"] for each in (await bob.get("/api/v1/notifications")).json]
    await undo(ann, eve, "unsilence")
    assert len((await ann.get("/api/v1/timelines/public")).json) == 1


async def test_what_is_published_by_whom_is_marked_is_sensitive(town: Town):
    ann, eve = await owner(town), await town.person("eve")
    await acts(ann, eve, "sensitive")
    assert (await eve.posts("Look"))["sensitive"] is True
    await undo(ann, eve, "unsensitive")
    assert (await eve.posts("Look"))["sensitive"] is False


async def test_the_person_is_told_why_in_the_app_and_by_mail_and_the_report_is_done(town: Town, postbox: Postbox):
    ann = town.people["ann"]
    ann.token = await town.token(ann.account, ann.profile, "read write admin:read admin:write")
    eve = await _confirmed(town, postbox, "eve")
    async with town.db.write() as tx:
        report = await complaints.make(tx, ann.profile, Given(eve.profile, "Rude"))
    await acts(ann, eve, "none", text="Please be kinder.", report_id=str(report))
    await town.settle()
    told = [each for each in (await eve.get("/api/v1/notifications")).json if each["type"] == "moderation_warning"]
    assert [(each["moderation_warning"]["action"], each["moderation_warning"]["text"]) for each in told] == [
        ("none", "Please be kinder.")]
    body = postbox.taken[-1].get_body(("plain",))
    assert body is not None
    assert "Please be kinder." in body.get_content()
    assert (await complaints.get(town.db, report)).resolved_by == ann.account


async def _confirmed(town: Town, postbox: Postbox, name: str) -> Person:
    person = await town.person(name)
    async with town.db.write() as tx:
        await accounts.standing.confirm(tx, person.account, f"{name}@mail.test")
    return person


async def test_nobody_judges_those_beside_or_above_them(town: Town):
    ann, mod, other = await owner(town), await moderator(town), await moderator(town, "other")
    for by, on in ((mod, ann), (mod, other), (mod, mod), (ann, ann)):
        async with town.db.write() as tx:
            with pytest.raises(AboveYou):
                await moderation.act(tx, by.account, on.profile, moderation.Action("suspend"))
    assert (await acts(mod, await town.person("eve"), "silence")).status == 200


async def test_who_is_rejected_may_ask_again_with_the_same_address(town: Town):
    await owner(town)
    account, profile = await accounts.create(town.db, accounts.SignUp("eve", "eve@mail.test", "a good password"))
    async with town.db.alone() as connection:
        await connection.execute("UPDATE accounts SET approved_at = NULL WHERE id = $1", account)
    async with town.db.write() as tx:
        await moderation.reject(tx, profile)
    await accounts.create(town.db, accounts.SignUp("eve2", "eve@mail.test", "a good password"))
    assert (await town.get(f"/api/v1/accounts/{profile}")).status == 404


async def test_two_owners_who_demote_each_other_in_the_same_moment_leave_one(town: Town):
    ann, bob = await owner(town), await town.person("bob")
    async with town.db.write() as tx:
        await moderation.appoint(tx, ann.account, bob.profile, "owner")

    async def demotes_her() -> None:
        async with town.db.write() as tx:
            await moderation.appoint(tx, bob.account, ann.profile, "member")

    async with town.db.write() as tx, town.db.alone() as connection:
        await moderation.appoint(tx, ann.account, bob.profile, "member")
        other = asyncio.create_task(demotes_her())
        while not other.done() and not await connection.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
            pass
    with pytest.raises(Conflict):
        await other
    assert await accounts.standing.in_roles(town.db, ["owner"]) == [ann.account]


async def test_whoever_is_given_a_role_reads_of_it_in_a_mail(town: Town, postbox: Postbox):
    ann = await owner(town)
    bob = await _confirmed(town, postbox, "bob")
    async with town.db.write() as tx:
        await moderation.appoint(tx, ann.account, bob.profile, "moderator")
    await town.settle()
    body = postbox.taken[-1].get_body(("plain",))
    assert body is not None
    assert (postbox.taken[-1]["to"], "You are a moderator now" in body.get_content()) == ("bob@mail.test", True)


async def test_nobody_is_written_to_of_what_they_gave_up_themselves(town: Town, postbox: Postbox):
    ann = await owner(town)
    bob = await _confirmed(town, postbox, "bob")
    async with town.db.write() as tx:
        await moderation.appoint(tx, ann.account, bob.profile, "owner")
    await town.settle()
    before = len(postbox.taken)
    async with town.db.write() as tx:
        await moderation.appoint(tx, bob.account, bob.profile, "member")
    await town.settle()
    assert len(postbox.taken) == before
