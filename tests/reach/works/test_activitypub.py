"""Works as they are on the wire. What each peer sends is in tests/peers."""

from typing import Any

import pytest

from hubbub.base import text
from hubbub.doors.fediverse.wire import Thing
from hubbub.reach.posts.note import html_of

ID = "https://there.example/1"


def words(**said: Any) -> str:
    return text.plain(html_of(Thing({"id": ID, "type": "Event", "name": "Fair"} | said)))


@pytest.mark.parametrize(("location", "said"), [
    ({"type": "Place", "name": "Mill"}, "Where: Mill"), ({"name": "Mill", "address": "1 Road"}, "Where: Mill, 1 Road"),
    ({"address": {"addressLocality": "Brest", "addressCountry": 5}}, "Where: Brest"),
    ({"type": "VirtualLocation", "url": "https://meet.example/x"}, "Where: https://meet.example/x"),
    ([{"type": "Place", "name": "<b>Mill</b>"}], "Where: Mill"),
])
def test_a_place_is_read_in_each_form(location, said):
    assert said in words(location=location)


@pytest.mark.parametrize("location", [None, "Mill", [], {}, {"name": 5, "address": []}])
def test_what_is_no_place_is_none(location):
    assert "Where" not in words(location=location)


def test_a_work_of_nothing_is_the_way_to_it():
    for type in ("Article", "Page", "Video", "Audio", "Image", "Event", "PodcastEpisode"):
        assert text.plain(html_of(Thing({"id": ID, "type": type}))) == ID
