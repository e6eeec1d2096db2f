"""What templates may use: names escaped, strangers' HTML cleaned, pictures only from here."""

import re

import pytest

from hubbub.doors.web import templates
from tests.browser import browser
from tests.town import Town

RENAMED = "/api/v1/accounts/update_credentials"


async def test_a_name_is_words_wherever_it_stands(town: Town):
    ann = await town.person("ann")
    await ann.call("PATCH", RENAMED, {"display_name": '"><script>alert(1)</script>'})
    await ann.posts("Hello")
    page = await browser(town, ann)
    for path in ("/", "/home", "/@ann", "/public", "/search?q=ann"):
        assert "<script>alert" not in (await page.get(path)).text


async def test_somebody_without_a_picture_is_a_letter_on_a_hue_of_their_own(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    hues = {re.search(r'class="avatar avatar--large hue--(\d+)" aria-hidden="true">(\w)', (await town.get(path)).text)
            .groups() for path in ("/@ann", "/@ann", "/@bob")}  # type: ignore[union-attr]
    assert hues == {(str(templates.hue(ann.profile)), "a"), (str(templates.hue(bob.profile)), "b")}


def test_hues_are_spread_over_ids_made_in_a_row():
    found = [templates.hue(117_660_789_000_000_000 + (n << 16)) for n in range(600)]
    assert set(found) == set(range(templates.HUES))
    assert max(found.count(hue) for hue in set(found)) < 100


@pytest.mark.parametrize("address", ["https://elsewhere.example/a.png", "http://10.0.0.1/a.png"])
async def test_a_picture_from_elsewhere_is_loaded_from_here(town: Town, address):
    page = await _view(town)
    assert (templates.pictured(page, address) or "").startswith("http://here.test/copies/avatar/")
    assert templates.pictured(page, "profiles/abc.jpg") == "http://here.test/media/profiles/abc.jpg"


async def _view(town: Town):
    class View:
        db = town.db

    return View()


def test_attributes_for_htmx_carry_the_nonce_and_are_escaped():
    made = templates.environment().from_string(
        "{{ hx(post='/a?b=\"><script>', status_422='target:#x', swap='none') }}").render(nonce="n1")
    assert made == (
        'hx-post="/a?b=&#34;&gt;&lt;script&gt;" hx-status:422="target:#x" hx-swap="none" hx-nonce="n1"')


@pytest.mark.parametrize(("path", "where", "within", "marked"), [
    ("/home", "/home", False, True), ("/home/newer", "/home", False, False),
    ("/settings/apps", "/settings", True, True), ("/settingsx", "/settings", True, False),
])
def test_a_link_to_the_page_that_is_shown_says_so(path, where, within, marked):
    template = templates.environment().from_string("{{ current(where, within) }}")
    assert (template.render(path=path, where=where, within=within) != "") == marked


async def test_no_page_carries_a_style_or_a_handler_of_its_own(town: Town):
    ann = await town.person("ann")
    await ann.posts("Hello #world", spoiler_text="Careful")
    page = await browser(town, ann)
    for path in ("/home", "/@ann", "/compose", "/sign-in", "/search", "/settings/profile"):
        assert not re.search(r"<[^>]*\s(style|on\w+)=", (await page.get(path)).text), path


async def test_a_link_to_our_own_pages_opens_in_their_place(town: Town):
    ann = await town.person("ann")
    await town.person("bob")
    await ann.posts("@bob #clay https://example.com/a")
    text = (await (await browser(town, ann)).get("/home")).text
    links = dict(re.findall(r'<a href="(http[^"]+)"([^>]*)>', text))
    assert "_blank" not in links["http://here.test/@bob"] + links["http://here.test/tags/clay"]
    assert 'target="_blank"' in links["https://example.com/a"]
