"""Pages for whom one wants to hear of, and for those who wait."""

from hubbub.relations import notifications
from hubbub.relations.notifications import Page, Policy, requests
from tests.browser import browser
from tests.town import Person, Town


async def holds_back(town: Town, person: Person) -> None:
    async with town.db.write() as tx:
        await requests.decide(tx, person.profile, Policy(not_following="filter"))


async def test_what_is_chosen_is_kept_and_shown(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    assert 'name="limited_accounts" value="filter" aria-describedby="limited_accounts-help" checked' in (
        await page.get("/settings/notifications")).text
    sent = await page.sends("/settings/notifications", not_following="filter", bots="drop")
    assert sent.headers["location"] == "/settings/notifications?saved=1"
    text = (await page.get("/settings/notifications?saved=1")).text
    assert 'name="bots" value="drop" aria-describedby="bots-help" checked' in text
    assert "Saved." in text
    assert await requests.policy(town.db, ann.profile) == Policy("filter", limited_accounts="accept", bots="drop")


async def test_a_choice_that_there_is_not_is_refused(town: Town):
    page = await browser(town, await town.person("ann"))
    answer = await page.sends("/settings/notifications", bots="perhaps")
    assert (answer.status, 'role="alert"' in answer.text) == (422, True)


async def test_who_waits_is_announced_looked_at_and_let_in(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await holds_back(town, ann)
    post = await ann.posts("Hello")
    await bob.posts("May I ask you something, @ann?")
    await bob.post(f"/api/v1/statuses/{post['id']}/favourite")
    await town.settle()
    page = await browser(town, ann)
    listed = (await page.get("/notifications")).text
    assert ("1 request from people whom you let wait" in listed, "spoke to you" in listed) == (True, False)
    waiting = (await page.get("/notifications/requests")).text
    assert "May I ask you something" in waiting
    [request] = await requests.list_requests(town.db, ann.profile)
    shown = (await page.get(f"/notifications/requests/{request.id}")).text
    assert ("spoke to you" in shown, "likes your post" in shown) == (True, True)
    assert (await page.sends(f"/notifications/requests/{request.id}/accept")).status == 303
    assert "Nobody waits" in (await page.get("/notifications/requests")).text
    assert "spoke to you" in (await page.get("/notifications")).text


async def test_who_is_put_away_is_gone_and_nobody_else_s_requests_are_there(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await holds_back(town, ann)
    await bob.posts("Hello @ann")
    await town.settle()
    [request] = await requests.list_requests(town.db, ann.profile)
    stranger = await browser(town, bob)
    assert (await stranger.get(f"/notifications/requests/{request.id}")).status == 404
    page = await browser(town, ann)
    await page.get("/notifications/requests")
    await page.sends(f"/notifications/requests/{request.id}/dismiss")
    assert (await page.get(f"/notifications/requests/{request.id}")).status == 404
    assert await notifications.list_notifications(town.db, ann.profile, Page(filtered=True)) == []
