"""Pages in the language of who looks: chosen, asked for by the browser, or English."""

import json
import re

import pytest

from hubbub.base import po
from hubbub.base.clock import now
from hubbub.base.words import FILES, languages, words
from hubbub.doors.web import templates
from tests.browser import Browser, browser
from tests.town import Town

READ = re.compile(r'>([^<>]+)<|(?:aria-label|placeholder|title)="([^"]*)"')
GERMAN = "de-AT,de;q=0.9,en;q=0.5"


def made(language: str, source: str, **given: object) -> str:
    return templates.environment(language).from_string(source).render(given)


async def speaks(page: Browser, language: str) -> None:
    await page.get("/settings/appearance")
    looks = {"theme": "system", "contrast": "system", "text_size": "system", "density": "system", "motion": "system"}
    assert (await page.sends("/settings/appearance", **looks, time_zone="UTC", language=language)).status == 303


def test_a_sentence_is_the_catalogues_before_the_page_is_asked_for():
    source = '{{ _("Save") }} {% trans %}Nobody has reacted yet.{% endtrans %}'
    assert made("en", source) == "Save Nobody has reacted yet."
    assert made("de", source) == "Speichern Noch hat niemand reagiert."


def test_what_is_put_into_a_sentence_is_escaped_and_its_own_tags_are_not():
    name = "<script>alert(1)</script>"
    source = "{% trans name %}Back to <bdi>{{ name }}</bdi>{% endtrans %}|{{ _('Back to %(name)s', name=name) }}"
    shown = "&lt;script&gt;alert(1)&lt;/script&gt;"
    assert made("de", source, name=name) == f"Zurück zu <bdi>{shown}</bdi>|Zurück zu {shown}"


def test_what_is_only_known_when_the_page_is_made_is_words_and_no_html():
    assert made("de", "{{ _(label) }} {{ _(other) }}", label="Everybody", other="<b>") == "Alle &lt;b&gt;"


def test_a_number_chooses_the_form_of_its_sentence():
    source = '{{ ngettext("%(num)s post", "%(num)s posts", n) }}'
    assert [made("de", source, n=n) for n in (0, 1, 1_500)] == ["0 Beiträge", "1 Beitrag", "1,5 Tsd. Beiträge"]
    assert [made("en", source, n=n) for n in (0, 1, 1_500)] == ["0 posts", "1 post", "1.5K posts"]


def test_what_one_language_says_in_two_ways_is_told_apart():
    assert made("de", '{{ pgettext("studio", "Report") }} {{ _("Report") }}') == "Bericht Melden"
    assert made("en", '{{ pgettext("studio", "Report") }}') == "Report"


async def test_a_visitor_reads_what_their_browser_asks_for(town: Town):
    page = Browser(town, language=GERMAN)
    await town.person("ann")
    answer = await page.get("/sign-up")
    assert '<html lang="de" dir="ltr">' in answer.text
    assert f"Bei {town.db.here.settings.domain} mitmachen" in answer.text
    assert answer.headers["content-language"] == "de"
    assert "accept-language" in answer.headers["vary"].lower()
    assert 'lang="en"' in (await Browser(town, language="fr").get("/sign-up")).text


async def test_whoever_signs_up_keeps_the_language_of_the_form(town: Town):
    await town.person("ann")
    page = Browser(town, language=GERMAN)
    await page.get("/sign-up")
    given = {"name": "uwe", "email": "uwe@mail.test", "password": "correct horse"}
    assert (await page.sends("/sign-up", **given)).status == 303
    page.language = "en"
    assert "Was möchtest du sagen?" in (await page.get("/home")).text


async def test_a_member_reads_what_they_have_chosen_whatever_the_browser_asks_for(town: Town):
    ann = await town.person("ann")
    page, other = await browser(town, ann), await browser(town, ann)
    page.language = GERMAN
    assert 'lang="en"' in (await page.get("/home")).text
    await speaks(page, "de")
    for reader in (page, other):
        reader.language = "en"
        assert "Mitteilungen" in (await reader.get("/home")).text
    assert 'value="de" lang="de" selected' in (await page.get("/settings/appearance")).text


