"""Reading the pages that posts lead to."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import web

from hubbub.reach.previews import reading
from tests.outside import Peer
from tests.reach.posts.befriending import befriend, shown
from tests.town import Person, Town

PAGE = """<!doctype html><html><head><title>Plain</title><meta property="og:title" content="Bread &amp; butter">
<META name='description' content='How &lt;b&gt; it is'><meta property=og:site_name content=Kitchen>
<meta name="author" content="Zoe"><meta property="article:published_time" content="2026-01-02T03:04:05+02:00">
</head><body>"""


def page(text: str = PAGE, status: int = 200, kind: str = "text/html; charset=utf-8") -> web.Response:
    return web.Response(body=text.encode(), status=status, headers={"content-type": kind})


async def card(person: Person, status: dict[str, Any]) -> Any:
    await person.town.settle()
    return (await person.get(f"/api/v1/statuses/{status['id']}")).json["card"]


async def test_a_link_gets_a_card_from_what_its_page_says(town: Town, peer: Peer):
    ann = await town.person("ann")
    peer.answers["/bread"] = page()
    status = await ann.posts(f"See {peer.url}/bread and {peer.url}/other")
    assert status["card"] is None
    made = await card(ann, status)
    assert (made["url"], made["title"], made["type"]) == (f"{peer.url}/bread", "Bread & butter", "link")
    assert (made["description"], made["provider_name"]) == ("How <b> it is", "Kitchen")
    assert (made["authors"][0]["name"], made["published_at"]) == ("Zoe", "2026-01-02T01:04:05.000Z")
    assert peer.asked == ["/bread"]


async def test_a_page_is_read_once_for_many_posts_and_again_after_a_while(town: Town, peer: Peer):
    ann = await town.person("ann")
    peer.answers["/bread"] = page()
    for _ in range(3):
        status = await ann.posts(f"{peer.url}/bread")
        assert await card(ann, status)
    assert peer.asked == ["/bread"]
    peer.answers["/bread"] = page("<title>New</title>")
    town.forward(days=15)
    await ann.posts(f"{peer.url}/bread")
    assert (await card(ann, status))["title"] == "New"


@pytest.mark.parametrize("answer", [
    page(status=404), page(kind="application/pdf"), page("<p>No title</p>"), page("x" * (1 << 20 | 1)),
    page("<title> \n </title>"),
])
async def test_what_is_no_page_with_a_title_has_no_card(town: Town, peer: Peer, answer: web.Response):
    ann = await town.person("ann")
    peer.answers["/bread"] = answer
    assert await card(ann, await ann.posts(f"{peer.url}/bread")) is None


async def test_nothing_is_asked_of_a_network_that_is_not_open_or_of_ourselves(town: Town, peer: Peer):
    ann = await town.person("ann")
    peer.moves("/inside", "http://10.0.0.1/secret")
    for link in (f"{peer.url}/inside", "http://169.254.169.254/latest", "http://here.test/@ann"):
        assert await card(ann, await ann.posts(f"See {link}")) is None
    assert peer.asked == ["/inside"]


async def test_a_page_that_leads_in_circles_costs_a_few_requests(town: Town, peer: Peer):
    ann = await town.person("ann")
    peer.moves("/round", f"{peer.url}/round")
    assert await card(ann, await ann.posts(f"{peer.url}/round")) is None
    assert len(peer.asked) <= 4


async def test_links_of_posts_from_elsewhere_count_but_not_mentions_and_tags(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    peer.answers["/bread"] = page()
    note = zoe.note(f'<p><a href="{peer.url}/@zoe" class="u-url mention">@zoe</a> <a href="{peer.url}/tags/x" '
                    f'class="mention hashtag">#x</a> <a href="{peer.url}/bread">bread</a></p>')
    await zoe.sends(town, zoe.create(note))
    await town.settle()
    status = await shown(town, note, ann)
    assert status
    assert status["card"]["title"] == "Bread & butter"


async def test_an_edit_that_leads_elsewhere_has_another_card(town: Town, peer: Peer):
    ann = await town.person("ann")
    peer.answers["/bread"], peer.answers["/tea"] = page(), page("<title>Tea</title>")
    status = await ann.posts(f"{peer.url}/bread")
    await card(ann, status)
    await ann.call("PUT", f"/api/v1/statuses/{status['id']}", {"status": f"{peer.url}/tea"})
    assert (await card(ann, status))["title"] == "Tea"
    await ann.call("PUT", f"/api/v1/statuses/{status['id']}", {"status": "Nothing"})
    assert await card(ann, status) is None


@pytest.mark.parametrize("hostile", [
    lambda: "<meta " * 170_000, lambda: "<meta a=\"" * 110_000, lambda: "<title" * 170_000, lambda: "<title>" * 140_000,
    lambda: "<meta " + "a=" * 500_000, lambda: "<meta " + "a " * 500_000, lambda: "&" * (1 << 20),
    lambda: "<" * (1 << 20), lambda: "<link " * 170_000, lambda: "<html " * 170_000,
])
def test_a_hostile_page_costs_little(hostile: Callable[[], str]):
    before = time.process_time()
    reading.read(reading.decoded(hostile().encode(), "text/html; charset=punycode"), "https://b.example/")
    assert time.process_time() - before < 5  # read in more than one go it would take minutes
