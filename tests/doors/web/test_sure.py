"""Whoever is about to do what cannot be undone is asked once more, without script."""

import re

from tests.browser import browser
from tests.town import Town


async def test_a_list_goes_only_when_its_owner_has_said_yes(town: Town):
    ann = await town.person("ann")
    row = (await ann.post("/api/v1/lists", title="Near <b>")).json
    page = await browser(town, ann)
    asked = await page.sends(f"/lists/{row['id']}/delete", why="tired of it")
    assert asked.status == 200
    assert "Delete the list “Near &lt;b&gt;”?" in asked.text
    assert len((await ann.get("/api/v1/lists")).json) == 1
    # The form on the page is the one that was sent, and one word more.
    [where] = re.findall(r'<form class="row" method="post" action="([^"]+)">', asked.text)
    assert where == f"/lists/{row['id']}/delete"
    assert '<input type="hidden" name="sure" value="on">' in asked.text
    assert '<input type="hidden" name="why" value="tired of it">' in asked.text
    assert (await page.sends(f"/lists/{row['id']}/delete", sure="on")).status == 303
    assert (await ann.get("/api/v1/lists")).json == []


async def test_a_follower_is_removed_and_somebody_blocked_only_after_a_yes(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await bob.follows(ann)
    page = await browser(town, ann)
    for path in ("remove-follower", "block"):
        asked = await page.sends(f"/{path}/{bob.profile}", back="/@bob")
        assert asked.status == 200
        assert "bob" in asked.text
        [relation] = (await ann.get(f"/api/v1/accounts/relationships?id[]={bob.profile}")).json
        assert (relation["followed_by"], relation["blocking"]) == (True, False)
    assert (await page.sends(f"/remove-follower/{bob.profile}", sure="on", back="/@bob")).headers["location"] == "/@bob"
    [relation] = (await ann.get(f"/api/v1/accounts/relationships?id[]={bob.profile}")).json
    assert relation["followed_by"] is False


async def test_what_a_script_sends_has_its_own_undo_and_is_not_asked_about(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    page = await browser(town, ann)
    assert "Unblock" in (await page.presses(f"/block/{bob.profile}")).text


async def test_a_question_leads_back_to_where_one_came_from_and_never_elsewhere(town: Town):
    page = await browser(town, await town.person("ann"))
    for came, back in (("http://here.test/notifications?only=likes", "/notifications?only=likes"),
                       ("http://evil.test/notifications", "/home"), ("", "/home"),
                       ("http://here.test//evil.test/", "/home"), ("http://[", "/home")):
        asked = await page.sends_from("/notifications/clear", came)
        assert f'<a class="button button--quiet" href="{back}">' in asked.text


async def test_what_is_refused_leads_back_to_the_form_that_was_sent(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.follows(bob)
    page = await browser(town, ann)
    for came, back in (("http://here.test/@bob", "/@bob"), ("http://here.test//evil.test/", ""),
                       ("http://evil.test/@bob", ""), ("", "")):
        refused = await page.sends_from(f"/following/{bob.profile}/languages", came, languages="klingon!")
        main = refused.text.partition("<main")[2]
        assert refused.status == 422
        assert (f'<a class="button" href="{back}">Go back</a>' in main, "Go back" in main) == (bool(back), bool(back))
        assert 'href="/home"' in main
    assert "Go back" not in (await page.get("/nowhere", referer="http://here.test/@bob")).text
