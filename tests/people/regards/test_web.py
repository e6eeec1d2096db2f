"""Somebody's page: a note that only its writer sees, and whom they recommend."""

from hubbub.people import follows, regards
from tests.browser import browser
from tests.town import Town


async def test_a_note_is_written_on_the_page_and_stands_there_for_its_writer_alone(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    page = await browser(town, ann)
    answer = await page.sends(f"/notes/{bob.profile}", note="Met at the <lake>")
    assert (answer.status, answer.headers["location"]) == (303, "/@bob")
    assert "Met at the &lt;lake&gt;" in (await page.get("/@bob")).text
    for other in (bob, cleo, None):
        assert "lake" not in (await (await browser(town, other)).get("/@bob")).text
    assert "Your note about" not in (await (await browser(town, bob)).get("/@bob")).text
    await page.sends(f"/notes/{bob.profile}", note=" ")
    assert "lake" not in (await page.get("/@bob")).text
    assert (await page.sends(f"/notes/{bob.profile}", note="x" * 2_001)).status == 422


async def test_whom_one_recommends_stands_on_ones_page(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    page, visitor = await browser(town, ann), await browser(town)
    assert "/recommend/" not in (await page.get("/@bob")).text
    async with town.db.write() as tx:
        await follows.follow(tx, ann.profile, bob.profile)
    assert f'action="/recommend/{bob.profile}"' in (await page.get("/@bob")).text
    await page.sends(f"/recommend/{bob.profile}")
    assert 'href="/@bob"' in (await visitor.get("/@ann?tab=featured")).text
    await page.get("/@bob")
    await page.sends(f"/unrecommend/{bob.profile}")
    assert 'href="/@bob"' not in (await visitor.get("/@ann?tab=featured")).text
    assert await regards.list_endorsed(town.db, ann.profile) == []
