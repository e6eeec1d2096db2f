"""Annual reports through the client API."""

from datetime import UTC, datetime

from hubbub.base import bus
from hubbub.base.clock import clock, now
from tests.town import Town


async def test_an_app_asks_for_a_year_waits_and_shows_it(town: Town):
    ann = await town.person("ann")
    post = await ann.posts("Hm")
    await ann.post(f"/api/v1/statuses/{post['id']}/favourite")
    path = f"/api/v1/annual_reports/{now().year}"
    assert (await ann.get(f"{path}/state")).json == {"state": "ineligible"}
    assert (await ann.post(f"{path}/generate")).status == 404
    assert (await town.get("/api/v2/instance")).json["wrapstodon"] is None
    clock.forward(datetime(now().year, 12, 11, tzinfo=UTC) - now())
    assert (await ann.get(f"{path}/state")).json == {"state": "eligible"}
    bus.gap()
    assert (await town.get("/api/v2/instance")).json["wrapstodon"] == str(now().year)
    asked = await ann.post(f"{path}/generate")
    assert (asked.json, asked.headers["mastodon-async-refresh"]) == ({}, f'id="year-{now().year}", retry=2')
    waiting = f"/api/v1_alpha/async_refreshes/year-{now().year}"
    assert (await ann.get(waiting)).json["async_refresh"]["status"] == "running"
    await town.settle()
    assert (await ann.get(waiting)).json["async_refresh"] == {
        "id": f"year-{now().year}", "status": "finished", "result_count": None}
    shown = (await ann.get(path)).json
    assert shown == (await ann.get("/api/v1/annual_reports")).json
    assert [status["id"] for status in shown["statuses"]] == [post["id"]]
    assert [who["acct"] for who in shown["accounts"]] == ["ann"]
    [report] = shown["annual_reports"]
    assert (report["schema_version"], report["account_id"]) == (2, str(ann.profile))
    assert report["data"]["type_distribution"] == {"total": 1, "reblogs": 0, "replies": 0, "standalone": 1}
    assert report["data"]["top_statuses"] == {"by_reblogs": None, "by_favourites": post["id"], "by_replies": None}
    assert len(report["data"]["time_series"]) == 12
    assert report["data"]["most_used_apps"] == [{"name": "Test", "count": 1}]
    assert (await ann.post(f"{path}/read")).json == {}
    assert (await ann.get("/api/v1/annual_reports")).json == {"annual_reports": [], "accounts": [], "statuses": []}


async def test_what_is_not_there_is_not_found(town: Town):
    ann = await town.person("ann")
    for path in ("annual_reports/2020", "annual_reports/x", "annual_reports/99999"):
        assert (await ann.get(f"/api/v1/{path}")).status == 404
    for which in ("year-2020", "x", "year-", "year-99999999999"):
        assert (await ann.get(f"/api/v1_alpha/async_refreshes/{which}")).status == 404
