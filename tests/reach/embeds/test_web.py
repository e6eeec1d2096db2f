"""The page that other sites may hold in a frame."""

import pytest

from tests.browser import browser
from tests.town import Town


async def test_only_this_page_may_stand_in_the_frame_of_others(town: Town):
    ann = await town.person("ann")
    status = await ann.posts("Hello <b>there</b>", visibility="unlisted")
    path = status["url"].removeprefix("http://here.test")
    shown, framed = await town.get(path, accept="text/html"), await town.get(f"{path}/embed")
    assert "frame-ancestors 'none'" in shown.headers["content-security-policy"]
    assert "frame-ancestors *" in framed.headers["content-security-policy"]
    assert framed.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "Hello &lt;b&gt;there" in framed.text
    assert "<form" not in framed.text


async def test_whoever_is_signed_in_is_nobody_within_another_s_page(town: Town):
    ann = await town.person("ann")
    mine = await browser(town, ann)
    open_to_all, own = await ann.posts("Hello"), await ann.posts("Hush", visibility="private")
    path = open_to_all["url"].removeprefix("http://here.test")
    assert "<form" not in (await mine.get(f"{path}/embed")).text
    assert (await mine.get(own["url"].removeprefix("http://here.test") + "/embed")).status == 404


async def test_a_post_s_page_says_where_to_ask_for_its_frame(town: Town):
    ann = await town.person("ann")
    status = await ann.posts("Hello")
    path = status["url"].removeprefix("http://here.test")
    page = (await town.get(path, accept="text/html")).text
    where = f"http://here.test/oembed?url=http%3A%2F%2Fhere.test%2F%40ann%2F{status['id']}"
    assert f'type="application/json+oembed" href="{where}"' in page


@pytest.mark.parametrize("given", [{"visibility": "private"}, {"local_only": True}])
async def test_of_what_not_everybody_may_see_no_frame_is_offered(town: Town, given: dict[str, object]):
    ann = await town.person("ann")
    status = await ann.posts("Hello", **given)
    page = await (await browser(town, ann)).get(status["url"].removeprefix("http://here.test"))
    assert page.status == 200
    assert "json+oembed" not in page.text
