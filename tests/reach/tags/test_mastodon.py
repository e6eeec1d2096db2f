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
