"""Trends through the client API."""

import re

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
    for path in ("tags", "links", "statuses", "links/publishers"):
        assert (await bob.get(f"/api/v1/admin/trends/{path}")).status == 200
        assert (await cat.get(f"/api/v1/admin/trends/{path}")).status == 403
        for word in ("approve", "reject"):
            assert (await cat.post(f"/api/v1/admin/trends/{path}/1/{word}")).status == 403
    await cat.posts("#bread")
    for path in ("/api/v1/admin/tags", "/api/v1/admin/tags/bread"):
        assert (await bob.get(path)).status == 200
        assert (await cat.get(path)).status == 403
    assert (await bob.call("PUT", "/api/v1/admin/tags/bread", {"usable": True})).status == 200
    assert (await cat.call("PUT", "/api/v1/admin/tags/bread", {"usable": False})).status == 403
    assert (await cat.posts("#bread"))["tags"]


async def test_staff_see_all_tags_in_pages_and_say_what_each_is_for(town: Town):
    boss = await owner(town)
    for name in ("bread", "cake", "tea"):
        await boss.posts(f"#{name}")
    first = await boss.get("/api/v1/admin/tags?limit=2")
    assert [tag["name"] for tag in first.json] == ["tea", "cake"]
    [following] = re.findall(r'max_id=(\d+)>; rel="next"', first.headers["link"])
    assert [tag["name"] for tag in (await boss.get(f"/api/v1/admin/tags?limit=2&max_id={following}")).json] == ["bread"]
    fresh = (await boss.get("/api/v1/admin/tags/Bread")).json
    said = ("trendable", "usable", "listable", "requires_review")
    assert [fresh[word] for word in said] == [True, True, True, True]
    changed = (await boss.call("PUT", "/api/v1/admin/tags/bread", {"usable": False})).json
    assert [changed[word] for word in said] == [True, False, True, False]
    more = {"trendable": False, "listable": "0", "display_name": "BREAD"}
    changed = (await boss.call("PUT", "/api/v1/admin/tags/bread", more)).json
    assert [changed[word] for word in said] == [False, False, False, False]
    assert (changed["id"], changed["name"]) == ("bread", "BREAD")
    assert (await boss.get("/api/v1/admin/tags/bread")).json == changed
    assert (await boss.call("PUT", "/api/v1/admin/tags/bread", {"display_name": "Cake"})).status == 422
    for unknown in ("soup", "1", "%20"):
        assert (await boss.get(f"/api/v1/admin/tags/{unknown}")).status == 404
        assert (await boss.call("PUT", f"/api/v1/admin/tags/{unknown}", {"usable": False})).status == 404


async def test_what_posts_may_not_carry_and_what_must_not_trend_does_not_trend(town: Town):
    boss, fans = await owner(town), [await town.person(f"fan{n}") for n in range(3)]
    for fan in fans:
        await fan.posts("#bread #cake #tea")
    await counted(town)
    await boss.call("PUT", "/api/v1/admin/tags/bread", {"usable": False})
    await boss.call("PUT", "/api/v1/admin/tags/cake", {"trendable": False})
    assert [tag["name"] for tag in (await town.get("/api/v1/trends/tags")).json] == ["tea"]
    listed = (await boss.get("/api/v1/admin/trends/tags")).json
    assert {tag["name"]: (tag["usable"], tag["trendable"]) for tag in listed} == {
        "bread": (False, True), "cake": (True, False), "tea": (True, True)}


async def test_what_is_said_of_a_publisher_holds_for_its_pages(town: Town, peer: Peer):
    boss, _ = await owner(town), await links_trend(town, peer, "bread", "cake")
    [publisher] = (await boss.get("/api/v1/admin/trends/links/publishers")).json
    assert (publisher["domain"], publisher["trendable"], publisher["requires_review"], publisher["reviewed_at"]) == (
        "localhost", True, True, None)
    path = f"/api/v1/admin/trends/links/publishers/{publisher['id']}"
    refused = (await boss.post(f"{path}/reject")).json
    assert (refused["trendable"], refused["requires_review"]) == (False, False)
    assert refused["reviewed_at"]
    assert (await town.get("/api/v1/trends/links")).json == []
    assert [link["requires_review"] for link in (await boss.get("/api/v1/admin/trends/links")).json] == [False, False]
    [_, cake] = sorted((await boss.get("/api/v1/admin/trends/links")).json, key=lambda link: link["title"])
    await boss.post(f"/api/v1/admin/trends/links/{cake['id']}/approve")
    assert [link["title"] for link in (await town.get("/api/v1/trends/links")).json] == ["Cake"], "its own word counts"
    assert (await boss.post(f"{path}/approve")).json["trendable"]
    assert len((await town.get("/api/v1/trends/links")).json) == 2
    for none in ("0", "77777", "x"):
        assert (await boss.post(f"/api/v1/admin/trends/links/publishers/{none}/approve")).status == 404


async def test_a_page_is_of_the_host_nearest_to_it_of_which_something_was_said(town: Town, peer: Peer):
    boss, [page] = await owner(town), await links_trend(town, peer, "bread")
    async with town.db.alone() as connection:
        await connection.execute("UPDATE previews SET host = 'news.daily-paper.example' WHERE id = $1", page)
    for host, approved, shown in (("paper.example", False, 1), ("daily-paper.example", False, 0),
                                  ("news.daily-paper.example", True, 1), ("news.daily-paper.example", False, 0)):
        async with town.db.write() as tx:
            await trends.judge(tx, "publisher", host, boss.account, approved=approved)
        assert len((await town.get("/api/v1/trends/links")).json) == shown, host
    await boss.post(f"/api/v1/admin/trends/links/{page}/approve")
    assert len((await town.get("/api/v1/trends/links")).json) == 1, "what was said of the page itself counts most"


async def counted(town: Town) -> None:
    async with town.db.write() as tx:
        await trends.trends.count.call(tx)


async def links_trend(town: Town, peer: Peer, *names: str) -> list[int]:
    """Pages of these names that three people lead to, as the numbers of their previews."""
    for name in names:
        peer.answers[f"/{name}"] = html(f"<title>{name.title()}</title>")
    for n in range(3):
        fan = await town.person(f"reader{n}")
        for name in names:
            await fan.posts(f"{peer.url}/{name}")
    await town.settle()
    await counted(town)
    return await trends.trending_links(town.db)
