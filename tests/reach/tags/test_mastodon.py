"""Tags as client apps know them."""

from tests.town import Town


async def test_a_status_names_its_tags_with_their_pages(town: Town):
    ann = await town.person("ann")
    status = await ann.posts("#Cats and #größe")
    assert status["tags"] == [
        {"name": "cats", "url": "http://here.test/tags/cats"}, {"name": "größe", "url": "http://here.test/tags/größe"},
    ]
    assert (await ann.posts("None"))["tags"] == []


async def test_the_timeline_of_a_tag_is_open_to_anybody_and_paged(town: Town):
    ann = await town.person("ann")
    made = [(await ann.posts(f"#cats {n}"))["id"] for n in range(3)]
    first = await town.get("/api/v1/timelines/tag/Cats?limit=2")
    assert [s["id"] for s in first.json] == [made[2], made[1]]
    assert f"max_id={made[1]}>; rel=\"next\"" in first.headers["link"]
    rest = await town.get(f"/api/v1/timelines/tag/cats?limit=2&max_id={made[1]}")
    assert [s["id"] for s in rest.json] == [made[0]]


async def test_any_all_and_none_are_taken_as_rails_sends_them(town: Town):
    ann = await town.person("ann")
    both, cats, dogs = [(await ann.posts(words))["id"] for words in ("#cats #dogs", "#cats", "#dogs")]

    async def found(query: str) -> list[str]:
        return [s["id"] for s in (await town.get(f"/api/v1/timelines/tag/cats?{query}")).json]

    assert await found("any[]=dogs") == [dogs, cats, both]
    assert await found("all[]=dogs") == [both]
    assert await found("none[]=dogs") == [cats]


async def test_a_tag_tells_its_week(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    for person in (ann, ann, bob):
        await person.posts("#cats")
    await ann.posts("#cats in secret", visibility="private")
    tag = (await town.get("/api/v1/tags/CATS")).json
    assert (tag["name"], len(tag["history"])) == ("cats", 7)
    assert (tag["history"][0]["uses"], tag["history"][0]["accounts"]) == ("3", "2")
    assert tag["history"][1]["uses"] == "0"
    assert (await town.get("/api/v1/tags/123")).status == 404


async def test_more_than_four_tags_beside_the_first_are_not_looked_at(town: Town):
    ann = await town.person("ann")
    made = [(await ann.posts(f"#{name}"))["id"] for name in ("a1", "b1", "c1", "d1", "e1", "f1")]
    query = "&".join(f"any[]={name}" for name in ("b1", "c1", "d1", "e1", "f1"))
    assert [s["id"] for s in (await town.get(f"/api/v1/timelines/tag/a1?{query}")).json] == made[:5][::-1]


async def test_a_tag_says_to_whoever_asks_what_they_do_with_it(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    followed = (await ann.post("/api/v1/tags/Cats/follow")).json
    assert (followed["id"], followed["following"], followed["featuring"]) == ("cats", True, False)
    assert (await ann.post("/api/v1/tags/cats/feature")).json["featuring"] is True
    assert (await ann.post("/api/v1/tags/cats/feature")).status == 200
    assert (await ann.get("/api/v1/tags/cats")).json["following"] is True
    assert (await bob.get("/api/v1/tags/cats")).json["following"] is False
    assert "following" not in (await town.get("/api/v1/tags/cats")).json
    assert (await ann.post("/api/v1/tags/cats/unfollow")).json["following"] is False
    assert (await ann.post("/api/v1/tags/cats/unfeature")).json["featuring"] is False
    assert (await ann.post("/api/v1/tags/cats/unfollow")).status == 200
    for verb in ("follow", "unfollow", "feature", "unfeature"):
        assert (await ann.post(f"/api/v1/tags/123/{verb}")).status == 404


async def test_followed_tags_are_tags_with_their_weeks_paged_by_hidden_keys(town: Town, statements):
    ann = await town.person("ann")
    for name in ("cats", "dogs", "birds"):
        await ann.post(f"/api/v1/tags/{name}/follow")
    first = await ann.get("/api/v1/followed_tags?limit=2")
    assert [(tag["name"], tag["following"], len(tag["history"])) for tag in first.json] == [
        ("birds", True, 7), ("dogs", True, 7)]
    further = first.headers["link"].partition("<http://here.test")[2].partition(">")[0]
    assert [tag["name"] for tag in (await ann.get(further)).json] == ["cats"]
    few = await statements(lambda: ann.get("/api/v1/followed_tags?limit=1"))
    assert await statements(lambda: ann.get("/api/v1/followed_tags?limit=3")) == few


async def test_featured_tags_are_made_listed_and_taken_away(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.posts("#cats")
    made = (await ann.post("/api/v1/featured_tags", name="Cats")).json
    assert (made["name"], made["statuses_count"], len(made["last_status_at"])) == ("cats", "1", 10)
    assert (await ann.get("/api/v1/featured_tags")).json == [made]
    assert (await town.get(f"/api/v1/accounts/{ann.profile}/featured_tags")).json == [made]
    assert (await ann.post("/api/v1/featured_tags", name="cats")).status == 422
    assert (await ann.post("/api/v1/featured_tags", name="no tag")).status == 422
    assert (await ann.post("/api/v1/featured_tags")).status == 422
    assert (await bob.call("DELETE", f"/api/v1/featured_tags/{made['id']}")).status == 404
    assert (await ann.call("DELETE", f"/api/v1/featured_tags/{made['id']}")).json == {}
    assert (await ann.get("/api/v1/featured_tags")).json == []


async def test_who_is_blocked_is_shown_no_featured_tags(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.post("/api/v1/featured_tags", name="cats")
    await ann.post(f"/api/v1/accounts/{bob.profile}/block")
    assert (await bob.get(f"/api/v1/accounts/{ann.profile}/featured_tags")).json == []


async def test_ten_tags_are_featured_at_most_and_the_server_says_so(town: Town):
    ann = await town.person("ann")
    most = (await town.get("/api/v2/instance")).json["configuration"]["accounts"]["max_featured_tags"]
    for n in range(most):
        assert (await ann.post("/api/v1/featured_tags", name=f"t{n}")).status == 200
    assert (await ann.post("/api/v1/featured_tags", name="more")).status == 422


async def test_suggestions_are_tags(town: Town):
    ann = await town.person("ann")
    await ann.posts("#cats")
    assert [tag["name"] for tag in (await ann.get("/api/v1/featured_tags/suggestions")).json] == ["cats"]
