"""What apps ask when they start, of a server where nobody has any of it yet."""

import pytest

from hubbub.doors.mastodon import empty
from hubbub.doors.mastodon.routes import ROUTES, SCOPES
from tests.town import Town

STARTS = [
    "/api/v1/lists", "/api/v1/filters", "/api/v2/filters", "/api/v1/announcements", "/api/v1/followed_tags",
    "/api/v1/trends", "/api/v1/trends/tags", "/api/v1/trends/statuses", "/api/v1/trends/links", "/api/v1/suggestions",
    "/api/v2/suggestions", "/api/v1/conversations", "/api/v1/featured_tags", "/api/v1/custom_emojis",
    "/api/v1/endorsements", "/api/v1/domain_blocks", "/api/v1/bookmarks", "/api/v1/favourites", "/api/v1/blocks",
    "/api/v1/mutes", "/api/v1/follow_requests", "/api/v1/scheduled_statuses", "/api/v1/instance/rules",
]


@pytest.mark.parametrize("path", STARTS)
async def test_it_is_a_list_even_for_a_newcomer(town: Town, path: str):
    ann = await town.person("ann")
    answer = await ann.get(path)
    assert (answer.status, answer.json) == (200, [])


@pytest.mark.parametrize("part", ["featured_tags", "lists", "endorsements", "followers", "following", "statuses"])
async def test_it_is_a_list_of_an_account_too(town: Town, part: str):
    ann = await town.person("ann")
    answer = await ann.get(f"/api/v1/accounts/{ann.profile}/{part}")
    assert (answer.status, answer.json) == (200, [])


@pytest.mark.parametrize("path", ["/api/v1/markers?timeline[]=home", "/api/v1/instance/translation_languages"])
async def test_what_is_a_mapping_is_an_empty_one(town: Town, path: str):
    answer = await (await town.person("ann")).get(path)
    assert (answer.status, answer.json) == (200, {})


async def test_a_room_that_has_the_thing_answers_itself(monkeypatch: pytest.MonkeyPatch):
    before = ROUTES.find("GET", "/api/v1/blocks")
    monkeypatch.setitem(empty.LISTS, "/api/v1/blocks", None)
    empty.fill_in()
    assert ROUTES.find("GET", "/api/v1/blocks") == before
    assert SCOPES["GET", "/api/v1/blocks"] == "read:blocks"


async def test_nobody_is_asked_for_money(town: Town):
    answer = await (await town.person("ann")).get("/api/v1/donation_campaigns?locale=en&seed=1")
    assert (answer.status, answer.body) == (204, b"")
    assert (await town.get("/api/v1/donation_campaigns")).status == 401
