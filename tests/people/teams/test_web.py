"""Pages ask what the visitor may do as the profile that they act as."""

from hubbub.base.db import Statement
from hubbub.people import teams
from tests.browser import browser
from tests.town import Town

LEAVE = Statement(None, "DELETE FROM members WHERE profile_id = :profile AND account_id = :account")


async def test_who_has_left_the_team_sees_its_studio_no_more(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    assert (await page.get("/drafts")).status == 200
    async with town.db.write() as tx:
        await tx.run(LEAVE, profile=ann.profile, account=ann.account)
        tx.say("member", ann.account)
    assert (await page.get("/drafts")).status == 403
    assert (await page.sends("/posts", text="Still me?")).status == 422


async def test_a_contributor_is_told_why_publishing_is_refused(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    async with town.db.write() as tx:
        await teams.join(tx, ann.profile, ann.account, teams.Role.CONTRIBUTOR)
    answer = await page.sends("/posts", text="My words")
    assert answer.status == 422
    assert "Your role in this team does not allow that." in answer.text
    assert "My words</textarea>" in answer.text
