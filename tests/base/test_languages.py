"""The languages one chooses from."""

from hubbub.base.languages import LANGUAGES


def test_each_language_has_a_code_and_a_name():
    assert LANGUAGES["de"] == "German"
    assert LANGUAGES["gd"] == "Scottish Gaelic"
    assert len(LANGUAGES) > 180
    assert all(2 <= len(code) <= 3 and name for code, name in LANGUAGES.items())
