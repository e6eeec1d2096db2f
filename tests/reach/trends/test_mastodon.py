"""Trends through the client API."""

from hubbub.reach import trends
from tests.town import Town


async def test_trends_are_shown_to_anybody_in_pages(town: Town):
    fans = [await town.person(f"fan{n}") for n in range(3)]
    ann = await town.person("ann")
    post = (await ann.posts("#bread"))["id"]
    for fan in fans:
        await fan.posts("#bread #cake")
        await fan.post(f"/api/v1/statuses/{post}/favourite")
    async with town.db.write() as tx:
        await trends.trends.count.call(tx)
    for path in ("/api/v1/trends", "/api/v1/trends/tags"):
        assert [tag["name"] for tag in (await town.get(path)).json] == ["bread", "cake"]
        assert [tag["name"] for tag in (await town.get(f"{path}?limit=1&offset=1")).json] == ["cake"]
    assert (await town.get("/api/v1/trends/tags")).json[0]["history"][0]["accounts"] == "4"
    assert [status["id"] for status in (await town.get("/api/v1/trends/statuses")).json] == [post]
    assert (await town.get("/api/v1/trends/statuses?offset=1")).json == []
    assert (await town.get("/api/v1/trends/links")).json == []
