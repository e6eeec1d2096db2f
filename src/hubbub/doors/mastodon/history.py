"""How much something was used lately, as apps draw it: a number a day, as texts."""

from calendar import timegm
from collections.abc import Sequence

from hubbub.base.weeks import Day


def history(week: Sequence[Day]) -> list[dict[str, str]]:
    """The `history` of a tag or a link."""
    return [
        {"day": str(timegm(day.day.timetuple())), "uses": str(day.posts), "accounts": str(day.authors)} for day in week
    ]
