"""What is one emoji, and how it is written."""

import pytest

from hubbub.reach import feelings
from hubbub.reach.feelings import Custom


@pytest.mark.parametrize(("given", "sign"), [
    ("🎉", "🎉"), (" 👍🏽 ", "👍🏽"), ("\u2764", "\u2764\ufe0f"), ("\u2764\ufe0f", "\u2764\ufe0f"),
    ("\U0001f3f3\u200d\U0001f308", "\U0001f3f3\ufe0f\u200d\U0001f308"),
    ("\U0001f469\u200d\U0001f467", "\U0001f469\u200d\U0001f467"), ("🇩🇪", "🇩🇪"), ("#\u20e3", "#\ufe0f\u20e3"),
    ("\u261d\U0001f3fd", "\u261d\U0001f3fd"),
    ("\U0001f3f4\U000e0067\U000e0062\U000e007f", "\U0001f3f4\U000e0067\U000e0062\U000e007f"),
])
def test_an_emoji_is_written_in_one_way_however_it_comes(given, sign):
    assert feelings.read(given) == sign


@pytest.mark.parametrize("given", [
    "", "a", "7", "🎉🎉", "hello world", "<b>", "🎉x", ":a:", "\u200d", "\x00", "👍" * 500, "a@b@c", "é"])
def test_anything_else_is_none(given):
    assert feelings.read(given) is None


def test_a_word_is_a_picture_of_here_or_elsewhere():
    assert feelings.read(":blob_cat:") == Custom("blob_cat", "")
    assert feelings.read("blob@Far.example") == Custom("blob", "far.example")
