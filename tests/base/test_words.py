"""Sentences, days and figures in somebody's language."""

from datetime import UTC, datetime, timedelta

import pytest

from hubbub.base import words
from hubbub.base.clock import now
from hubbub.base.errors import Invalid, NotFound, TooMany
from hubbub.base.words import ENGLISH, Moment, accepted, aged, said

GERMAN = words.words("de")
AT = datetime(2026, 3, 4, 17, 5, tzinfo=UTC)


def test_a_sentence_is_said_in_english_and_knows_what_it_was():
    told = said("At most {most} posts.", most=5)
    assert told == "At most 5 posts."
    assert (told.sentence, told.values) == ("At most {most} posts.", {"most": 5})


def test_a_sentence_is_translated_before_its_values_are_filled_in():
    assert GERMAN(said("A goal's name has 1 to 100 characters.")) == "Der Name eines Ziels hat 1 bis 100 Zeichen."
    assert GERMAN("An account has at most {most} passkeys.", most=5) == "Ein Konto hat höchstens 5 Passkeys."
    assert GERMAN("{by}, {age} ago", by=said("you"), age=Moment(now() - timedelta(hours=3))) == "du, vor 3 Std."


def test_what_no_catalogue_has_is_said_as_the_source_has_it():
    assert GERMAN("Never said {so}", so="{much}") == "Never said {much}"
    assert GERMAN("{left as it is}") == "{left as it is}"


def test_a_refusal_is_in_english_for_apps_and_in_the_readers_language_on_pages():
    problem = Invalid("An account has at most {most} passkeys.", field="name", most=7)
    assert problem.sentence == "An account has at most 7 passkeys."
    assert type(problem.sentence) is str
    assert GERMAN(problem.said) == "Ein Konto hat höchstens 7 Passkeys."
    assert GERMAN(NotFound().said) == "Hier ist nichts, oder es ist nicht für dich zu sehen."
    assert TooMany("There are {most} rules already.", wait=5, most=3).sentence == "There are 3 rules already."


@pytest.mark.parametrize(("number", "english", "german"), [
    (0, "0", "0"), (999, "999", "999"), (1_000, "1K", "1 Tsd."), (1_234, "1.2K", "1,2 Tsd."),
    (999_949, "999.9K", "999,9 Tsd."), (999_950, "1M", "1 Mio."), (12_345_678, "12.3M", "12,3 Mio."),
])
def test_figures_are_short(number, english, german):
    assert (ENGLISH.compact(number), GERMAN.compact(number)) == (english, german)


def test_figures_in_full_have_the_marks_of_their_language():
    assert (ENGLISH.number(1234567.891, 2), GERMAN.number(1234567.891, 2)) == ("1,234,567.89", "1.234.567,89")
    assert [ENGLISH.size(n) for n in (0, 1023, 1536, 7 << 20)] == ["0 B", "1023 B", "1.5 KiB", "7.0 MiB"]
    assert GERMAN.size(2000 << 40) == "2.000,0 TiB"
    assert (ENGLISH.percent(12.345), GERMAN.percent(-12.345)) == ("+1,234 %", "-1.234 %")
    assert ENGLISH.share(2 / 3) == "67 %"


def test_things_are_counted_in_words():
    one, many = "{num} new post", "{num} new posts"
    assert [ENGLISH.many(one, many, n) for n in (0, 1, 1_500)] == ["0 new posts", "1 new post", "1.5K new posts"]
    assert [GERMAN.many(one, many, n) for n in (0, 1)] == ["0 neue Beiträge", "1 neuer Beitrag"]


@pytest.mark.parametrize(("by", "english", "german"), [
    (timedelta(seconds=5), "now", "jetzt"), (timedelta(minutes=3), "3 min", "3 Min."),
    (timedelta(hours=30), "1 d", "1 T."), (timedelta(days=800), "2 y", "2 J."), (timedelta(seconds=-90), "now",
                                                                                 "jetzt"),
])
def test_how_long_since_in_the_shortest_words(by, english, german):
    assert (ENGLISH.ago(now() - by), GERMAN.ago(now() - by)) == (english, german)


@pytest.mark.parametrize(("shape", "english", "german"), [
    ("%d %B %Y, %H:%M", "04 March 2026, 17:05", "4. März 2026, 17:05"),
    ("%a %-d %b", "Wed 4 Mar", "Mi, 4. März"), ("%A, %d %B", "Wednesday, 04 March", "Mittwoch, 4. März"),
])
def test_days_have_the_names_and_the_order_of_their_language(shape, english, german):
    assert (ENGLISH.date(AT, shape), GERMAN.date(AT, shape)) == (english, german)


def test_every_part_of_every_shape_is_one_that_is_known():
    names = {"%A", "%a", "%B", "%b"}
    shapes = {shape for (_, one), said in GERMAN._said.items() if words._PART.search(one) for shape in (one, *said)}
    assert len(shapes) > 20
    assert {part for shape in shapes for part in words._PART.findall(shape)} <= words._PARTS.keys() | names


@pytest.mark.parametrize(("header", "language"), [
    ("", "en"), ("de", "de"), ("de-AT, en;q=0.5", "de"), ("en-GB,en;q=0.9,de;q=0.8", "en"), ("fr, de;q=0.4", "de"),
    ("fr", "en"), ("de;q=0, en", "en"), ("de;q=zero, en;q=0.1", "en"), ("DE", "de"), ("*", "en"),
    ("en;q=0.3, de;q=0.7", "de"), (",,;;q=,de;q=1.0000001", "en"),
])
def test_a_browser_gets_the_language_that_it_would_rather_have(header, language):
    assert accepted(header) == language


def test_a_language_that_we_do_not_have_is_english():
    assert [words.words(code).code for code in ("de", "xx", "../de", "", "de.po")] == ["de", "en", "en", "en", "en"]


def test_languages_are_called_as_they_call_themselves():
    assert words.languages() == {"en": "English", "de": "Deutsch"}


SLAVIC = '''msgid ""
msgstr ""
"X-Name: Polski\\n"
"Plural-Forms: nplurals=3; plural=n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2;\\n"

msgid "%(num)s post"
msgid_plural "%(num)s posts"
msgstr[0] "wpis"
msgstr[1] "wpisy"
msgstr[2] "wpisów"
'''


def test_a_language_counts_as_its_catalogue_says(tmp_path):
    (tmp_path / "pl.po").write_text(SLAVIC)
    polish = words.read(tmp_path / "pl.po")
    said = [polish.many("%(num)s post", "", count) for count in (1, 2, 5, 12, 22)]
    assert said == ["wpis", "wpisy", "wpisów", "wpisów", "wpisy"]


@pytest.mark.parametrize("seconds", [
    -5, 0, 59, 60, 3_599, 3_600, 86_399, 86_400, 2_592_000, 360 * 86_400, 365 * 86_400 - 1, 365 * 86_400, 10**9,
])
def test_an_age_is_said_in_the_same_words_until_it_says_so_and_in_others_from_then_on(seconds: int):
    shown, until = aged(GERMAN, seconds)
    assert until > seconds
    assert aged(GERMAN, until - 1)[0] == shown
    assert aged(GERMAN, until)[0] != shown
