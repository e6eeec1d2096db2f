"""A week as apps draw it."""

from datetime import date

from hubbub.base.weeks import Day
from hubbub.doors.mastodon.history import history


def test_days_are_moments_and_numbers_are_texts():
    assert history([Day("cats", date(2026, 1, 2), 3, 2)]) == [{"day": "1767312000", "uses": "3", "accounts": "2"}]
