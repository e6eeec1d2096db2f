"""In which languages somebody's posts come home, chosen by name."""

import re

from hubbub.people import follows
from tests.browser import Browser, browser
from tests.doors.web.test_translating import speaks
from tests.town import Person, Town


async def page_of(town: Town) -> tuple[Person, Person, Browser, str]:
    """Ann, Bob who follows her, his browser, and the address where he chooses."""
    ann, bob = await town.person("ann"), await town.person("bob")
    await bob.follows(ann)
    await town.settle()
    return ann, bob, await browser(town, bob), f"/following/{ann.profile}/languages"


def offered(text: str, *, far: bool = False) -> list[str]:
    """The names that one sees at once, or those behind More languages."""
    near, _, more = text.partition("<summary>")
    return re.findall(r'name="languages"[^>]*>([^<]+)</label>', more if far else near)


async def chosen(town: Town, bob: Person, ann: Person) -> list[str] | None:
    [relation] = await follows.relations(town.db, bob.profile, [ann.profile])
    return relation.languages


async def test_what_is_written_read_or_chosen_stands_first_by_its_name_in_the_reader_s_language(town: Town):
    ann, bob, page, there = await page_of(town)
    await ann.posts("Ein Brot", language="de-AT")
    await ann.posts("For few", language="fr", visibility="direct")
    boosted = await bob.posts("Ett bröd", language="sv")
    await ann.post(f"/api/v1/statuses/{boosted['id']}/reblog")
    async with town.db.write() as tx:
        await follows.follow(tx, bob.profile, ann.profile, languages=["pt-BR", "ja"])
    page.language = "en-GB,nl;q=0.5"
    shown = (await page.get(there)).text
    assert offered(shown) == ["Dutch", "English", "German", "Japanese", "pt-BR"]
    assert offered(shown, far=True)[:2] == ["Abkhaz", "Afar"]
    assert {"French", "Swedish"} < set(offered(shown, far=True))
    await speaks(page, "de")
    page.language = ""
    assert offered((await page.get(there)).text) == ["Deutsch", "Japanisch", "pt-BR"]


async def test_only_what_is_chosen_comes_home_and_what_else_was_said_stays(town: Town):
    ann, bob, page, there = await page_of(town)
    await page.sends(f"/following/{ann.profile}", notifies="on")
    assert "Languages: all" in (await page.get("/@ann")).text
    answer = await page.sends(there, languages=["de", "en"])
    assert (answer.status, answer.headers["location"]) == (303, "/@ann")
    assert "Languages: German, English" in (await page.get("/@ann")).text
    [relation] = await follows.relations(town.db, bob.profile, [ann.profile])
    assert (relation.notifies, relation.shows_boosts, relation.languages) == (True, False, ["de", "en"])
    posts = [await ann.posts(words, language=language) for words, language in (("Ja", "de"), ("Oui", "fr"))]
    await town.settle()
    assert [each["id"] for each in await bob.home()] == [posts[0]["id"]]
    assert 'value="de" checked' in (await page.get(there)).text
    await page.sends(there)
    assert await chosen(town, bob, ann) is None


async def test_what_is_no_language_and_whom_one_does_not_follow_is_refused(town: Town):
    ann, bob, page, there = await page_of(town)
    assert (await page.sends(there, languages="German, please")).status == 422
    assert await chosen(town, bob, ann) is None
    async with town.db.write() as tx:
        await follows.follow(tx, bob.profile, ann.profile, languages=["pt-BR"])
    assert (await page.sends(there, languages="pt-BR")).status == 303  # which an app has chosen
    await page.sends(f"/unfollow/{ann.profile}")
    assert (await page.get(there)).status == (await page.sends(there, languages="de")).status == 404
    assert (await (await browser(town)).get(there)).headers["location"].startswith("/sign-in")
