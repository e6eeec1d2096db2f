"""The description of the client API for machines."""

from hubbub.doors.mastodon.asking import reads
from hubbub.doors.mastodon.description import NAME, handler_of
from hubbub.doors.mastodon.routes import SCOPES
from tests.town import Town

PATH = "/api/openapi.json"


async def test_every_endpoint_is_described_with_its_scope_and_its_answer(town: Town):
    answer = await town.get(PATH)
    assert answer.headers["cache-control"] == "public, max-age=3600"
    told = answer.json
    assert (told["openapi"], told["servers"]) == ("3.1.0", [{"url": "http://here.test"}])
    described = {(method.upper(), path) for path, ways in told["paths"].items() for method in ways}
    assert described == {(method, NAME.sub(r"{\1}", path)) for method, path in SCOPES}
    home = told["paths"]["/api/v1/timelines/home"]["get"]
    assert home["security"] == [{"token": ["read:statuses"]}]
    assert home["responses"]["200"]["content"]["application/json"]["schema"]["items"] == {
        "$ref": "#/components/schemas/Status"}
    assert {each["name"] for each in home["parameters"]} == {"limit", "max_id", "min_id", "since_id"}
    assert "read:statuses" in told["components"]["securitySchemes"]["token"]["flows"]["authorizationCode"]["scopes"]


def test_parameters_are_those_that_the_code_asks_for():
    writes = reads(handler_of("POST", "/api/v1/statuses"))
    assert writes["status"] == {"type": "string"}
    assert writes["media_ids"] == {"type": "array", "items": {"type": "string"}}
    assert set(writes["poll"]["properties"]) == {"options", "expires_in", "multiple", "hide_totals"}  # another room's
    assert "quoted_status_id" in writes
    assert reads(handler_of("POST", "/api/v2/media"))["file"] == {"type": "string", "format": "binary"}
    assert "display_name" in reads(handler_of("PATCH", "/api/v1/accounts/update_credentials"))


async def test_what_may_be_sent_many_times_is_named_as_apps_name_it(town: Town):
    ways = (await town.get(PATH)).json["paths"]["/api/v1/accounts/relationships"]["get"]
    assert {"id[]"} <= {each["name"] for each in ways["parameters"] if each["schema"]["type"] == "array"}
