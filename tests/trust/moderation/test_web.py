"""The pages on which people are let in and judged, without script."""

import re

from hubbub.people import accounts, profiles
from tests.browser import browser
from tests.postbox import Postbox
from tests.town import Town
from tests.trust.moderation.test_mastodon import waits
from tests.trust.staff import moderator, owner


async def test_the_owner_lets_one_in_and_refuses_another(town: Town):
    page = await browser(town, await owner(town))
    yan, zed = await waits(town, "yan", "Friends <b>here</b>"), await waits(town, "zed")
    shown = (await page.get("/settings/people")).text
    for words in ("yan@mail.test", "Friends &lt;b&gt;here&lt;/b&gt;", "@zed"):
        assert words in shown, words
    await page.sends(f"/settings/people/{yan}/let-in", answer="yes")
    await page.sends(f"/settings/people/{zed}/let-in", answer="no", words="Say more <b>next time</b>.")
    assert "Who would like to join" not in (await page.get("/settings/people")).text
    assert (await town.get("/@yan")).status == 200
    assert (await page.sends(f"/settings/people/{yan}/let-in", answer="yes")).status == 409


async def test_who_is_refused_is_told_why_by_mail_if_the_address_is_theirs(town: Town, postbox: Postbox):
    page = await browser(town, await owner(town))
    zed, someone = await waits(town, "zed"), await waits(town, "someone")
    async with town.db.alone() as connection:
        await connection.execute("UPDATE accounts SET confirmed_at = now() WHERE email = 'zed@mail.test'")
    await page.get("/settings/people")
    assert (await page.sends(f"/settings/people/{zed}/let-in", answer="no", words="x" * 5001)).status == 422
    for profile in (zed, someone):
        await page.sends(f"/settings/people/{profile}/let-in", answer="no", words="Say more <b>next time</b>.")
    await town.settle()
    [letter] = postbox.taken
    assert letter["to"] == "zed@mail.test"
    body = letter.get_body(("plain",))
    assert body is not None
    assert "You were not let in at here.test." in body.get_content()
    assert "Say more <b>next time</b>." in body.get_content()


async def test_a_report_leads_to_its_person_and_is_done_with_what_is_done_about_it(town: Town):
    page, bob, eve = await browser(town, await owner(town)), await town.person("bob"), await town.person("eve")
    for words in ("Too many crumbs", "Too loud"):
        await bob.post("/api/v1/reports", account_id=str(eve.profile), comment=words)
    listed = (await page.get("/settings/reports")).text
    assert 'aria-label="The report about eve is done"' in listed
    [_, older] = re.findall(rf'"(/settings/people/{eve.profile}\?report=(\d+))"', listed)
    assert f'<option value="{older[1]}" selected>' in (await page.get(older[0])).text
    await page.sends(f"/settings/people/{eve.profile}", what="none", words="Please sweep.", report=older[1])
    left = re.findall(r"\?report=(\d+)", (await page.get("/settings/reports")).text)
    assert (len(left), older[1] in left) == (1, False)


async def test_somebody_is_found_judged_and_let_be_again(town: Town):
    page = await browser(town, await owner(town))
    eve = await town.person("eve")
    assert f"/settings/people/{eve.profile}" in (await page.get("/settings/people?name=ev")).text
    await page.get(f"/settings/people/{eve.profile}")
    await page.sends(f"/settings/people/{eve.profile}", what="silence", words="Too <b>loud</b>")
    shown = (await page.get(f"/settings/people/{eve.profile}")).text
    assert "Too &lt;b&gt;loud&lt;/b&gt;" in shown
    assert "Let them be heard" in shown
    await page.sends(f"/settings/people/{eve.profile}", undo="silence")
    assert (await profiles.get(town.db, eve.profile)).silenced_at is None
    assert (await page.sends(f"/settings/people/{eve.profile}", what="banish")).status == 422


async def test_nobody_else_sees_these_pages(town: Town):
    ann = await owner(town)
    page = await browser(town, await town.person("bob"))
    for path in ("/settings/people", f"/settings/people/{ann.profile}"):
        assert (await page.get(path)).status == 404
    assert (await page.sends(f"/settings/people/{ann.profile}", what="suspend")).status == 404
    assert (await page.sends(f"/settings/people/{ann.profile}/let-in", answer="yes")).status == 404


async def test_the_owner_makes_a_moderator_and_it_holds_at_once(town: Town):
    page, bob = await browser(town, await owner(town)), await town.person("bob")
    his = await browser(town, bob)
    assert (await his.get("/settings/people")).status == 404
    assert (await page.sends(f"/settings/people/{bob.profile}/role", role="moderator")).status == 303
    assert (await his.get("/settings/people")).status == 200
    shown = (await page.get(f"/settings/people/{bob.profile}")).text
    assert "moderator, before that member" in shown
    assert "@ann</bdi>" in shown
    await page.sends(f"/settings/people/{bob.profile}/role", role="member")
    assert (await his.get("/settings/people")).status == 404


async def test_who_could_take_the_server_away_is_not_let_so_near_by_one_press(town: Town):
    page, bob = await browser(town, await owner(town)), await town.person("bob")
    for role, words in (("admin", "Make bob an admin"), ("owner", "Make bob an owner")):
        asked = await page.sends(f"/settings/people/{bob.profile}/role", role=role)
        assert (asked.status, words in asked.text) == (200, True)
        assert (await accounts.get(town.db, bob.account)).role != role
        assert (await page.sends(f"/settings/people/{bob.profile}/role", role=role, sure="on")).status == 303
        assert (await accounts.get(town.db, bob.account)).role == role


async def test_the_last_owner_stays_and_with_another_there_may_go(town: Town):
    ann, bob = await owner(town), await town.person("bob")
    page, path = await browser(town, ann), f"/settings/people/{ann.profile}/role"
    refused = await page.sends(path, role="member", sure="on")
    assert (refused.status, "A server needs an owner." in refused.text) == (422, True)
    await page.sends(f"/settings/people/{bob.profile}/role", role="owner", sure="on")
    assert "Give up your own role?" in (await page.sends(path, role="member")).text
    assert (await page.sends(path, role="member", sure="on")).headers["location"] == "/settings"
    assert (await page.get("/settings/people")).status == 404


async def test_roles_are_given_by_those_above_and_to_those_below(town: Town):
    await owner(town)
    admin, mod = await moderator(town, "adm"), await moderator(town)
    bob, other = await town.person("bob"), await moderator(town, "other")
    async with town.db.write() as tx:
        await accounts.standing.appoint(tx, admin.account, "admin")
    his = await browser(town, mod)
    assert "What they are for this server" not in (await his.get(f"/settings/people/{bob.profile}")).text
    assert (await his.sends(f"/settings/people/{bob.profile}/role", role="moderator")).status == 403
    hers = await browser(town, admin)
    assert (await hers.sends(f"/settings/people/{other.profile}/role", role="member")).status == 303
    for whom, role in ((bob, "admin"), (bob, "owner"), (admin, "owner"), (town.people["ann"], "member")):
        assert (await hers.sends(f"/settings/people/{whom.profile}/role", role=role, sure="on")).status == 403
    assert (await hers.sends(f"/settings/people/{bob.profile}/role", role="king")).status == 422
    waiting = await waits(town, "yan")
    assert (await hers.sends(f"/settings/people/{waiting}/role", role="moderator")).status == 422
