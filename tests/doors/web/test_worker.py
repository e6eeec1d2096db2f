"""The worker beside the pages, and what stands where the network ends or another app shares something."""

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from hubbub.doors.web.templates import asset
from tests.reach.media.sending import form
from tests.town import Answer, Town, ask


async def shares(town: Town, *parts: tuple[str, str | tuple[str, bytes]]) -> Answer:
    body, kind = form(list(parts))
    headers = {"content-type": kind, "sec-fetch-site": "none", "origin": "null"}
    return await ask(town.app, "POST", "/share", body=body, headers=headers)


async def test_the_worker_is_asked_for_anew_each_time_and_may_ask_for_pages(town: Town):
    answer = await town.get("/sw.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "public, no-cache"
    assert answer.headers["content-security-policy"] == "default-src 'none'; connect-src 'self'"
    kept = json.loads(re.match(r"const KEPT = (.*);", answer.text)[1])  # type: ignore[index]
    assert kept == ["/offline", asset("app.css"), asset("icon.svg")]
    for path in kept:
        assert (await town.get(path)).status == 200


async def test_the_page_without_a_network_asks_for_nothing_that_is_not_kept(town: Town):
    page = (await town.get("/offline")).text
    assert "There is no network" in page
    assert "<script" not in page
    asked = set(re.findall(r'(?:src|href)="([^"]+)"', page))
    assert asked == {asset("app.css"), asset("icon.svg")}


async def test_every_page_lets_the_worker_be_kept_and_nothing_else(town: Town):
    await town.person("ann")
    policy = (await town.get("/")).headers["content-security-policy"]
    assert "worker-src 'self'" in policy
    assert "trusted-types hubbub hubbub-worker htmx" in policy


async def test_what_another_app_shares_is_laid_into_the_composer_and_changes_nothing(town: Town):
    await town.person("ann")
    answer = await shares(town, ("title", "Soup"), ("text", "Look & see"), ("url", "https://a.example/?b=1"),
                          ("files", ("a.png", b"x")))
    assert answer.status == 303
    where = urlsplit(answer.headers["location"])
    assert (where.netloc, where.path) == ("", "/compose")
    assert parse_qs(where.query)["text"] == ["Soup\nLook & see\nhttps://a.example/?b=1"]
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("parts", [
    (), (("text", "x" * 100_000),), (("text", "\x00\r\n\u202e"),), (("url", "//evil.example"),),
])
async def test_whatever_is_shared_leads_to_the_composer(town: Town, parts):
    answer = await shares(town, *parts)
    assert answer.headers["location"].startswith("/compose?text=")
    assert len(answer.headers["location"]) < 16_000


async def test_what_is_no_form_leads_there_too(town: Town):
    answer = await ask(town.app, "POST", "/share", body=b"\xff", headers={"content-type": "multipart/form-data"})
    assert answer.headers["location"] == "/compose?text="
