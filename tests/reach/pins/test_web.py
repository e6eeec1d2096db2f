"""Pins on pages."""

from tests.browser import browser
from tests.reach.posts.test_web import articles
from tests.town import Town


async def test_what_is_pinned_stands_first_once_and_says_so(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    old = await ann.posts("Old")
    new = await ann.posts("New")
    page = await browser(town, ann)
    assert f'action="/posts/{old["id"]}/pin"' in (await page.get("/@ann")).text
    answer = await page.sends(f"/posts/{old['id']}/pin", back="/@ann")
    assert (answer.status, answer.headers["location"]) == (303, "/@ann")
    shown = (await (await browser(town, bob)).get("/@ann")).text
    assert articles(shown) == [old["id"], new["id"]]
    assert shown.count("<span>Pinned</span>") == 1
    assert articles((await page.get(f"/@ann?below={new['id']}")).text) == []
    assert articles((await page.get("/@ann?tab=replies")).text) == [new["id"], old["id"]]


async def test_what_was_pinned_stands_in_its_place_again(town: Town):
    ann = await town.person("ann")
    old = await ann.posts("Old")
    new = await ann.posts("New")
    await ann.post(f"/api/v1/statuses/{old['id']}/pin")
    page = await browser(town, ann)
    assert f'action="/posts/{old["id"]}/unpin"' in (await page.get("/@ann")).text
    await page.sends(f"/posts/{old['id']}/unpin", back="/@ann")
    assert articles((await page.get("/@ann")).text) == [new["id"], old["id"]]


async def test_nobody_pins_what_another_wrote_and_nobody_finds_what_they_may_not_see(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    open_to_all, kept = await ann.posts("All"), await ann.posts("Few", visibility="private")
    await ann.post(f"/api/v1/statuses/{kept['id']}/pin")
    page = await browser(town, bob)
    assert "/pin" not in (await page.get("/@ann")).text
    assert articles((await page.get("/@ann")).text) == [open_to_all["id"]]
    assert (await page.sends(f"/posts/{open_to_all['id']}/pin")).status == 422
    assert (await page.sends(f"/posts/{kept['id']}/pin")).status == 404
