"""A collection as a page, and where one finds it."""

from hubbub.people import profiles
from tests.browser import browser
from tests.town import Town


async def _made(town: Town, **given: object) -> str:
    """The page of a collection of ann's with bob in it."""
    ann, bob = await town.person("ann"), await town.person("bob")
    sent = {"name": "Good <bakers>", "tag_name": "bread", "account_ids": [bob.profile]} | given
    made = (await ann.post("/api/v1/collections", **sent)).json["collection"]
    assert made["url"] == made["uri"] == f"http://here.test/collections/{made['id']}"
    return f"/collections/{made['id']}"


async def test_anybody_reads_it_and_finds_its_people(town: Town):
    shown = (await town.get(await _made(town, description="Crumbs"))).text
    for words in ("Good &lt;bakers&gt;", "Crumbs", "#bread", "/@ann", "/@bob", "1 person", "/sign-in?next=/@bob"):
        assert words in shown
    for words in ("Leave the collection", "Change the collection"):
        assert words not in shown
    assert (await town.get("/collections/7")).status == 404


async def test_it_says_what_its_people_say_of_themselves_and_of_what_language_it_is(town: Town):
    where = await _made(town, description="Krümel", language="de")
    async with town.db.write() as tx:
        await profiles.edit(tx, town.people["bob"].profile, note="I <3 bread")
    shown = (await town.get(where)).text
    assert '<p class="collections__note small" dir="auto">I &lt;3 bread</p>' in shown
    assert shown.count('lang="de"') == 2, "of its name and what it says, not of what we say around them"
    for words in ('<meta property="og:title" content="Good &lt;bakers&gt;, by ann">',
                  '<meta name="description" content="Krümel">'):
        assert words in shown, words


async def test_its_owner_is_led_to_where_it_is_changed(town: Town):
    where = await _made(town)
    for name, led in (("ann", True), ("bob", False)):
        page = await browser(town, town.people[name])
        assert (f'href="{where}/edit"' in (await page.get(where)).text) is led
        assert ('href="/collections">Change your' in (await page.get("/@ann?tab=featured")).text) is led
        assert 'class="nav__item" href="/collections"' in (await page.get("/home")).text


async def test_a_visitor_follows_from_it_one_by_one(town: Town):
    page = await browser(town, await town.person("eve"))
    where = await _made(town)
    bob = town.people["bob"]
    assert f'action="/follow/{bob.profile}"' in (await page.get(where)).text
    assert (await page.sends(f"/follow/{bob.profile}", back=where)).headers["location"] == where
    assert f'action="/unfollow/{bob.profile}"' in (await page.get(where)).text


async def test_whoever_is_in_it_leaves_for_good(town: Town):
    where = await _made(town)
    page = await browser(town, town.people["bob"])
    assert "Leave the collection" in (await page.get(where)).text
    asked = await page.sends(f"{where}/leave")
    assert "Leave the collection “Good &lt;bakers&gt;”?" in asked.text
    assert "nobody can put you back" in asked.text
    assert "/@bob" in (await town.get(where)).text, "asking has changed nothing"
    assert (await page.sends(f"{where}/leave", sure="on")).headers["location"] == where
    assert "Nobody is in it" in (await page.get(where)).text
    assert (await page.sends(f"{where}/leave", sure="on")).status == 404


async def test_what_is_sensitive_stands_behind_a_word_and_what_is_hidden_is_asked_not_to_be_indexed(town: Town):
    shown = (await town.get(await _made(town, sensitive=True, discoverable=False))).text
    assert shown.index("Marked as sensitive") < shown.index("/@bob")
    assert 'content="noindex, noarchive"' in shown
    where = await _made(town)
    assert "noindex" not in (await town.get(where)).text
    async with town.db.write() as tx:
        await profiles.edit(tx, town.people["ann"].profile, indexable=False)
    assert "noindex" in (await town.get(where)).text, "whoever wants no search engine is not found by a collection"


async def test_a_profile_lists_its_owner_s_collections_but_not_those_by_link_only(town: Town):
    open_one, hidden = await _made(town), await _made(town, discoverable=False)
    shown = (await town.get("/@ann?tab=featured")).text
    assert open_one in shown
    assert hidden not in shown
    assert hidden in (await (await browser(town, town.people["ann"])).get("/@ann?tab=featured")).text
    assert "Collections" not in (await town.get("/@bob?tab=featured")).text


async def test_who_is_told_of_a_collection_is_led_there(town: Town):
    where = await _made(town)
    page = await browser(town, town.people["bob"])
    assert f'href="{where}"' in (await page.get("/notifications")).text
