"""Reporting on the pages, and looking into it, without script."""

from hubbub.trust import complaints, rules
from tests.browser import browser
from tests.town import Town


async def test_somebody_reports_a_post_and_staff_looks_into_it(town: Town):
    ann, bob, eve = await town.person("ann"), await town.person("bob"), await town.person("eve")
    async with town.db.write() as tx:
        rule = await rules.add_rule(tx, "Be kind")
    status = await eve.posts("Something rude")
    page = await browser(town, bob)
    shown = (await page.get(f"/@eve/{status['id']}")).text
    assert f"/report/{eve.profile}?post={status['id']}" in shown
    form = (await page.get(f"/report/{eve.profile}?post={status['id']}")).text
    assert "Something rude" in form
    assert "Be kind" in form
    thanks = await page.sends(f"/report/{eve.profile}", post=status["id"], rule=str(rule), category="other",
                              comment="See for <b>yourself</b>")
    assert "Somebody will look at it" in thanks.text
    await town.settle()
    desk = await browser(town, ann)
    listed = (await desk.get("/settings/reports")).text
    for words in ("Something rude", "Be kind", "See for &lt;b&gt;yourself&lt;/b&gt;", "@bob", "@eve"):
        assert words in listed, words
    number = (await complaints.list_complaints(town.db))[0].id
    await desk.sends(f"/settings/reports/{number}/resolve")
    assert "There is none" in (await desk.get("/settings/reports")).text
    assert "Something rude" in (await desk.get("/settings/reports?resolved=1")).text
    await desk.sends(f"/settings/reports/{number}/reopen")
    assert "Something rude" in (await desk.get("/settings/reports")).text


async def test_only_staff_sees_reports_and_one_signs_in_to_make_one(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    page = await browser(town, bob)
    assert (await page.get("/settings/reports")).status == 404
    assert (await page.sends("/settings/reports/1/resolve")).status == 404
    assert (await town.get(f"/report/{ann.profile}")).status == 303


async def test_what_is_refused_is_shown_with_the_words_kept(town: Town):
    eve = await town.person("eve")
    page = await browser(town, await town.person("bob"))
    await page.get(f"/report/{eve.profile}")
    answer = await page.sends(f"/report/{eve.profile}", comment="y" * 1001)
    assert (answer.status, "y" * 1001 in answer.text) == (422, True)
