"""The small parts of base: ids, settings, what is kept, limits, routes."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubbub.base import bus, ids, settings
from hubbub.base.db import Db, Read
from hubbub.base.errors import TooMany
from hubbub.base.http import Routes
from hubbub.base.kept import Answers, Kept, Lately
from hubbub.base.limits import Counter, Limit
from hubbub.base.settings import Misconfigured


def test_ids_rise_and_never_repeat():
    made = [ids.new() for _ in range(5000)]
    assert made == sorted(set(made))


def test_an_id_tells_its_time():
    at = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
    assert abs(ids.at(ids.new(at)) - at) < timedelta(milliseconds=1)


@given(st.text())
def test_only_whole_positive_numbers_of_64_bits_are_ids(text: str):
    number = ids.parse(text)
    assert number is None or (text.isascii() and 0 < number < 2**63)


@pytest.mark.parametrize("text", ["", "-1", "0", "1.5", "1e3", "٣", "9" * 20, "0x10", None, True, [], "1 "])
def test_what_is_no_id_is_none(text: object):
    assert ids.parse(text) is None


def test_a_development_server_with_a_public_name_is_refused():
    with pytest.raises(Misconfigured, match="public name"):
        settings.read({"HUBBUB_DOMAIN": "example.com", "HUBBUB_DEVELOPMENT": "1"})


def test_without_a_name_the_server_is_for_this_machine():
    found = settings.read({"HUBBUB_PORT": "8123"}, serving=True)
    assert (found.domain, found.development, found.base) == ("localhost:8123", True, "http://localhost:8123")


def test_a_named_server_speaks_https():
    assert settings.read({"HUBBUB_DOMAIN": "Example.com"}, serving=True).base == "https://example.com"


@pytest.mark.parametrize("bad", [
    {"HUBBUB_PORT": "many"}, {"HUBBUB_REGISTRATIONS": "maybe"}, {"HUBBUB_RATE_LIMITS": "some"},
    {"HUBBUB_ALLOWED_NETWORKS": "10.0.0.300/8"},
])
def test_a_setting_that_cannot_be_used_is_said_in_a_sentence(bad: dict[str, str]):
    with pytest.raises(Misconfigured) as problem:
        settings.read(bad)
    assert str(problem.value).endswith(".")


def test_a_command_takes_the_name_that_the_folder_was_served_under(tmp_path):
    served = settings.read({"HUBBUB_DATA": str(tmp_path), "HUBBUB_PORT": "8456"}, serving=True)
    settings.remember(served)
    assert settings.read({"HUBBUB_DATA": str(tmp_path)}).domain == "localhost:8456"


def test_what_was_read_before_a_drop_is_not_kept_after_it():
    kept: Kept[int, str] = Kept(10)
    stamp = kept.stamp
    kept.drop(1)
    kept.keep(1, "old", stamp)
    assert kept.get(1) is None
    kept.keep(1, "new", kept.stamp)
    assert kept.get(1) == "new"


def test_a_drop_that_was_forgotten_still_refuses_what_was_read_before_it():
    kept: Kept[int, str] = Kept(3)
    stamp = kept.stamp
    for key in range(20):
        kept.drop(key)
    kept.keep(0, "old", stamp)
    assert kept.get(0) is None


def test_of_several_what_is_kept_is_told_from_the_rest_and_stays_as_what_is_asked_for_alone():
    kept: Kept[int, int] = Kept(4)
    for key in range(6):
        kept.keep(key, key, kept.stamp)
    assert kept.among([5, 0, 9, 1, 7]) == ({5: 5, 0: 0, 1: 1}, [9, 7])
    for key in range(10, 14):
        kept.keep(key, key, kept.stamp)
    assert kept.among([0, 2]) == ({0: 0}, [2])


def test_no_more_than_twice_the_bound_is_kept_and_what_is_used_stays():
    kept: Kept[int, int] = Kept(10)
    for key in range(100):
        kept.keep(key, key, kept.stamp)
        kept.get(0)
    assert len(kept) <= 20
    assert kept.get(0) == 0


def test_what_is_told_of_a_topic_drops_what_is_kept_by_its_numbers():
    kept: Kept[int, str] = Kept(10, "weather", "tides")
    for key in range(4):
        kept.keep(key, "fair", kept.stamp)
    bus.deliver({"weather": {"1": None, "9": None}, "tides": {"2": None}, "other": {"3": None}})
    assert kept.among(range(4)) == ({0: "fair", 3: "fair"}, [1, 2])
    bus.deliver({"tides": {bus.ALL: None}})
    assert len(kept) == 0


async def test_a_row_that_was_asked_for_lately_is_as_it_was_until_its_topic_is_told():
    asked: list[int] = []

    async def ask(db: Read, keys: Sequence[int]) -> dict[int, str]:
        asked.extend(keys)
        if keys == [5]:
            bus.deliver({"weather": {"5": None}})  # while it is asked for
        return {key: f"asked {len(asked)}" for key in keys if key != 7}

    rows, db = Lately(ask, "weather", most=3), Read()
    assert await rows.of(db, [1, 2, 7]) == {1: "asked 3", 2: "asked 3"}
    assert await rows.of(db, {2, 1}) == {1: "asked 3", 2: "asked 3"}
    bus.deliver({"weather": {"2": None}})
    assert await rows.of(db, [1, 2]) == {1: "asked 3", 2: "asked 4"}
    assert asked == [1, 2, 7, 2]
    for _ in range(2):
        await rows.of(db, [5])
    assert asked == [1, 2, 7, 2, 5, 5]


async def test_what_a_transaction_does_is_seen_in_it_and_kept_by_nobody(db: Db):
    said = ["old"]

    async def ask(db: Read, keys: Sequence[int]) -> dict[int, str]:
        return dict.fromkeys(keys, said[0])

    rows = Lately(ask, "weather")
    assert await rows.of(db, [1]) == {1: "old"}
    async with db.write() as tx:
        said[0] = "new, if it is committed"
        assert await rows.of(tx, [1, 2]) == dict.fromkeys((1, 2), "new, if it is committed")
    said[0] = "old"
    assert await rows.of(db, [1, 2]) == {1: "old", 2: "old"}


async def test_an_answer_is_asked_for_once_until_its_topic_is_told():
    asked: list[int] = []

    async def ask(db: object, key: int) -> str | None:
        asked.append(key)
        return None if key == 7 else f"{key}, asked {len(asked)}"

    answers = Answers(ask, "weather", "tides")
    assert [await answers.of(None, key) for key in (3, 7, 3, 7)] == ["3, asked 1", None, "3, asked 1", None]
    bus.deliver({"weather": {"3": None}})
    bus.deliver({"tides": {"7": None}})
    assert [await answers.of(None, key) for key in (3, 7)] == ["3, asked 3", None]
    assert asked == [3, 7, 3, 7]
    bus.deliver({"tides": {bus.ALL: None}})
    await answers.of(None, 3)
    answers.forget()
    await answers.of(None, 3)
    assert asked == [3, 7, 3, 7, 3, 3]


async def test_an_answer_that_changes_with_time_is_asked_for_again(monkeypatch: pytest.MonkeyPatch):
    at = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: at[0])
    asked: list[int] = []

    async def ask(db: object, key: int) -> int:
        asked.append(key)
        return len(asked)

    answers = Answers(ask, "weather", seconds=60)
    assert [await answers.of(None, 3), await answers.of(None, 3)] == [1, 1]
    at[0] += 61
    assert await answers.of(None, 3) == 2


async def test_what_was_asked_before_its_topic_was_told_is_not_kept():
    asked: list[int] = []

    async def ask(db: object, key: int) -> int:
        asked.append(key)
        bus.deliver({"weather": {"3": None}} if len(asked) == 1 else {})
        return len(asked)

    answers = Answers(ask, "weather")
    assert [await answers.of(None, 3), await answers.of(None, 3)] == [1, 2]


def test_a_limit_refuses_the_next_and_says_how_long():
    counter, limit = Counter(), Limit("x", 2, 60)
    counter.take(limit, "me")
    assert counter.take(limit, "me").remaining == 0
    with pytest.raises(TooMany) as refused:
        counter.take(limit, "me")
    assert 0 < refused.value.wait <= 60
    counter.take(limit, "you")


def test_routes_find_plain_paths_patterns_and_methods():
    async def endpoint(request):  # pragma: no cover
        raise AssertionError

    routes = Routes()
    routes.add(["GET"], "/api/v1/things/{id:int}", endpoint)
    routes.add(["POST"], "/api/v1/things/{id:int}", endpoint)
    routes.add(["GET"], "/@{name}", endpoint)
    routes.add(["GET"], "/about", endpoint)
    assert routes.find("GET", "/api/v1/things/12")[:2] == (endpoint, {"id": "12"})
    assert routes.find("GET", "/api/v1/things/12/")[0] is endpoint
    assert routes.find("GET", "/api/v1/things/x")[0] is None
    assert sorted(routes.find("PUT", "/api/v1/things/12")[2]) == ["GET", "POST"]
    assert routes.find("GET", "/@ann@b.test")[1] == {"name": "ann@b.test"}
    assert routes.find("GET", "/about/")[0] is endpoint
    assert routes.find("GET", "/nowhere") == (None, {}, [])


def test_a_path_that_says_more_is_found_before_one_that_would_match_it_too():
    async def page(request):  # pragma: no cover
        raise AssertionError

    async def feed(request):  # pragma: no cover
        raise AssertionError

    routes = Routes()
    routes.add(["GET"], "/@{name}", page)
    routes.add(["GET"], "/@{name}.rss", feed)
    assert routes.find("GET", "/@ann.rss")[:2] == (feed, {"name": "ann"})
    assert routes.find("GET", "/@annxrss")[:2] == (page, {"name": "annxrss"})
