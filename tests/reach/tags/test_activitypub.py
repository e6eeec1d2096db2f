"""Tags of posts from elsewhere."""

from hubbub.base.clock import iso, now
from tests.outside import ACTIVITY, Peer
from tests.reach.posts.befriending import befriend, shown
from tests.town import Person, Town


def hashtags(*names: str) -> list[dict[str, str]]:
    return [{"type": "Hashtag", "name": name, "href": f"https://there.example/{name}"} for name in names]


async def tags_of(town: Town, note: dict[str, object], ann: Person) -> list[str]:
    status = await shown(town, note, ann)
    assert status
    return [tag["name"] for tag in status["tags"]]


async def test_tags_are_what_a_note_says_of_itself_and_change_with_it(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    note = zoe.note("<p>#cats</p>", tag=hashtags("#Cats", "#no tag", "#dogs"))
    await zoe.sends(town, zoe.create(note))
    assert await tags_of(town, note, ann) == ["cats", "dogs"]
    assert [each["uri"] for each in (await ann.get("/api/v1/timelines/tag/dogs")).json] == [note["id"]]
    await zoe.sends(town, zoe.activity("Update", note | {"tag": hashtags("#birds"), "updated": iso(now())}))
    assert await tags_of(town, note, ann) == ["birds"]
    assert (await ann.get("/api/v1/timelines/tag/dogs")).json == []


async def test_an_edit_elsewhere_mentions_whom_it_names_now(town: Town, peer: Peer):
    ann, bob, zoe = await town.person("ann"), await town.person("bob"), peer.person("zoe")
    await befriend(town, ann, zoe)
    note = zoe.note("<p>Hi</p>")
    await zoe.sends(town, zoe.create(note))
    uri = f"http://here.test/users/{bob.profile}"
    named = note | {"tag": [{"type": "Mention", "href": uri, "name": "@bob"}], "updated": iso(now())}
    await zoe.sends(town, zoe.activity("Update", named))
    status = await shown(town, note, ann)
    assert status
    assert [each["acct"] for each in status["mentions"]] == ["bob"]


async def test_the_tags_that_somebody_shows_are_told(town: Town):
    ann = await town.person("ann")
    await ann.post("/api/v1/featured_tags", name="Soup")
    where = (await town.get(f"/users/{ann.profile}", accept=ACTIVITY)).json["featuredTags"]
    told = (await town.get(where.removeprefix("http://here.test"), accept=ACTIVITY)).json
    assert [(tag["type"], tag["name"], tag["href"]) for tag in told["items"]] == [
        ("Hashtag", "#soup", "http://here.test/tags/soup")]
