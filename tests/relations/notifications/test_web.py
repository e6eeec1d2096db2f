"""The page of what happened."""

import io
import re

from hubbub.people import follows, profiles
from hubbub.reach import emoji
from hubbub.relations import notifications
from tests.browser import browser
from tests.flows.payloads import PICTURE
from tests.town import Town


async def test_the_page_says_who_did_what_and_leads_to_it(town: Town):
    ann, bob, cleo, dan = [await town.person(name) for name in ("ann", "bob", "cleo", "dan")]
    post = (await ann.posts("A fine day"))["id"]
    for fan in (bob, cleo, dan):
        await fan.post(f"/api/v1/statuses/{post}/favourite")
        await town.settle()
    text = (await (await browser(town, ann)).get("/notifications")).text
    assert "dan" in text
    assert "and 1 other" in text
    assert "like your post" in text
    assert f'href="/@ann/{post}"' in text
    assert "Today" in text


async def test_what_somebody_felt_is_shown_as_they_put_it(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await emoji.add(town.db, "bun", io.BytesIO(PICTURE))
    post = (await ann.posts("A fine day"))["id"]
    for sign in ("🎉", ":bun:"):
        assert (await bob.call("PUT", f"/api/v1/pleroma/statuses/{post}/reactions/{sign}")).status == 200
    await town.settle()
    text = (await (await browser(town, ann)).get("/notifications")).text
    assert text.count("reacted to your post") == 2
    assert '<span class="notifications__felt">🎉</span>' in text
    assert re.search(r'<img class="emoji" src="[^"]+" alt="bun', text)


async def test_opening_the_page_reads_what_is_on_it(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await bob.posts("Hello @ann")
    await town.settle()
    page = await browser(town, ann)
    home = (await page.get("/home")).text
    assert "<span data-unread-figure>1</span>" in home
    first = (await page.get("/notifications")).text
    assert "notifications__line--unread" in first
    assert await notifications.unread(town.db, ann.profile) == 0
    again = (await page.get("/notifications")).text
    assert "notifications__line--unread" not in again
    assert "data-unread hidden" in again


async def test_an_empty_page_says_what_will_stand_there(town: Town):
    page = await browser(town, await town.person("ann"))
    assert "Nothing has happened yet" in (await page.get("/notifications")).text


async def test_days_are_those_of_the_visitor(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await bob.posts("Yesterday @ann")
    await town.settle()
    town.forward(hours=25)
    text = (await (await browser(town, ann)).get("/notifications")).text
    assert "Today" not in text
    assert text.count("notifications__day") == 1


async def test_a_request_to_follow_can_be_granted_there(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    async with town.db.write() as tx:
        await profiles.edit(tx, ann.profile, locked=True)
        await follows.follow(tx, bob.profile, ann.profile)
    await town.settle()
    page = await browser(town, ann)
    assert f'action="/follow-requests/{bob.profile}/accept"' in (await page.get("/notifications")).text
    assert (await page.sends(f"/follow-requests/{bob.profile}/accept", back="/notifications")).status == 303
    await town.settle()
    assert "follows you" in (await page.get("/notifications")).text


async def test_clearing_empties_the_page(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await bob.posts("Hello @ann")
    await town.settle()
    page = await browser(town, ann)
    assert (await page.sends("/notifications/clear", sure="on")).headers["location"] == "/notifications"
    assert "Nothing has happened yet" in (await page.get("/notifications")).text


async def test_a_stranger_is_led_to_sign_in_and_sees_no_figure(town: Town):
    assert (await town.get("/notifications")).headers["location"].startswith("/sign-in")
    assert "hub-live" not in (await town.get("/sign-in")).text


async def test_one_part_is_looked_at_alone_which_reads_nothing(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = await ann.posts("A fine day")
    await bob.post(f"/api/v1/statuses/{post['id']}/favourite")
    await bob.posts("Hello @ann")
    await town.settle()
    page = await browser(town, ann)
    likes = (await page.get("/notifications?only=likes")).text
    assert ("likes your post" in likes, "spoke to you" in likes) == (True, False)
    assert 'href="/notifications?only=likes" aria-current="page"' in likes
    assert await notifications.unread(town.db, ann.profile) == 2
    assert "spoke to you" in (await page.get("/notifications?only=mentions")).text
    everything = (await page.get("/notifications?only=nonsense")).text
    assert ("likes your post" in everything, "spoke to you" in everything) == (True, True)


async def test_older_ones_of_a_part_come_by_its_own_link(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    async with town.db.write() as tx:
        for number in range(31):
            await notifications.notify(tx, "report", [ann.profile], bob.profile, about=number + 1)
            await notifications.notify(tx, "poll", [ann.profile], bob.profile, about=number + 1)
    page = await browser(town, ann)
    text = (await page.get("/notifications?only=posts")).text
    assert text.count("ran a poll that has ended") == 30
    older = text.split('href="/notifications?only=posts&amp;below=')[1].split('"')[0]
    rest = (await page.get(f"/notifications?only=posts&below={older}", **{"hx-request": "true"})).text
    assert (rest.count("ran a poll that has ended"), "<html" in rest) == (1, False)


async def test_all_are_read_at_once_from_any_part(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await bob.posts("Hello @ann")
    await town.settle()
    page = await browser(town, ann)
    assert "Mark all as read" in (await page.get("/notifications?only=mentions")).text
    assert await notifications.unread(town.db, ann.profile) == 1
    answer = await page.sends("/notifications/read", back="/notifications?only=mentions")
    assert answer.headers["location"] == "/notifications?only=mentions"
    assert await notifications.unread(town.db, ann.profile) == 0
    assert "Mark all as read" not in (await page.get("/notifications?only=mentions")).text


async def test_each_part_says_what_will_stand_there(town: Town):
    page = await browser(town, await town.person("ann"))
    assert "Nobody has followed you yet" in (await page.get("/notifications?only=follows")).text
    assert "Nobody has spoken to you yet" in (await page.get("/notifications?only=mentions")).text


async def test_they_are_cleared_only_after_a_yes(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await bob.posts("Hello @ann")
    await town.settle()
    page = await browser(town, ann)
    assert "Clear all notifications?" in (await page.sends("/notifications/clear")).text
    assert "spoke to you" in (await page.get("/notifications")).text
    assert (await page.sends("/notifications/clear", sure="on")).status == 303
    assert "spoke to you" not in (await page.get("/notifications")).text