async def test_a_language_that_there_is_not_is_refused(town: Town):
    page = await browser(town, await town.person("ann"))
    await page.get("/settings/appearance")
    looks = {"theme": "system", "contrast": "system", "text_size": "system", "density": "system", "motion": "system"}
    assert (await page.sends("/settings/appearance", **looks, time_zone="UTC", language="xx")).status == 422
    assert 'lang="en"' in (await page.get("/home")).text


async def test_a_refusal_is_said_in_the_readers_language_on_pages_and_to_scripts(town: Town):
    page = await browser(town, await town.person("ann"))
    await speaks(page, "de")
    await page.get("/home")
    refused = await page.sends("/posts", text="")
    assert refused.status == 422
    assert "Der Text darf nicht leer sein" in refused.text
    gone = await page.presses("/posts/12345/favourite")
    assert (gone.status, gone.text) == (404, "Hier ist nichts, oder es ist nicht für dich zu sehen.")
    assert "Unter dieser Adresse gibt es keine Seite." in (await page.get("/no/such/page")).text


async def test_days_and_ages_follow_the_language_and_programs_read_what_they_did(town: Town):
    ann = await town.person("ann")
    await ann.posts("Hello")
    page = await browser(town, ann)
    await speaks(page, "de")
    joined = words("de").date(now(), "%B %Y")
    town.forward(hours=3)
    text = (await page.get("/home")).text
    assert re.search(r'<time datetime="\d{4}-\d\d-\d\dT[^"]+" title="\d+\. \w+ \d{4}, \d\d:\d\d">3 Std.<', text)
    assert f"seit {joined}" in (await page.get("/@ann")).text


async def test_scripts_find_their_words_in_the_page(town: Town):
    await town.person("ann")
    assert "in-words" not in (await Browser(town).get("/sign-in")).text
    shelf = re.search(r'<template id="in-words" data-forms="(\d+)">(.*?)</template>',
                      (await Browser(town, language=GERMAN).get("/sign-in")).text)
    assert shelf is not None
    known = json.loads(shelf[2].replace("&#34;", '"'))
    assert known["Copied."] == ["Kopiert."]
    assert [known["{num} new post"][int(shelf[1][n])] for n in (1, 2)] == ["{num} neuer Beitrag", "{num} neue Beiträge"]


async def test_the_worker_and_the_page_for_no_network_are_in_the_language_of_their_address(town: Town):
    assert '"/offline?lang=de"' in (await town.get("/sw.js?lang=de")).text
    assert "Etwas ist geschehen" in (await town.get("/sw.js?lang=de")).text
    assert "Es gibt keine Verbindung" in (await town.get("/offline?lang=de")).text
    assert "There is no network" in (await town.get("/offline")).text
    assert '"/offline"' in (await town.get("/sw.js?lang=xx")).text


@pytest.mark.parametrize("path", [
    "/home", "/settings", "/settings/appearance", "/settings/account", "/studio/report", "/studio/goals",
    "/notifications", "/ties", "/lists", "/drafts", "/search", "/explore",
])
async def test_no_page_says_something_in_english_to_who_reads_german(town: Town, path):
    """Nothing that German says otherwise stands on the page as the source has it."""
    page = await browser(town, await town.person("ann"))
    await speaks(page, "de")
    text = re.sub(r"<template.*?</template>", "", (await page.get(path)).text, flags=re.S)
    shown = {piece.strip() for found in READ.findall(text) for piece in found} - set(languages().values())
    known = po.read(FILES / "de.po")[1:]
    german = {said for entry in known for said in entry.said}
    assert shown & ({entry.one for entry in known} - german) == set()
    assert len(shown & german) > 10
