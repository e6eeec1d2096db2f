"""What an endpoint asks for is read from its code: by names, in tables, in parts, by whom it is handed on to."""

from typing import Any

from hubbub.doors.mastodon.asking import FILE, reads
from hubbub.doors.mastodon.params import Params
from hubbub.doors.mastodon.routes import Call

TABLE = {"one": "eins", "two": "zwei"}
TEXT = {"type": "string"}


def _of_table(given: Params) -> dict[str, str]:
    return {ours: given.text(name) for name, ours in TABLE.items()}


def _later(call: Call) -> int:
    return call.params.number("count", 0)


HANGING = [(lambda given: given.flag("hung"), None)]


async def by_name(call: Call) -> Any:
    given, files = call.params, [call.params.files[name] for name in ("front", "back")]
    return given.text("word"), given.ids("id"), given.files.get("file"), files


async def in_tables(call: Call) -> Any:
    said = [call.params.flag(f"for_{name}") for name in TABLE]
    return said, _of_table(call.params), next((name for name in ("up", "down") if call.params.flag(name)), None)


async def in_parts(call: Call) -> Any:
    poll = call.params.sub("poll")
    rows = [Params(each).text("keyword") for each in call.params.many("rows")]
    places = [part.id("last") for name in ("home", "away") if (part := call.params.sub(name))]
    return poll.texts("options") if poll else None, rows, places


async def handed_on(call: Call) -> Any:
    inner = call.params.sub("source")
    return _later(call), _of_table(inner) if inner else None, HANGING


async def somebody_elses(call: Call) -> Any:
    """A row's `later` is no function of this file."""
    rows: list[Any] = []
    return [row._later for row in rows]


def asked(handler: Any) -> dict[str, Any]:
    return reads(handler)


def test_a_name_is_a_parameter_and_so_is_each_of_a_list():
    assert asked(by_name) == {
        "word": TEXT, "id": {"type": "array", "items": TEXT}, "file": FILE, "front": FILE, "back": FILE}


def test_names_that_stand_in_a_table_are_each_a_parameter():
    assert set(asked(in_tables)) == {"for_one", "for_two", "one", "two", "up", "down"}


def test_parts_have_parameters_of_their_own():
    found = asked(in_parts)
    assert found["poll"] == {"type": "object", "properties": {"options": {"type": "array", "items": TEXT}}}
    assert found["rows"] == {"type": "array", "items": {"type": "object", "properties": {"keyword": TEXT}}}
    assert found["home"] == found["away"] == {"type": "object", "properties": {"last": TEXT}}
    assert set(found) == {"poll", "rows", "home", "away"}


def test_whoever_is_handed_parameters_asks_too_and_hears_only_of_those():
    found = asked(handed_on)
    assert set(found) == {"count", "source", "hung"}
    assert set(found["source"]["properties"]) == {"one", "two"}
    assert asked(somebody_elses) == {}
