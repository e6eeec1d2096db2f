"""Stretches of timelines: where they go on, and where something is missing."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from hubbub.base.ids import PostId
from hubbub.doors.web.stretches import PAGE, stretch

ALL = [PostId(number) for number in range(100, 0, -1)]


async def ids(below: int | None, above: int | None, limit: int) -> Sequence[PostId]:
    return [post for post in ALL if (below is None or post < below) and (above is None or post > above)][:limit]


def asks(**given: int) -> Any:
    return SimpleNamespace(number=given.get)


@pytest.mark.parametrize(("given", "first", "count", "older", "gap"), [
    ({}, 100, PAGE, "/home?below=81", None),
    ({"below": 81}, 80, PAGE, "/home?below=61", None),
    ({"below": 21}, 20, PAGE, None, None),
    ({"below": 6}, 5, 5, None, None),
    ({"above": 97}, 100, 3, None, None),
    ({"above": 50}, 100, PAGE, None, "/home?below=81&above=50"),
    ({"below": 81, "above": 50}, 80, PAGE, None, "/home?below=61&above=50"),
    ({"below": 61, "above": 50}, 60, 10, None, None),
])
async def test_it_says_where_it_goes_on_and_where_something_is_missing(
    given: dict[str, int], first: int, count: int, older: str | None, gap: str | None
):
    run = await stretch(asks(**given), "/home", ids)
    assert (run.ids[0], len(run.ids), run.older, run.gap, run.newest) == (first, count, older, gap, first)


async def test_where_nothing_is_new_the_newest_is_what_was_known():
    run = await stretch(asks(above=100), "/home", ids)
    assert (list(run.ids), run.newest, run.older, run.gap) == ([], 100, None, None)


async def test_an_address_with_a_question_is_asked_further():
    assert (await stretch(asks(), "/public?from=everywhere", ids)).older == "/public?from=everywhere&below=81"
