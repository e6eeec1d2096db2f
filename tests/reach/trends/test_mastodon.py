"""Trends through the client API."""

from hubbub.reach import trends
from tests.outside import Peer
from tests.reach.previews.test_previews import page as html
from tests.town import Town
from tests.trust.staff import moderator, owner


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


async def test_links_trend_with_their_cards_and_their_weeks(town: Town, peer: Peer):
    peer.answers["/bread"], peer.answers["/cake"] = html("<title>Bread</title>"), html("<title>Cake</title>")
    for n in range(4):
        fan = await town.person(f"fan{n}")
        await fan.posts(f"{peer.url}/bread" + (f" {peer.url}/cake" if n else ""))
        await fan.posts(f"Again {peer.url}/cake" if n else "Nothing")
    await town.settle()
    async with town.db.write() as tx:
        await trends.trends.count.call(tx)
    found = (await town.get("/api/v1/trends/links")).json
    assert [link["title"] for link in found] == ["Bread", "Cake"]
    assert [(each["uses"], each["accounts"]) for each in found[1]["history"]] == [("6", "3"), *[("0", "0")] * 6]
    assert [link["title"] for link in (await town.get("/api/v1/trends/links?limit=1&offset=1")).json] == ["Cake"]


async def test_staff_say_what_may_trend(town: Town, peer: Peer):
    peer.answers["/bread"] = html("<title>Bread</title>")
    boss, fans = await owner(town), [await town.person(f"fan{n}") for n in range(3)]
    post = (await boss.posts("Hello"))["id"]
    for fan in fans:
        await fan.posts(f"#bread {peer.url}/bread")
        await fan.post(f"/api/v1/statuses/{post}/favourite")
    await town.settle()
    async with town.db.write() as tx:
        await trends.trends.count.call(tx)
    for kind in ("tags", "links", "statuses"):
        path = f"/api/v1/admin/trends/{kind}"
        (fresh,) = (await boss.get(path)).json
        assert fresh["requires_review"] is True
        turned = (await boss.post(f"{path}/{fresh['id']}/reject")).json
        assert (turned["id"], turned["requires_review"]) == (fresh["id"], False)
        assert (await town.get(f"/api/v1/trends/{kind}")).json == []
        assert len((await boss.get(path)).json) == 1, "staff can think again"
        assert (await boss.post(f"{path}/{fresh['id']}/approve")).status == 200
        assert len((await town.get(f"/api/v1/trends/{kind}")).json) == 1
        for none in ("1", "%20", "x y"):
            assert (await boss.post(f"{path}/{none.replace(' ', '%20')}/approve")).status == 404
    assert (await boss.get("/api/v1/admin/trends/tags")).json[0]["trendable"] is True


async def test_of_tags_that_are_found_one_may_ask_for_those_that_staff_does_not_mind(town: Town):
    boss = await owner(town)
    for word in ("bread", "breadth", "breads"):
        await boss.posts(f"#{word}")
    await boss.post("/api/v1/admin/trends/tags/bread/approve")
    await boss.post("/api/v1/admin/trends/tags/breads/reject")

    async def found(more: str) -> set[str]:
        return {each["name"] for each in (await boss.get(f"/api/v2/search?q=bread{more}")).json["hashtags"]}

    assert await found("") == await found("&exclude_unreviewed=false") == {"bread", "breadth", "breads"}
    assert await found("&exclude_unreviewed=true") == {"bread", "breadth"}


async def test_only_staff_look_at_what_trends_that_way(town: Town):
    await owner(town)
    bob = await moderator(town, "bob")
    cat = await town.person("cat", "read write admin:read admin:write")
    for path in ("tags", "links", "statuses"):
        assert (await bob.get(f"/api/v1/admin/trends/{path}")).status == 200
        assert (await cat.get(f"/api/v1/admin/trends/{path}")).status == 403
        assert (await cat.post(f"/api/v1/admin/trends/{path}/1/approve")).status == 403
