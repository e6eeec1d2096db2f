"""Pages of figures and of what is kept, for those who look after the server."""

import pytest

from hubbub.base.clock import now
from tests.browser import browser
from tests.town import Town

COPY = """INSERT INTO copies (name, url, purpose, kind, bytes, original_key, made_at, seen_at)
    VALUES ($1, $1, $2, 'image', $3, $1, now(), $4)"""


async def test_the_page_has_its_figures_as_pictures_and_as_tables(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = await ann.posts("One")
    await bob.posts("Two", in_reply_to_id=post["id"])
    await town.settle()
    page = await browser(town, ann)
    text = (await page.get("/settings/figures?days=7")).text
    assert '<dt>People here</dt><dd class="figures">2</dd>' in text
    assert '<dt>of them published in 30 days</dt><dd class="figures">2</dd>' in text
    assert text.count('<tr><th scope="row">') >= 7 * 4
    assert "Everybody may sign up." in text
    lines = (await page.get("/settings/figures.csv?days=7")).text.splitlines()
    assert lines[0].endswith("day,active_users,new_users,interactions,opened_reports")
    assert lines[-1].split(",")[1:] == ["2", "2", "1", "0"]
    assert len(lines) == 8


async def test_storage_says_how_much_of_what_and_drops_what_nobody_looks_at(town: Town):
    page = await browser(town, await town.person("ann"))
    assert "There are none just now" in (await page.get("/settings/storage")).text
    async with town.db.alone() as connection:
        for name, purpose, size, days in (("new", "file", 3_000_000, 0), ("old", "file", 5_000_000, 3)):
            await connection.execute(COPY, name, purpose, size, now())
            await connection.execute("UPDATE copies SET seen_at = seen_at - $2 * interval '1 day' WHERE name = $1",
                                     name, days)
    text = (await page.get("/settings/storage")).text
    assert "7.6 MiB" in text
    assert "2.9 MiB" in text
    assert "Drop the copies" in (await page.sends("/settings/storage/drop", days="1")).text
    assert (await page.sends("/settings/storage/drop", days="1", sure="on")).status == 303
    async with town.db.alone() as connection:
        assert [row[0] for row in await connection.fetch("SELECT name FROM copies")] == ["new"]
    await page.sends("/settings/storage/drop", days="0", sure="on")
    async with town.db.alone() as connection:
        assert await connection.fetchval("SELECT count(*) FROM copies") == 0


@pytest.mark.parametrize("path", ["/settings/figures", "/settings/figures.csv", "/settings/storage"])
async def test_members_are_not_shown_them(town: Town, path: str):
    await town.person("ann")
    page = await browser(town, await town.person("bob"))
    assert (await page.get(path)).status in (403, 404)
    assert (await page.sends("/settings/storage/drop", days="0", sure="on")).status in (403, 404)


async def test_how_much_it_is_has_the_marks_of_the_language(town: Town):
    page = await browser(town, await town.person("ann"), speaks="de")
    async with town.db.alone() as connection:
        await connection.execute(COPY, "big", "file", 5_000_000, now())
    assert "4,8 MiB" in (await page.get("/settings/storage")).text
