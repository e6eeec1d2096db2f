"""The first page, home, and the public pages."""

import re

import pytest

from tests.browser import Browser, browser
from tests.reach.posts.test_web import articles
from tests.town import Person, Town

HTMX = {"hx-request": "true"}


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


async def many(town: Town, count: int) -> tuple[Browser, list[str], Person]:
    """Ann's browser, the posts of Bob, whom she follows, the newest first, and Ann's phone."""
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.follows(bob)
    await town.settle()
    page = await browser(town, ann)
    ids = [(await bob.posts(f"Number {n}"))["id"] for n in range(count)][::-1]
    await town.settle()
    return page, ids, ann


async def test_what_has_come_since_is_a_piece_and_a_gap_in_it_can_be_filled(town: Town):
    page, ids, _ = await many(town, 45)
    piece = (await page.get(f"/home?above={ids[-1]}", **HTMX)).text
    assert articles(piece) == ids[:20]
    assert "Show the posts between" in piece
    while gap := re.search(r'hx-get="(/home\?below=\d+&amp;above=\d+)"', piece):
        piece = (await page.get(gap[1].replace("&amp;", "&"), **HTMX)).text
        shown = articles(piece)
    assert shown == ids[40:44]
    assert "That is all" not in piece


async def test_home_says_where_one_left_off_on_whatever_device(town: Town):
    page, ids, ann = await many(town, 23)
    assert "Where you left off" not in (await page.get("/home")).text
    assert (await page.sends("/home/read", id=ids[3])).headers["location"] == "/home"
    shown = (await page.get("/home")).text
    assert shown.index(f"post-{ids[2]}") < shown.index("Where you left off") < shown.index(f"post-{ids[3]}")
    assert (await ann.get("/api/v1/markers?timeline[]=home")).json["home"]["last_read_id"] == ids[3]
    await ann.post("/api/v1/markers", home={"last_read_id": ids[21]})
    shown = (await page.get("/home")).text
    assert f'href="/home?below={int(ids[21]) + 1}"' in shown
    assert articles((await page.get(f"/home?below={int(ids[21]) + 1}")).text) == ids[21:]


async def test_a_place_further_up_that_another_device_told_of_stays(town: Town):
    page, ids, _ = await many(town, 3)
    assert (await page.presses("/home/read", id=ids[0])).status == 204
    await page.presses("/home/read", id=ids[2])
    shown = (await page.get("/home")).text
    assert "Where you left off" not in shown
    assert (await town.get("/home/read")).status == 404


@pytest.mark.parametrize("path", ["/public", "/public?from=everywhere", "/tags/sea"])
async def test_every_timeline_tells_of_what_has_come_since_and_where_it_ends(town: Town, path: str):
    ann = await town.person("ann")
    first, second = await ann.posts("The #sea"), await ann.posts("The #sea again")
    await town.settle()
    shown = (await town.get(path)).text
    assert f'newest="{second["id"]}"' in shown
    assert "That is all." in shown
    more = "&" if "?" in path else "?"
    assert articles((await town.get(f"{path}{more}above={first['id']}")).text) == [second["id"]]
    assert articles((await town.get(f"{path}{more}above={second['id']}")).text) == []


async def test_the_public_page_shows_this_server_or_everywhere(town: Town):
    ann = await town.person("ann")
    post = await ann.posts("For everybody")
    for path in ("/public", "/public?from=everywhere"):
        shown = (await town.get(path)).text
        assert articles(shown) == [post["id"]]
        assert f'<a href="{path}" aria-current="page">' in shown
