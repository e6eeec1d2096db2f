"""Feeds as readers get them: well-formed, by their specifications, and asked for again only when they have changed."""

import json
import re
from dataclasses import replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest

from tests.town import Person, Town, ask

ATOM = "{http://www.w3.org/2005/Atom}"
ENDINGS = {"rss": "application/rss+xml", "atom": "application/atom+xml", "feed.json": "application/feed+json"}
HOSTILE = ["<script>alert(1)</script>", "]]><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "&amp;&#x41;",
           "<![CDATA[", "\u0001\u0008\ufffe x", "</content></entry>", "<svg onload=alert(1)>", "\u202ekcab", "😀\ud7ff"]


async def read(town: Town, path: str) -> ElementTree.Element:
    answer = await town.get(path)
    assert answer.status == 200, answer.text
    return ElementTree.fromstring(answer.body)


async def sick(town: Town) -> Person:
    """Somebody whose name, words, warnings and tags are payloads."""
    ann = await town.person("ann")
    await ann.call("PATCH", "/api/v1/accounts/update_credentials", {"display_name": HOSTILE[0], "note": HOSTILE[1]})
    for words in HOSTILE:
        await ann.posts(f"{words} #tag", spoiler_text=words[:40])
        await ann.posts(words + " bare")
    return ann


async def test_rss_has_all_that_its_specification_wants(town: Town):
    ann = await town.person("ann")
    await ann.posts("Hello #World")
    channel = (await read(town, "/@ann.rss")).find("channel")
    assert channel is not None
    assert [channel.findtext(name) for name in ("title", "link", "description")] == [
        "ann", "http://here.test/@ann", "Posts by @ann@here.test."]
    item = channel.find("item")
    assert item is not None
    assert (item.findtext("guid") or "").startswith("http://here.test/users/")
    assert item.find("guid").attrib == {"isPermaLink": "false"}  # type: ignore[union-attr]
    assert (item.findtext("link") or "").startswith("http://here.test/@ann/")
    assert parsedate_to_datetime(item.findtext("pubDate") or "").tzinfo
    assert (item.findtext("description") or "").startswith("<p>Hello <a href=")
    assert [each.text for each in item.findall("category")] == ["world"]
    links = {each.get("rel"): each.get("href") for each in channel.findall(f"{ATOM}link")}
    assert links == {"self": "http://here.test/@ann.rss", "first": "http://here.test/@ann.rss"}


async def test_atom_has_all_that_its_specification_wants(town: Town):
    ann = await town.person("ann")
    post = await ann.posts("Hello", language="en", spoiler_text="Greetings")
    await ann.call("PUT", f"/api/v1/statuses/{post['id']}", {"status": "Hello again", "spoiler_text": "Greetings"})
    feed = await read(town, "/@ann.atom")
    assert feed.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated"):  # RFC 4287, 4.1.1
        assert feed.findtext(f"{ATOM}{name}")
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    entry = feed.find(f"{ATOM}entry")
    assert entry is not None
    for name in ("id", "title", "updated", "published"):  # 4.1.2
        assert entry.findtext(f"{ATOM}{name}")
    assert entry.findtext(f"{ATOM}summary") == "Content warning: Greetings"
    assert entry.findtext(f"{ATOM}title") == "Greetings"
    written, changed = (
        datetime.fromisoformat(entry.findtext(f"{ATOM}{name}") or "") for name in ("published", "updated"))
    assert written < changed == datetime.fromisoformat(feed.findtext(f"{ATOM}updated") or "")
    content = entry.find(f"{ATOM}content")
    assert content is not None
    assert content.get("type") == "html"
    assert (content.text or "").startswith("<p><strong>Content warning:</strong> Greetings</p>")


async def test_json_has_all_that_its_specification_wants(town: Town):
    ann = await town.person("ann")
    await ann.posts("Hello", language="en")
    feed = (await town.get("/@ann.feed.json")).json
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert (feed["title"], feed["feed_url"]) == ("ann", "http://here.test/@ann.feed.json")
    item = feed["items"][0]
    assert item["id"].startswith("http://here.test/users/")
    assert item["content_html"] == "<p>Hello</p>"
    assert item["language"] == "en"
    assert datetime.fromisoformat(item["date_published"]).tzinfo
    assert "next_url" not in feed


async def test_an_id_stays_the_same_over_forms_and_edits_and_none_is_there_twice(town: Town):
    ann = await town.person("ann")
    made = [await ann.posts(f"No. {n}") for n in range(3)]
    before = [item["id"] for item in (await town.get("/@ann.feed.json")).json["items"]]
    await ann.call("PUT", f"/api/v1/statuses/{made[0]['id']}", {"status": "Changed"})
    rss = [each.text for each in (await read(town, "/@ann.rss")).iter("guid")]
    atom = [each.text for each in (await read(town, "/@ann.atom")).findall(f"{ATOM}entry/{ATOM}id")]
    assert before == rss == atom
    assert len(set(before)) == 3


