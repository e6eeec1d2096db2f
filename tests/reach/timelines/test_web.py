"""The first page, home, and the public pages."""

import re

from tests.browser import browser
from tests.reach.posts.test_web import articles
from tests.town import Town


async def test_a_visitor_sees_the_newest_public_posts_of_this_server(town: Town):
    ann = await town.person("ann")
    post = await ann.posts("For everybody")
    await ann.posts("Quietly", visibility="unlisted")
    await ann.posts("For followers", visibility="private")
    shown = (await town.get("/")).text
    assert articles(shown) == [post["id"]]
    assert 'href="/sign-up"' in shown


async def test_somebody_signed_in_is_led_home(town: Town):
    page = await browser(town, await town.person("ann"))
    assert (await page.get("/")).headers["location"] == "/home"


async def test_an_empty_home_says_what_to_do_next(town: Town):
    page = await browser(town, await town.person("ann"))
    shown = (await page.get("/home")).text
    assert "It is quiet here" in shown
    assert 'href="/public"' in shown


async def test_home_shows_whom_one_follows_and_goes_on(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.follows(bob)
    await town.settle()
    page = await browser(town, ann)
    ids = [(await bob.posts(f"Number {n}"))["id"] for n in range(23)][::-1]
    await town.settle()
    first = (await page.get("/home")).text
    assert articles(first) == ids[:20]
    older = re.search(r'href="(/home\?below=\d+)"', first)[1]  # type: ignore[index]
    assert articles((await page.get(older)).text) == ids[20:]
    assert "<textarea" not in (await page.get(older)).text


async def test_what_several_have_boosted_stands_once(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    for other in (bob, cleo):
        await ann.follows(other)
    dan = await town.person("dan")
    post = await dan.posts("Good")
    await town.settle()
    for other in (bob, cleo):
        await other.post(f"/api/v1/statuses/{post['id']}/reblog")
    await town.settle()
    shown = (await (await browser(town, ann)).get("/home")).text
    assert shown.count("Good") == 1


async def test_a_page_left_open_is_told_of_new_posts_but_not_of_one_s_own(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.follows(bob)
    await town.settle()
    page = await browser(town, ann)
    mine = await ann.posts("Mine")
    quiet = (await page.get(f"/home/newer?above={int(mine['id']) - 1}")).text
    assert "<a" not in quiet
    await bob.posts("One")
    await bob.posts("Two")
    await town.settle()
    told = (await page.get(f"/home/newer?above={mine['id']}")).text
    assert "2 new posts" in told
    assert f'hx-get="/home/newer?above={mine["id"]}"' in told


async def test_the_public_page_shows_this_server_or_everywhere(town: Town):
    ann = await town.person("ann")
    post = await ann.posts("For everybody")
    for path in ("/public", "/public?from=everywhere"):
        shown = (await town.get(path)).text
        assert articles(shown) == [post["id"]]
        assert f'<a href="{path}" aria-current="page">' in shown
