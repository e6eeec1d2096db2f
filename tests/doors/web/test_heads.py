"""What a page says of itself is one line each, cut where a word ends."""

import json
import re
from typing import Any

from hubbub.doors.web.heads import brief, told
from tests.town import Town


def test_words_are_cut_where_one_ends():
    assert brief("one two three", 9) == "one two…"
    assert brief("one,\n\n two", 20) == "one, two"
    assert brief("x" * 30, 10) == "x" * 9 + "…"


def test_html_is_told_as_its_words():
    assert told("<p>Soup &amp; bread</p><p>Now</p>") == "Soup & bread Now"


async def test_the_first_page_the_public_posts_and_the_page_about_the_server_say_what_they_are(town: Town):
    await (await town.person("ann")).posts("Hello")
    for path, name in (("/", "here.test"), ("/public", "here.test"), ("/about", "here.test")):
        page = (await town.get(path)).text
        assert f'<link rel="canonical" href="http://here.test{path}">' in page
        assert f'<meta property="og:title" content="{name}">' in page
        assert re.search(r'<meta name="description" content=".{20,}">', page)
    assert 'name="robots" content="noindex"' in (await town.get("/public?from=everywhere")).text


async def test_a_page_of_a_tag_says_what_it_is_and_an_empty_one_is_not_to_be_found(town: Town):
    await (await town.person("ann")).posts("#Größe")
    page = (await town.get("/tags/GRÖSSE".replace("SS", "ß"))).text
    assert '<link rel="canonical" href="http://here.test/tags/gr%C3%B6%C3%9Fe">' in page
    assert '<meta property="og:title" content="#größe">' in page
    assert "noindex" not in page
    assert 'name="robots" content="noindex"' in (await town.get("/tags/nothing")).text


async def test_pages_that_are_not_for_everybody_say_nothing_of_themselves(town: Town):
    for path in ("/sign-in", "/sign-up", "/password", "/search?q=ann"):
        page = (await town.get(path)).text
        assert 'rel="canonical"' not in page
        assert "og:" not in page


def data(page: str) -> dict[str, Any]:
    """What a page is in the words of schema.org."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    return dict(json.loads(found[1])) if found else {}
