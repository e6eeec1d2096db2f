"""The languages one chooses from."""

from hubbub.base.languages import LANGUAGES, by_name


def test_each_language_has_a_code_and_a_name():
    assert LANGUAGES["de"] == "German"
    assert LANGUAGES["gd"] == "Scottish Gaelic"
    assert len(LANGUAGES) > 180
    assert all(2 <= len(code) <= 3 and name for code, name in LANGUAGES.items())


def test_they_are_sorted_by_what_they_are_called_where_one_reads():
    english, german = by_name("en"), by_name("de")
    assert sorted(english) == sorted(german)
    assert [code for code, _ in english].index("de") < [code for code, _ in english].index("hu")
    assert [code for code, _ in german].index("hu") > [code for code, _ in german].index("de")
    assert english != german
