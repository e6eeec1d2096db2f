"""Pages of lists, without script."""

from tests.browser import browser
from tests.reach.posts.test_web import articles
from tests.town import Town


async def test_a_list_is_made_filled_and_read(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    await ann.follows(bob)
    page = await browser(town, ann)
    made = await page.sends("/lists", title="Near", replies="none", exclusive="on")
    assert made.status == 303
    where = made.headers["location"]
    [row] = (await ann.get("/api/v1/lists")).json
    assert (row["title"], row["replies_policy"], row["exclusive"]) == ("Near", "none", True)
    await town.settle()
    found = (await page.get(f"{where}?q=bob")).text
    assert "Put in bob" in found
    assert "Put in cleo" not in (await page.get(f"{where}?q=cleo")).text
    added = await page.sends(f"/lists/{row['id']}/add", profile=str(bob.profile), back=where)
    assert (added.status, added.headers["location"]) == (303, where)
    assert "Take out bob" in (await page.get(where)).text
    assert "Take out bob" in (await page.get(f"{where}?q=bob")).text
    post = await bob.posts("Hello")
    await cleo.posts("Not in it")
    assert articles((await page.get(f"/lists/{row['id']}")).text) == [post["id"]]


async def test_a_refused_list_gives_back_what_was_typed(town: Town):
    page = await browser(town, await town.person("ann"))
    answer = await page.sends("/lists", title=" ", replies="followed", exclusive="on")
    assert answer.status == 422
    assert '<option value="followed" selected>' in answer.text
    assert 'name="exclusive" checked' in answer.text
    assert (await page.sends("/lists", title="A", replies="nonsense")).status == 422


async def test_a_list_is_renamed_and_deleted(town: Town):
    ann = await town.person("ann")
    row = (await ann.post("/api/v1/lists", title="Near")).json
    page = await browser(town, ann)
    assert (await page.sends(f"/lists/{row['id']}", title="", replies="list")).status == 422
    assert (await page.sends(f"/lists/{row['id']}", title="Far", replies="followed")).status == 303
    assert "Far" in (await page.get("/lists")).text
    assert (await page.sends(f"/lists/{row['id']}/delete", sure="on")).headers["location"] == "/lists"
    assert (await ann.get("/api/v1/lists")).json == []


async def test_somebody_is_put_into_a_list_on_their_page(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    row = (await ann.post("/api/v1/lists", title="Near")).json
    page = await browser(town, ann)
    assert f"/lists/{row['id']}/add" not in (await page.get("/@bob")).text
    await ann.follows(bob)
    assert f"/lists/{row['id']}/add" in (await page.get("/@bob")).text
    await page.sends(f"/lists/{row['id']}/add", profile=str(bob.profile), back="/@bob")
    assert f"/lists/{row['id']}/drop" in (await page.get("/@bob")).text
    await page.sends(f"/lists/{row['id']}/drop", profile=str(bob.profile), back="/@bob")
    assert (await ann.get(f"/api/v1/lists/{row['id']}/accounts")).json == []


async def test_a_list_is_there_for_its_owner_alone(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    row = (await ann.post("/api/v1/lists", title="Near")).json
    page = await browser(town, bob)
    for path in ("", "/edit", "/edit?q=ann"):
        assert (await page.get(f"/lists/{row['id']}{path}")).status == 404
    for path in ("", "/delete", "/add", "/drop"):
        assert (await page.sends(f"/lists/{row['id']}{path}", title="Mine", profile=str(ann.profile))).status == 404
    assert (await page.sends(f"/lists/{row['id']}/add", profile="x")).status == 404
    assert [each["title"] for each in (await ann.get("/api/v1/lists")).json] == ["Near"]
