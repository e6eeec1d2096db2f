"""Quotes as apps get them: whole once, then by their id; listed; and kept pages that stay right."""

from tests.town import Town


async def test_a_quote_is_whole_once_and_then_an_id(town: Town):
    ann = await town.person("ann")
    first = await ann.posts("One")
    second = await ann.posts("Two", quoted_status_id=first["id"])
    third = await ann.posts("Three", quoted_status_id=second["id"])
    inside = third["quote"]["quoted_status"]
    assert inside["quote"] == {"state": "accepted", "quoted_status_id": first["id"]}
    assert inside["account"]["username"] == "ann"
    assert {"favourited", "quotes_count", "quote_approval", "reblog"} <= inside.keys()
    assert (await ann.posts("Four"))["quote"] is None


async def test_each_version_of_a_post_has_what_it_quotes_as_the_viewer_may_see_it(town: Town):
    ann, bob, eve = await town.person("ann"), await town.person("bob"), await town.person("eve")
    await ann.follows(bob)
    post = await ann.posts("Soup")
    made = await bob.posts("Look", quoted_status_id=post["id"])
    await bob.call("PUT", f"/api/v1/statuses/{made['id']}", {"status": "Look here"})
    path = f"/api/v1/statuses/{made['id']}/history"
    for version in (await eve.get(path)).json:
        assert (version["quote"]["state"], version["quote"]["quoted_status"]["id"]) == ("accepted", post["id"])
    await ann.post(f"/api/v1/accounts/{eve.profile}/block")
    for version in (await eve.get(path)).json:
        assert version["quote"]["quoted_status"] is None
    plain = await ann.posts("Plain")
    assert "quote" not in (await ann.get(f"/api/v1/statuses/{plain['id']}/history")).json[0]


async def test_the_quotes_of_a_post_are_listed_for_whoever_may_see_them(town: Town):
    ann, bob, eve = await town.person("ann"), await town.person("bob"), await town.person("eve")
    post = await ann.posts("Soup")
    made = [await bob.posts(f"Quote {n}", quoted_status_id=post["id"]) for n in range(3)]
    await bob.posts("Between us, @ann", quoted_status_id=post["id"], visibility="direct")
    path = f"/api/v1/statuses/{post['id']}/quotes"
    page = await eve.get(f"{path}?limit=2")
    assert [status["id"] for status in page.json] == [made[2]["id"], made[1]["id"]]
    assert f'max_id={made[1]["id"]}>; rel="next"' in page.headers["link"]
    rest = await eve.get(f"{path}?max_id={made[1]['id']}")
    assert [status["id"] for status in rest.json] == [made[0]["id"]]
    assert len((await ann.get(path)).json) == 4
    await eve.post(f"/api/v1/accounts/{bob.profile}/mute")
    assert (await eve.get(path)).json == []
    private = await ann.posts("Soup", visibility="private")
    assert (await eve.get(f"/api/v1/statuses/{private['id']}/quotes")).status == 404
    assert (await town.get(path)).status == 401


async def test_a_kept_home_with_a_quote_changes_with_the_viewers_standing(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = await ann.posts("Soup")
    await bob.posts("Ha", quoted_status_id=post["id"])
    await town.settle()

    async def state() -> str:
        return str((await bob.home())[0]["quote"]["state"])

    assert await state() == await state() == "accepted"
    await bob.post(f"/api/v1/statuses/{post['id']}/favourite")
    assert (await bob.home())[0]["quote"]["quoted_status"]["favourited"] is True
    await bob.post(f"/api/v1/accounts/{ann.profile}/mute")
    assert await state() == "muted_account"
    await bob.post(f"/api/v1/accounts/{ann.profile}/unmute")
    assert await state() == "accepted"
    await ann.call("DELETE", f"/api/v1/statuses/{post['id']}")
    assert await state() == "deleted"


async def test_in_a_list_each_quote_is_one_deep(town: Town):
    ann = await town.person("ann")
    post = await ann.posts("Soup")
    for number in range(4):
        post = await ann.posts(f"Quote {number}", quoted_status_id=post["id"])
    page = (await ann.get(f"/api/v1/accounts/{ann.profile}/statuses")).json
    assert [bool(status["quote"]) for status in page] == [True] * 4 + [False]
    assert page[0]["quote"]["quoted_status"]["id"] == page[1]["id"]
    assert page[0]["quote"]["quoted_status"]["quote"]["quoted_status_id"] == page[2]["id"]


async def test_a_boost_of_a_quote_has_it_inside(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = await ann.posts("Soup")
    quoting = await ann.posts("Ha", quoted_status_id=post["id"])
    boost = (await bob.post(f"/api/v1/statuses/{quoting['id']}/reblog")).json
    assert boost["reblog"]["quote"]["quoted_status"]["id"] == post["id"]
