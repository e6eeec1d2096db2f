"""The pages on which the server speaks of itself, and the one where its owner writes them."""

from datetime import datetime, timedelta

from hubbub.base.clock import now
from hubbub.trust import rules
from tests.browser import browser
from tests.town import Town


async def test_the_owner_writes_and_everybody_reads(town: Town):
    page = await browser(town, await town.person("ann"))
    await page.get("/settings/server")
    await page.sends("/settings/server", title="Our place", about="At <b>length</b>", contact="us@here.test")
    await page.sends("/settings/server/rules", text="Be kind")
    about = (await town.get("/about")).text
    for words in ("Our place", "At &lt;b&gt;length&lt;/b&gt;", "us@here.test", "Be kind", "/@ann"):
        assert words in about, words
    assert "kept as a hash" in (await town.get("/privacy")).text
    assert (await town.get("/terms")).status == 404
    await page.sends("/settings/server", terms="No spam", title="Our place")
    assert "No spam" in (await town.get("/terms")).text


async def test_a_rule_is_changed_and_removed(town: Town):
    page = await browser(town, await town.person("ann"))
    await page.get("/settings/server")
    assert (await page.sends("/settings/server/rules", text=" ")).status == 422
    await page.sends("/settings/server/rules", text="Be kind")
    rule = (await rules.list_rules(town.db))[0]
    await page.sends(f"/settings/server/rules/{rule.id}", text="Be very kind")
    assert [rule.text for rule in await rules.list_rules(town.db)] == ["Be very kind"]
    await page.sends(f"/settings/server/rules/{rule.id}", what="remove", sure="on")
    assert await rules.list_rules(town.db) == []


async def test_what_is_refused_is_shown_again_as_it_was_typed(town: Town):
    page = await browser(town, await town.person("ann"))
    await page.get("/settings/server")
    answer = await page.sends("/settings/server", contact="nobody", title="Our place")
    assert (answer.status, "Our place" in answer.text, "not an e-mail" in answer.text) == (422, True, True)


async def test_nobody_else_writes_for_the_server(town: Town):
    await town.person("ann")
    page = await browser(town, await town.person("bob"))
    assert (await page.get("/settings/server")).status == 404
    assert (await page.sends("/settings/server", title="Mine")).status == 404
    assert (await page.sends("/settings/server/rules", text="Mine")).status == 404
    assert (await town.get("/settings/server")).status == 303


async def test_whom_to_tell_of_a_weakness_stands_where_it_is_looked_for(town: Town):
    page = await browser(town, await town.person("ann"))
    assert (await town.get("/.well-known/security.txt")).status == 404
    await page.get("/settings/server")
    await page.sends("/settings/server", contact="us@here.test")
    answer = await town.get("/.well-known/security.txt")
    said = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert said["Contact"] == "mailto:us@here.test"
    assert said["Canonical"] == "http://here.test/.well-known/security.txt"
    assert timedelta(days=178) < datetime.fromisoformat(said["Expires"]) - now() < timedelta(days=181)
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
