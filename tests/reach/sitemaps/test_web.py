"""What robots are told."""

from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

from tests.reach.sitemaps.test_sitemaps import found
from tests.town import Town

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


async def locations(town: Town, path: str) -> list[str]:
    answer = await town.get(path)
    assert answer.headers["content-type"] == "application/xml; charset=utf-8"
    return [each.text or "" for each in ElementTree.fromstring(answer.body).iter(f"{SITEMAP}loc")]


async def test_robots_may_read_what_is_public_and_are_told_where_it_is(town: Town):
    rules = RobotFileParser()
    rules.parse((await town.get("/robots.txt")).text.splitlines())
    for path in ("/", "/about", "/@ann", "/@ann/1", "/@ann.rss", "/tags/soup", "/public", "/media/a.png"):
        assert rules.can_fetch("Anybot", f"http://here.test{path}"), path
    for path in ("/api/v1/instance", "/settings/profile", "/compose?reply_to=1", "/search?q=x", "/oauth/authorize"):
        assert not rules.can_fetch("Anybot", f"http://here.test{path}"), path
    assert rules.site_maps() == ["http://here.test/sitemap.xml"]


async def test_the_index_leads_to_pages_and_those_to_people_and_posts(town: Town):
    ann, = await found(town, "ann")
    post = await ann.posts("Hello")
    index = await locations(town, "/sitemap.xml")
    assert index == ["http://here.test/sitemap/0.xml"]
    assert await locations(town, "/sitemap/0.xml") == [
        f"http://here.test{path}" for path in ("/", "/about", "/public", "/@ann", f"/@ann/{post['id']}")]
    for url in await locations(town, "/sitemap/0.xml"):
        page = await town.get(url.removeprefix("http://here.test"))
        assert page.status == 200
        assert f'rel="canonical" href="{url}"' in page.text
        assert "noindex" not in page.text


async def test_a_sitemap_is_kept_and_asked_for_again_in_a_line(town: Town):
    await found(town, "ann")
    first = await town.get("/sitemap/0.xml")
    assert (await town.get("/sitemap/0.xml", **{"if-none-match": first.headers["etag"]})).status == 304
    assert (await town.get("/sitemap/x.xml")).status == 404
