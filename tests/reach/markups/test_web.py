"""Markdown on pages: chosen, looked at, kept and edited, with script and without."""

from dataclasses import replace
from io import BytesIO
from types import SimpleNamespace

from hubbub.doors.web.templates import environment
from hubbub.reach import emoji
from tests.browser import browser
from tests.reach.renditions.strangers import bytes_of, gradient
from tests.town import Town

MARKED = 'value="text/markdown" checked'
OPTION = 'value="text/markdown" selected'


async def test_what_was_chosen_is_chosen_again(town: Town):
    page = await browser(town, await town.person("ann"))
    assert MARKED not in (await page.get("/compose")).text
    await page.sends("/posts", text="**Hello**", content_type="text/markdown")
    assert MARKED in (await page.get("/compose")).text
    assert "<strong>Hello</strong>" in (await page.get("/home")).text
    await page.sends("/posts", text="**Hello**", content_type="text/plain")
    assert MARKED not in (await page.get("/compose")).text


async def test_a_preview_without_script_keeps_what_was_typed(town: Town):
    page = await browser(town, await town.person("ann"))
    shown = (await page.sends("/compose", text="**Hello** #soup", spoiler="Hm", content_type="text/markdown",
                              preview="on")).text
    assert "<strong>Hello</strong>" in shown
    assert ">**Hello** #soup</textarea>" in shown
    assert 'value="Hm"' in shown
    assert MARKED in shown
    assert "markups__shown" not in (await page.sends("/compose", text="x", more="on")).text


async def test_a_preview_for_a_script_is_a_piece_and_nothing_is_kept(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    answer = await page.presses("/compose/preview", text="*a* <img src=x onerror=alert(1)>",
                                content_type="text/markdown")
    assert "<em>a</em>" in answer.text
    assert "<img" not in answer.text
    assert "<html" not in answer.text
    assert "nothing to show" in (await page.presses("/compose/preview", text=" ")).text
    assert (await ann.home()) == []


async def test_a_stranger_has_no_preview(town: Town):
    page = await browser(town)
    assert (await page.presses("/compose/preview", text="x")).status in (303, 401, 403)


async def test_an_edit_shows_the_source_and_may_make_it_plain(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    post = (await ann.posts("**Hello**", content_type="text/markdown"))["id"]
    form = (await page.get(f"/posts/{post}/edit")).text
    assert ">**Hello**</textarea>" in form
    assert OPTION in form
    town.forward(seconds=1)
    await page.sends(f"/posts/{post}/edit", text="**Bye**", content_type="text/plain")
    assert "**Bye**" in (await page.get(f"/@ann/{post}")).text
    assert "<strong>Hello</strong>" in (await page.get(f"/@ann/{post}/history")).text


async def test_an_edit_is_looked_at_before_it_is_kept_with_script_and_without(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    post = (await ann.posts("Hello"))["id"]
    form = (await page.get(f"/posts/{post}/edit")).text
    assert 'hx-post="/compose/preview"' in form
    assert "markups__shown" not in form
    shown = (await page.sends(f"/posts/{post}/edit", text="**Bye** <img src=x onerror=alert(1)>", spoiler="Hm",
                              content_type="text/markdown", preview="on")).text
    assert "<strong>Bye</strong>" in shown.partition("markups__shown")[2]
    assert "<img src=x" not in shown
    assert ">**Bye** &lt;img" in shown
    assert 'value="Hm"' in shown
    assert OPTION in shown
    assert "Bye" not in (await page.get(f"/@ann/{post}")).text


async def test_a_draft_and_one_written_anew_keep_the_choice(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    draft = (await page.sends("/drafts/typed", text="*a*", content_type="text/markdown")).text
    assert MARKED in (await page.get(f"/compose?draft={draft}")).text
    other = (await page.sends("/drafts/typed", text="*a*", content_type="text/plain")).text
    await ann.posts("x", content_type="text/markdown")
    assert MARKED not in (await page.get(f"/compose?draft={other}")).text
    post = (await ann.posts("*b*", content_type="text/markdown"))["id"]
    again = (await page.sends(f"/posts/{post}/redraft")).headers["location"]
    assert MARKED in (await page.get(again)).text


async def test_where_the_owner_does_not_allow_it_nothing_offers_it(town: Town, monkeypatch):
    page = await browser(town, await town.person("ann"))
    monkeypatch.setattr(town.db.here, "settings", replace(town.db.here.settings, markdown=False))
    assert "content_type" not in (await page.get("/compose")).text


async def test_no_emoji_stands_in_code(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    await emoji.add(town.db, "cat", BytesIO(bytes_of(gradient((40, 30)), "PNG")))
    post = (await ann.posts(":cat: `:cat:`", content_type="text/markdown"))["id"]
    shown = (await page.get(f"/@ann/{post}")).text
    assert "<code>:cat:</code>" in shown
    assert 'alt=":cat:"' in shown


def test_what_a_preview_shows_is_taken_out_once_more_where_it_is_shown(town: Town):
    bad = '<p>Hi <img src="x" onerror="ran()"><script>ran()</script></p>'
    made = environment().get_template("markups/preview.html").render(
        shown=[SimpleNamespace(html=bad, worn=None)], settings=town.db.here.settings)
    assert "<p>Hi" in made
    assert "ran()" not in made
