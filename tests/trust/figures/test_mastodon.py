"""Figures in the client API."""

from typing import Any

import pytest

from hubbub.people import follows
from tests.studio.people import arrive, elsewhere
from tests.town import Town
from tests.trust.staff import owner


async def test_measures_have_each_day_and_the_time_before(town: Town):
    ann = await owner(town)
    answer = await ann.post("/api/v1/admin/measures", keys=["new_users", "nonsense"])
    measure, = answer.json
    assert (measure["key"], measure["total"], measure["previous_total"]) == ("new_users", "1", "0")
    assert len(measure["data"]) == 31
    assert measure["data"][-1]["value"] == "1"
    assert measure["data"][0]["date"].endswith("T00:00:00.000Z")


async def test_dimensions_have_keys_and_values_in_words(town: Town):
    ann = await owner(town)
    await ann.posts("Hello", language="de")
    told = (await ann.post("/api/v1/admin/dimensions", keys=["languages", "software_versions", "space_usage"])).json
    assert told[0] == {"key": "languages", "data": [{"key": "de", "human_key": "de", "value": "1"}]}
    assert [each["key"] for each in told[1]["data"]] == ["hubbub", "postgresql", "python"]
    assert told[2]["data"][0]["unit"] == "bytes"


async def somebody_elsewhere(town: Town) -> None:
    """Zoe of two.test, who said something with a tag, is followed from here and has been complained about."""
    ann, bob = town.people["ann"], await town.person("bob")
    zoe = await elsewhere(town)
    await arrive(town, zoe, ann, tags=["bread"])
    async with town.db.write() as tx:
        await follows.follow(tx, bob.profile, zoe)
        await follows.accept(tx, zoe, bob.profile)
    await bob.posts("Mine #bread", language="de")
    await ann.posts("Other")
    await ann.post("/api/v1/reports", account_id=str(zoe))


@pytest.mark.parametrize(("key", "of", "total", "before"), [
    ("tag_uses", {"id": "bread"}, "2", "0"), ("tag_accounts", {"id": "BREAD"}, "2", "0"),
    ("tag_servers", {"id": "bread"}, "1", "0"), ("tag_uses", {"id": "cake"}, "0", "0"),
    ("instance_accounts", {"domain": "two.test"}, "1", None), ("instance_statuses", {"domain": "two.test"}, "1", None),
    ("instance_reports", {"domain": "two.test"}, "1", None), ("instance_follows", {"domain": "two.test"}, "1", None),
    ("instance_followers", {"domain": "two.test"}, "0", None), ("instance_statuses", {"domain": "no.test"}, "0", None),
    ("instance_media_attachments", {"domain": "two.test"}, "0", None),
])
async def test_one_tag_and_one_server_are_measured(town: Town, key: str, of: dict[str, str], total: str, before: Any):
    ann = await owner(town)
    await somebody_elsewhere(town)
    measure, = (await ann.post("/api/v1/admin/measures", keys=[key], **{key: of})).json
    assert (measure["key"], measure["total"], measure["previous_total"]) == (key, total, before)
    assert sum(int(day["value"]) for day in measure["data"]) == int(total)
    assert measure["unit"] == ("bytes" if "media" in key else None)


@pytest.mark.parametrize(("key", "of", "shares"), [
    ("tag_servers", {"id": "bread"}, [("here.test", "1"), ("two.test", "1")]),
    ("tag_languages", {"id": "bread"}, [("de", "1"), ("und", "1")]),
    ("instance_accounts", {"domain": "two.test"}, [("zoe", "1")]),
    ("instance_languages", {"domain": "two.test"}, [("und", "1")]),
])
async def test_one_tag_and_one_server_are_shared_out(town: Town, key: str, of: dict[str, str], shares: list[Any]):
    ann = await owner(town)
    await somebody_elsewhere(town)
    dimension, = (await ann.post("/api/v1/admin/dimensions", keys=[key], **{key: of})).json
    assert [(each["key"], each["value"]) for each in dimension["data"]] == shares


async def test_a_figure_of_one_tag_or_server_has_to_say_of_which(town: Town):
    ann = await owner(town)
    for kind, key in (("measures", "tag_uses"), ("dimensions", "instance_languages")):
        answer = await ann.post(f"/api/v1/admin/{kind}", keys=[key])
        assert (answer.status, "can't be blank" in answer.json["error"]) == (422, True)


async def test_retention_has_a_cohort_with_its_rate(town: Town):
    ann = await owner(town)
    await ann.posts("Hello")
    cohort, = (await ann.post("/api/v1/admin/retention", frequency="day")).json
    assert (cohort["frequency"], cohort["data"][0]["rate"], cohort["data"][0]["value"]) == ("day", 1.0, "1")
    assert (await ann.post("/api/v1/admin/retention", frequency="year")).status == 422
    answer = await ann.post("/api/v1/admin/retention", start_at="2030-01-01", end_at="2029-01-01")
    assert answer.status == 422


async def test_everybody_may_know_the_weeks_and_the_servers(town: Town):
    await elsewhere(town)
    assert (await town.get("/api/v1/instance/peers")).json == ["two.test"]
    assert (await town.get("/api/v1/instance")).json["stats"]["domain_count"] in (0, 1)
    weeks = (await town.get("/api/v1/instance/activity")).json
    assert len(weeks) == 12
    assert all(isinstance(value, str) for week in weeks for value in week.values())
    assert set(weeks[0]) == {"week", "statuses", "logins", "registrations"}


async def test_only_staff_measures(town: Town):
    await owner(town)
    bob = await town.person("bob", "read write admin:read")
    for path in ("measures", "dimensions", "retention"):
        assert (await bob.post(f"/api/v1/admin/{path}", keys=["new_users"])).status == 403


async def test_known_servers_are_found_by_how_a_part_of_their_name_begins(town: Town):
    await elsewhere(town)
    for typed in ("tw", "TEST", "two.test"):
        assert (await town.get(f"/api/v1/peers/search?q={typed}")).json == ["two.test"]
    for typed in ("wo", "dogs", ""):
        assert (await town.get(f"/api/v1/peers/search?q={typed}")).json == []
