"""oEmbed, as sites that link to us ask for it."""

from urllib.parse import urlencode

import pytest

from tests.town import Town


async def test_a_site_gets_a_frame_with_the_post_in_it(town: Town):
    ann = await town.person("ann")
    status = await ann.posts("Hello")
    answer = await town.get("/oembed?" + urlencode({"url": status["url"]}))
    made = answer.json
    assert (made["type"], made["version"], made["author_name"]) == ("rich", "1.0", "ann")
    assert (made["author_url"], made["provider_name"]) == ("http://here.test/@ann", "here.test")
    assert f'<iframe src="{status["url"]}/embed"' in made["html"]
    assert f'width="{made["width"]}" height="{made["height"]}"' in made["html"]
    assert made["height"] < 250, "as tall as a few words"
    assert answer.headers["access-control-allow-origin"] == "*"


async def test_the_frame_is_no_larger_than_asked(town: Town):
    status = await (await town.person("ann")).posts("A word " * 200)
    for most in (100, 300, 10_000):
        asked = {"url": status["url"], "maxwidth": most, "maxheight": most}
        made = (await town.get("/oembed?" + urlencode(asked))).json
        assert 0 < made["width"] <= most
        assert 0 < made["height"] <= most
    assert (await town.get("/oembed?" + urlencode({"url": status["url"], "maxwidth": "x"}))).status == 422


@pytest.mark.parametrize(("query", "status"), [
    ({}, 404), ({"url": "https://b.example/@ann/1"}, 404), ({"url": "x" * 3_000}, 422),
    ({"url": "http://here.test/@ann/1", "format": "xml"}, 422),
])
async def test_what_is_no_post_of_ours_has_none(town: Town, query: dict[str, str], status: int):
    answer = await town.get("/oembed?" + urlencode(query))
    assert answer.status == status
    assert answer.error


async def test_a_name_cannot_leave_its_place_in_the_frame(town: Town):
    ann = await town.person("ann")
    await ann.call("PATCH", "/api/v1/accounts/update_credentials", {"display_name": '"><script>alert(1)</script>'})
    status = await ann.posts("Hello")
    made = (await town.get("/oembed?" + urlencode({"url": status["url"]}))).json["html"]
    assert "<script" not in made
    assert made.count(">") == 2
