"""Pages for whom one wants to hear of, and for those who wait."""

import re

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


async def test_all_who_stand_on_the_page_are_answered_at_once(town: Town):
    """Once one has said that one is sure; nobody is answered who came afterwards, nor by anybody else."""
    ann, *others = [await town.person(name) for name in ("ann", "bob", "cleo", "dan")]
    await holds_back(town, ann)
    page, stranger = await browser(town, ann), await browser(town, others[0])
    for writer in others[:2]:
        await writer.posts("Hello @ann")
    await town.settle()
    listed = (await page.get("/notifications/requests")).text
    shown = sorted(set(re.findall(r'name="id" value="(\d+)"', listed)))
    await others[2].posts("Hello @ann")
    await town.settle()
    await stranger.sends("/notifications/requests/accept", id=shown, sure="on")
    asked = (await page.sends("/notifications/requests/accept", id=shown)).text
    assert "Let in all of them?" in asked
    assert sorted(re.findall(r'name="id" value="(\d+)"', asked)) == shown
    assert len(await requests.list_requests(town.db, ann.profile)) == 3
    await page.sends("/notifications/requests/accept", id=[*shown, "x"], sure="on")
    [left] = await requests.list_requests(town.db, ann.profile)
    assert left.actor == others[2].profile
    assert "Let all in" not in (await page.get("/notifications/requests")).text  # one is answered by its own buttons
    assert len(await notifications.list_notifications(town.db, ann.profile, Page())) == 2


async def test_all_who_stand_on_the_page_are_put_away_at_once(town: Town):
    ann, *others = [await town.person(name) for name in ("ann", "bob", "cleo")]
    await holds_back(town, ann)
    for writer in others:
        await writer.posts("Hello @ann")
    await town.settle()
    page = await browser(town, ann)
    shown = sorted(set(re.findall(r'name="id" value="(\d+)"', (await page.get("/notifications/requests")).text)))
    asked = (await page.sends("/notifications/requests/dismiss", id=shown)).text
    assert "Put away what all of them have sent?" in asked
    await page.sends("/notifications/requests/dismiss", id=shown, sure="on")
    assert "Nobody waits" in (await page.get("/notifications/requests")).text
    assert await notifications.list_notifications(town.db, ann.profile, Page(filtered=True)) == []
