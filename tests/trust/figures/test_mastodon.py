"""Figures in the client API."""

from tests.studio.people import elsewhere
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
