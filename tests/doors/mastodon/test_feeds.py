"""For whom the feeds of everybody's posts are, as whoever runs the server has set it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from hubbub.base import bus
from hubbub.base.settings import Misconfigured, read
from tests.town import Town


@pytest.fixture
def gives(town: Town) -> Iterator[Any]:
    """Set who may read which feed: `gives(live_feeds=("public", "disabled"))`."""
    was = town.db.here.settings

    def give(**access: Any) -> None:
        town.db.here.settings = replace(was, **access)
        bus.gap()

    yield give
    town.db.here.settings = was


FEEDS = [("live_feeds", "/api/v1/timelines/public"), ("tag_feeds", "/api/v1/timelines/tag/cats"),
         ("link_feeds", "/api/v1/timelines/link?url=https%3A%2F%2Fcats.example%2F")]


@pytest.mark.parametrize(("feed", "path"), FEEDS)
async def test_a_feed_is_for_anybody_unless_it_is_said_otherwise(town: Town, gives, feed: str, path: str):
    ann = await town.person("ann")
    await ann.posts("#cats https://cats.example/")
    assert len((await town.get(path)).json) == 1
    gives(**{feed: ("authenticated", "authenticated")})
    answer = await town.get(path)
    assert (answer.status, answer.error) == (401, "The access token is invalid")
    assert len((await ann.get(path)).json) == 1
    gives(**{feed: ("disabled", "disabled")})
    assert (await ann.get(path)).json == []


@pytest.mark.parametrize(("feed", "path"), FEEDS)
async def test_posts_of_here_and_of_elsewhere_can_be_for_others(town: Town, gives, feed: str, path: str):
    ann = await town.person("ann")
    await ann.posts("#cats https://cats.example/")
    also = "&" if "?" in path else "?"
    gives(**{feed: ("public", "authenticated")})
    assert (await town.get(path)).status == 401
    assert (await town.get(path + also + "remote=true")).status == 401
    assert len((await town.get(path + also + "local=true")).json) == 1
    gives(**{feed: ("public", "disabled")})
    assert len((await town.get(path)).json) == 1
    assert (await town.get(path + also + "remote=true")).json == []
    assert len((await town.get(path + also + "local=true&remote=true")).json) == 1


async def test_the_server_says_so(town: Town, gives):
    gives(live_feeds=("public", "disabled"), tag_feeds=("authenticated", "authenticated"))
    access = (await town.get("/api/v2/instance")).json["configuration"]["timelines_access"]
    assert access["live_feeds"] == {"local": "public", "remote": "disabled"}
    assert access["hashtag_feeds"] == {"local": "authenticated", "remote": "authenticated"}
    assert access["trending_link_feeds"] == {"local": "public", "remote": "public"}
    gives(link_feeds=("authenticated", "disabled"))
    access = (await town.get("/api/v2/instance")).json["configuration"]["timelines_access"]
    assert access["trending_link_feeds"] == {"local": "authenticated", "remote": "disabled"}


@pytest.mark.parametrize(("words", "wanted"), [
    ("public", ("public", "public")), ("disabled", ("disabled", "disabled")),
    ("public, authenticated", ("public", "authenticated")),
])
def test_one_word_is_for_both_and_two_are_for_here_and_elsewhere(words: str, wanted: tuple[str, str]):
    assert read({"HUBBUB_LIVE_FEEDS": words}).live_feeds == wanted


@pytest.mark.parametrize("words", ["everybody", "public,", "public,public,public", ","])
def test_other_words_are_refused(words: str):
    with pytest.raises(Misconfigured, match="HUBBUB_TAG_FEEDS"):
        read({"HUBBUB_TAG_FEEDS": words})
