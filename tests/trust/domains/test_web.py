"""The page of blocked servers, without script."""

from dataclasses import replace

from hubbub.trust import domains
from tests.browser import Browser, browser
from tests.town import Town

HERE = "/settings/domains"


async def owner(town: Town) -> Browser:
    """The first person owns the server."""
    return await browser(town, await town.person("ann"))


async def test_a_server_is_silenced_changed_and_spoken_with_again(town: Town):
    page = await owner(town)
    assert "has to do with every other" in (await page.get(HERE)).text
    answer = await page.sends(HERE, domain="Loud.example", severity="silence", public_comment="Noise <b>",
                              rejects_media="on")
    assert answer.status == 303
    [row] = await domains.list_blocks(town.db)
    assert (row.domain, row.severity, row.rejects_media) == ("loud.example", "silence", True)
    shown = (await page.get(HERE)).text
    assert "Noise &lt;b&gt;" in shown
    assert "silenced" in shown
    await page.sends(f"{HERE}/{row.id}", severity="noop", rejects_reports="on")
    [row] = await domains.list_blocks(town.db)
    assert (row.severity, row.rejects_media, row.rejects_reports) == ("noop", False, True)
    await page.sends(f"{HERE}/{row.id}", what="lift")
    assert await domains.list_blocks(town.db) == []


async def test_shutting_one_out_is_asked_about_first(town: Town):
    page = await owner(town)
    asked = await page.sends(HERE, domain="bad.example", severity="suspend", private_comment="spam")
    assert "Shut out bad.example?" in asked.text
    assert '<input type="hidden" name="private_comment" value="spam">' in asked.text
    assert await domains.list_blocks(town.db) == []
    await page.sends(HERE, domain="bad.example", severity="suspend", sure="on")
    [row] = await domains.list_blocks(town.db)
    assert row.severity == "suspend"
    await page.sends(f"{HERE}/{row.id}", severity="silence")
    assert "Shut out bad.example?" in (await page.sends(f"{HERE}/{row.id}", severity="suspend")).text


async def test_what_is_no_name_is_refused_and_given_back(town: Town):
    answer = await (await owner(town)).sends(HERE, domain="not a name", severity="silence")
    assert answer.status == 422
    assert "Domain is not a valid domain name" in answer.text
    assert 'value="not a name"' in answer.text


async def test_only_whoever_runs_the_server_may(town: Town):
    await town.person("ann")
    page = await browser(town, await town.person("bob"))
    assert (await page.get(HERE)).status in (403, 404)
    assert (await page.sends(HERE, domain="loud.example")).status in (403, 404)
    assert await domains.list_blocks(town.db) == []


async def test_where_only_some_are_spoken_with_they_are_named_here(town: Town):
    page = await owner(town)
    assert "Servers that are spoken with" not in (await page.get(HERE)).text
    town.db.here.settings = replace(was := town.db.here.settings, limited_federation=True)
    try:
        await page.sends(f"{HERE}/allow", domain="friends.example")
        assert "friends.example" in (await page.get(HERE)).text
        [row] = await domains.list_allows(town.db)
        await page.sends(f"{HERE}/allow", drop=str(row.id))
        assert await domains.list_allows(town.db) == []
    finally:
        town.db.here.settings = was
