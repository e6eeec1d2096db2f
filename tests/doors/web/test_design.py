"""What pages are made of can be looked at, by those who build them alone; and every colour can be read."""

from dataclasses import replace

import pytest

from hubbub.doors.web.design import contrast, pairs, tokens
from tests.town import Town


@pytest.mark.parametrize("pair", pairs(), ids=lambda pair: f"{pair.words} on {pair.ground}")
def test_a_colour_can_be_read_by_day_and_by_night(pair):
    assert min(pair.light, pair.dark) >= pair.least


def test_contrast_is_what_it_is_known_to_be():
    black, white = (0.0, 0.0, 0.0), (1.0, 0.0, 0.0)
    assert contrast(black, white) == contrast(white, black) == 21
    # #ff0000 upon white: 4.00
    assert abs(contrast((0.62796, 0.25768, 29.234), white) - 4.0) < 0.02


async def test_every_colour_and_part_is_on_the_page_in_both_lights(town: Town):
    await town.person("ann")
    page = (await town.get("/_design")).text
    for token in tokens():
        assert f"--{token.name}</code>" in page
    for part in ("button--danger", "notice--warn", "badge--count", "field__error", "menu__list", "empty", "meter"):
        assert page.count(part) >= 2
    assert page.count("data-theme=") == 2


async def test_it_is_not_there_on_a_server_for_others(town: Town):
    await town.person("ann")
    was = town.db.here.settings
    town.db.here.settings = replace(was, development=False)
    try:
        answer = await town.get("/_design", host=was.domain)
        assert answer.status in (404, 421)
        assert "data-theme" not in answer.text
    finally:
        town.db.here.settings = was
