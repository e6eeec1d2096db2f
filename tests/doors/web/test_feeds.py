"""For whom the pages of everybody's posts are."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.town import Town


@pytest.fixture
def gives(town: Town) -> Iterator[Any]:
    was = town.db.here.settings

    def give(access: tuple[str, str]) -> None:
        town.db.here.settings = replace(was, live_feeds=access, tag_feeds=access)  # type: ignore[arg-type]

    yield give
    town.db.here.settings = was


@pytest.mark.parametrize(("access", "path", "status"), [
    (("public", "authenticated"), "/public", 200), (("public", "authenticated"), "/public?from=everywhere", 303),
    (("authenticated", "public"), "/public", 303), (("disabled", "disabled"), "/public", 404),
    (("public", "authenticated"), "/tags/cats", 303), (("public", "disabled"), "/tags/cats", 404),
])
async def test_a_page_asks_for_a_member_or_is_not_there(town: Town, gives, access, path: str, status: int):
    await (await town.person("ann")).posts("#cats")
    gives(access)
    assert (await town.get(path)).status == status


async def test_the_front_page_shows_no_posts_that_are_for_members(town: Town, gives):
    await (await town.person("ann")).posts("Among us")
    assert "Among us" in (await town.get("/")).text
    gives(("authenticated", "public"))
    assert "Among us" not in (await town.get("/")).text
