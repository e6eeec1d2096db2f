"""The instance document: the first thing that every app asks for."""

import re

import pytest
from starlette.requests import Request
from starlette.responses import Response

from hubbub import __version__
from hubbub.base import bus
from hubbub.base.http import Routes
from hubbub.doors.mastodon.instance import STANDS_FOR, version_of
from tests.town import Person, Town


@pytest.fixture
async def ann(town: Town) -> Person:
    return await town.person("ann")


async def test_the_version_begins_with_a_mastodon_that_apps_know(town: Town):
    version = (await town.get("/api/v2/instance")).json["version"]
    assert version == f"4.6.0 (compatible; Hubbub {__version__})"
    assert re.match(r"\d+\.\d+\.\d+", version)
    # Words that switch features of Phanpy off.
    assert not re.search("pixelfed|akkoma|pleroma|gotosocial", version, re.I)


async def test_the_second_version_has_every_field_that_apps_need(town: Town, ann: Person):
    made = (await town.get("/api/v2/instance")).json
    assert set(made) >= {
        "domain", "title", "version", "source_url", "description", "usage", "thumbnail", "languages", "configuration",
        "registrations", "contact", "rules", "api_versions", "icon",
    }
    assert made["domain"] == "here.test"
    limits = made["configuration"]
    assert set(limits) >= {"urls", "accounts", "statuses", "media_attachments", "polls", "translation"}
    assert limits["statuses"]["max_characters"] == 5000
    assert limits["statuses"]["characters_reserved_per_url"] == 23
    assert limits["accounts"]["max_profile_fields"] == 10
    assert made["registrations"]["enabled"] is True
    assert isinstance(made["api_versions"]["mastodon"], int)
    assert made["contact"]["account"]["username"] == "ann"
    assert made["contact"]["email"] == ""
    assert "stats" not in made


async def test_the_first_version_says_the_same_in_its_own_words(town: Town, ann: Person):
    await ann.posts("One")
    first, second = (await town.get("/api/v1/instance")).json, (await town.get("/api/v2/instance")).json
    assert set(first) >= {
        "uri", "title", "short_description", "description", "email", "version", "urls", "stats", "thumbnail",
        "languages", "registrations", "approval_required", "invites_enabled", "configuration", "contact_account",
        "rules",
    }
    assert (first["uri"], first["version"]) == (second["domain"], second["version"])
    assert first["stats"]["user_count"] == 1
    assert first["stats"]["status_count"] == 1
    assert first["configuration"]["statuses"] == second["configuration"]["statuses"]
    assert first["contact_account"] == second["contact"]["account"]
    assert isinstance(first["thumbnail"], str)


async def test_who_wrote_this_month_is_counted(town: Town, ann: Person):
    await town.person("bob")
    await ann.posts("One")
    assert (await town.get("/api/v2/instance")).json["usage"]["users"]["active_month"] == 1
    bus.gap()
    town.forward(days=31)
    assert (await town.get("/api/v2/instance")).json["usage"]["users"]["active_month"] == 0


async def test_a_server_without_anybody_has_nobody_to_turn_to(town: Town):
    assert (await town.get("/api/v2/instance")).json["contact"]["account"] is None
    assert (await town.get("/api/v1/instance")).json["contact_account"] is None


async def test_the_document_is_made_once_a_minute_however_often_it_is_asked_for(town: Town, ann: Person):
    assert (await town.get("/api/v1/instance")).json["stats"]["user_count"] == 1
    await town.person("bob")
    assert (await town.get("/api/v1/instance")).json["stats"]["user_count"] == 1
    bus.gap()
    assert (await town.get("/api/v1/instance")).json["stats"]["user_count"] == 2


async def test_the_number_of_the_api_is_what_is_served_up_to(town: Town):
    assert (await town.get("/api/v2/instance")).json["api_versions"]["mastodon"] == 10


async def _answer(request: Request) -> Response:
    """What is hung at an address does not matter here."""
    return Response()


@pytest.mark.parametrize(("missing", "number"), [
    ("/api/v2/notifications", 1), ("/api/v1/media/1", 3), ("/api/v1/statuses/1/quotes", 5),
    ("/api/v1/annual_reports/1/generate", 7), ("/api/v1/collections", 9),
])
def test_what_is_not_served_is_not_promised_nor_what_comes_after(missing: str, number: int):
    routes = Routes()
    for method, path in {way for ways in STANDS_FOR.values() for way in ways}:
        if path != missing:
            routes.add({method}, path, _answer)
    assert version_of(routes) == number


async def test_what_the_numbers_stand_for_is_there(town: Town, ann: Person):
    sent = {"attribution_domains": ["blog.example"], "avatar_description": "A teal square"}
    own = (await ann.call("PATCH", "/api/v1/profile", sent)).json
    assert {name: own[name] for name in sent} == sent
    kept = await ann.post("/api/v2/filters", title="Wasps", context=["home"], filter_action="blur")
    assert kept.json["filter_action"] == "blur"
    await (await town.person("bob")).follows(ann)
    await town.settle()
    [told] = (await ann.get("/api/v1/notifications?supported_types[]=mention")).json
    assert told["fallback"]["title"] == "bob follows you"


async def test_a_streaming_address_is_promised_only_if_something_answers_there(town: Town):
    address = (await town.get("/api/v2/instance")).json["configuration"]["urls"].get("streaming")
    assert (address is not None) is ((await town.get("/api/v1/streaming/health")).status == 200)


async def test_the_longer_description_is_there(town: Town):
    answer = await town.get("/api/v1/instance/extended_description")
    assert (answer.status, answer.json["content"]) == (200, "")


async def test_whether_the_server_is_there_may_be_asked_by_any_name(town: Town):
    assert (await town.get("/health", host="elsewhere.example")).json == {"status": "UP"}
    assert (await town.get("/ready", host="elsewhere.example")).json == {"status": "UP"}


async def test_apps_are_told_which_languages_there_are(town: Town):
    found = (await town.get("/api/v1/instance/languages")).json
    assert {"code": "de", "name": "German"} in found
    assert all(set(each) == {"code", "name"} for each in found)


async def test_the_languages_of_the_pages_are_those_of_the_server(town: Town):
    for version in ("v1", "v2"):
        assert (await town.get(f"/api/{version}/instance")).json["languages"] == ["en", "de"]
