"""Works told in words."""

from datetime import datetime

import pytest

from hubbub.reach import works
from hubbub.reach.works.works import BEGINNING, WHOLE, beginning, when

LINK = "https://there.example/1"


def at(said: str) -> datetime:
    return datetime.fromisoformat(said)


def test_a_work_is_its_title_its_words_and_the_way_to_it():
    assert works.told(works.Work("Bread & <b>", LINK, words="<p>Flour</p>")) == (
        "<p><strong>Bread &amp; &lt;b&gt;</strong></p><p>Flour</p>"
        f'<p><a href="{LINK}" target="_blank" rel="nofollow noopener noreferrer">{LINK}</a></p>')


def test_what_has_no_title_begins_with_its_words():
    assert works.told(works.Work("", LINK, words="<p>Flour</p>")).startswith("<p>Flour</p>")


def test_what_somebody_else_says_in_short_comes_before_the_whole():
    told = works.told(works.Work("Bread", LINK, summary="<p>In short</p>", words="<p>At length</p>"))
    assert "In short" in told
    assert "At length" not in told


def test_what_is_long_is_told_by_its_beginning():
    short = "<p>" + "x" * (WHOLE - 10) + "</p>"
    assert beginning(short) == short
    cut = beginning("<p>" + "Some words. " * 400 + "</p><script>")
    assert len(cut) < BEGINNING + 20
    assert cut.endswith("Some words. …</p>")
    assert beginning("<p>" + "x" * 9_000 + "</p>") == f"<p>{'x' * BEGINNING} …</p>"


@pytest.mark.parametrize(("begins", "ends", "zone", "said"), [
    ("2026-12-05T18:00:00+01:00", None, "", "Saturday 5 December 2026, 18:00 (UTC+01:00)"),
    ("2026-12-05T17:00:00+00:00", "2026-12-05T19:00:00+00:00", "Europe/Paris",
     "Saturday 5 December 2026, 18:00 to 20:00 (Europe/Paris)"),
    ("2026-12-05T17:00:00+00:00", "2026-12-06T01:00:00+02:00", "../../etc/passwd",
     "Saturday 5 December 2026, 17:00 to 23:00 (UTC)"),
    ("2026-12-05T17:00:00+00:00", "2026-12-06T02:00:00+00:00", "Mars/Base",
     "Saturday 5 December 2026, 17:00 to Sunday 6 December 2026, 02:00 (UTC)"),
    ("2026-12-05T17:00:00+00:00", "2026-12-05T16:00:00+00:00", "", "Saturday 5 December 2026, 17:00 (UTC)"),
])
def test_when_it_is_stands_in_the_zone_of_the_place(begins, ends, zone, said):
    assert when(at(begins), at(ends) if ends else None, zone) == said