@pytest.mark.parametrize("path", ["/@ann", "/tags/tag", "/@ann/tagged/tag"])
async def test_nothing_that_people_write_breaks_a_feed_or_runs_in_it(town: Town, path):
    await sick(town)
    contents = [each.text or "" for each in (await read(town, f"{path}.rss")).iter("description")]
    contents += [each.text or "" for each in (await read(town, f"{path}.atom")).iter(f"{ATOM}content")]
    contents += [item["content_html"] for item in json.loads((await town.get(f"{path}.feed.json")).body)["items"]]
    assert len(contents) > 20
    # The first is the bio, which is plain words; of the others each is HTML.
    for words in contents[1:]:
        assert not re.search(r"<(?!/?(p|a|span|br|hr|strong|img)\b)", words), words
        assert not re.search(r"<[^>]*\son\w+=", words), words
    answer = await town.get(f"{path}.atom")
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_pages_are_linked_as_the_specification_of_paging_says(town: Town):
    ann = await town.person("ann")
    for n in range(21):
        await ann.posts(f"#soup {n}")
    for path in ("/@ann", "/tags/soup", "/@ann/tagged/soup"):
        atom = await read(town, f"{path}.atom")
        links = {each.get("rel"): each.get("href") or "" for each in atom.findall(f"{ATOM}link")}
        rss = {each.get("rel"): each.get("href") for each in (await read(town, f"{path}.rss")).iter(f"{ATOM}link")}
        following = (await town.get(f"{path}.feed.json")).json["next_url"]
        assert rss["next"] == (links["next"]).replace(".atom", ".rss") == following.replace(".feed.json", ".rss")
        older = await read(town, links["next"].removeprefix("http://here.test"))
        assert len(older.findall(f"{ATOM}entry")) == 1
        assert older.findtext(f"{ATOM}id") == atom.findtext(f"{ATOM}id")


@pytest.mark.parametrize("ending", ENDINGS)
async def test_a_feed_that_has_not_changed_is_not_sent_again(town: Town, ending):
    ann = await town.person("ann")
    post = await ann.posts("Hello")
    first = await town.get(f"/@ann.{ending}")
    assert first.headers["content-type"] == f"{ENDINGS[ending]}; charset=utf-8"
    assert first.headers["cache-control"] == "public, max-age=300"
    assert "set-cookie" not in first.headers
    tag, since = first.headers["etag"], first.headers["last-modified"]
    for asked in ({"if-none-match": tag}, {"if-none-match": f'"x", {tag}'}, {"if-modified-since": since},
                  {"if-none-match": "*"}):
        again = await town.get(f"/@ann.{ending}", **asked)
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    # The tag decides where both are given.
    assert (await town.get(f"/@ann.{ending}", **{"if-none-match": '"x"', "if-modified-since": since})).status == 200
    for nonsense in ("yesterday", "Sat, 01 Jan 2000 00:00:00 GMT"):
        assert (await town.get(f"/@ann.{ending}", **{"if-modified-since": nonsense})).status == 200
    await ann.call("PUT", f"/api/v1/statuses/{post['id']}", {"status": "Changed"})
    assert (await town.get(f"/@ann.{ending}", **{"if-none-match": tag})).status == 200
    assert (await ask(town.app, "HEAD", f"/@ann.{ending}")).status == 200


async def test_a_feed_is_the_same_whoever_asks(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await bob.follows(ann)
    await ann.posts("For followers", visibility="private")
    assert (await bob.get("/@ann.rss")).body == (await town.get("/@ann.rss")).body
    assert b"For followers" not in (await town.get("/@ann.rss")).body


async def test_pages_tell_where_their_feeds_are(town: Town):
    ann = await town.person("ann")
    post = await ann.posts("#größe")
    for path, feed in (("/@ann", "/@ann"), (f"/@ann/{post['id']}", "/@ann"), ("/tags/größe", "/tags/gr%C3%B6%C3%9Fe")):
        page = (await town.get(path)).text
        for ending, kind in ENDINGS.items():
            assert f'<link rel="alternate" type="{kind}" href="http://here.test{feed}.{ending}"' in page


@pytest.mark.parametrize("path", ["/@nobody.rss", "/@ann.rssx", "/@annxrss", "/tags/123.rss", "/@ann/tagged/1.atom"])
async def test_where_there_is_no_feed_it_is_said(town: Town, path):
    await town.person("ann")
    assert (await town.get(path)).status == 404


async def test_where_only_members_may_read_tags_there_is_no_feed_of_them(town: Town):
    ann = await town.person("ann")
    await ann.posts("#soup")
    was = town.db.here.settings
    town.db.here.settings = replace(was, tag_feeds=("authenticated", "authenticated"))
    try:
        assert (await town.get("/tags/soup.rss")).status == 404
        assert "soup.rss" not in (await town.get("/tags/soup")).text
        assert (await town.get("/@ann/tagged/soup.rss")).status == 200
    finally:
        town.db.here.settings = was
