"""Reading what arrives: hostile JSON, every shape that peers send, and the limits that are kept."""

import json
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubbub.doors.fediverse.address import web_address
from hubbub.doors.fediverse.vocabulary import PUBLIC
from hubbub.doors.fediverse.wire import LONGEST_BODY, Malformed, Thing, parse


def nested(depth: int, start: bytes = b"[", end: bytes = b"]") -> bytes:
    return b'{"a":' + start * depth + b"1" + end * depth + b"}"


@pytest.mark.parametrize(
    "body",
    [
        nested(32),
        nested(2_000),
        nested(100_000),
        nested(100_000, b'{"a":', b"}"),
        nested(100_000, end=b""),
        b"[" * 1_000_000,
        b'{"a":' * 200_000,
        b"]" * 1_000_000,
        b'{"a":' + b"9" * 5_000 + b"}",
        b'{"a":NaN}', b'{"a":Infinity}', b'{"a":1e999}', b'{"a":-1e999}',
        b'{"a":"\\ud800"}', b'{"a":"\\udc00\\ud800"}', b'{"\\ud800":1}',
        b'{"a":"\xed\xa0\x80"}', b'{"a":"\xff"}', b'{"a":"\xc0\x80"}',
        b'{"a":"\\u0000"}', b'{"a":"\\\\\\u0000"}', b'{"a\\u0000":1}', b'{"a":"\x00"}', b'{"a":"\n"}',
        b'{"a":1,"a":1}', b'{"a":1,"\\u0061":1}', b'{"a":[{"b":{"c":1,"c":2}}]}',
        b'{"a":1} {"b":1}', b'{"a":1,}', b'{"a":01}', b"{'a':1}", b'{"a":1', b'{"a', b'{"a\\',
        b'\xef\xbb\xbf{"a":1}', '{"a":1}'.encode("utf-16"),
        b"", b" ", b"null", b"1", b'"a"', b"[]", b'[{"id":"https://a.example/1"}]',
        b"<html></html>",
    ],
)  # fmt: skip
def test_what_is_not_plain_bounded_json_is_refused(body):
    with pytest.raises(Malformed):
        parse(body)


def test_a_body_is_at_most_one_mebibyte():
    fits = b'{"a":"' + b"x" * (LONGEST_BODY - 8) + b'"}'
    assert len(parse(fits).text("a", LONGEST_BODY)) == LONGEST_BODY - 8
    with pytest.raises(Malformed, match="1 MiB"):
        parse(fits + b" ")


def test_what_is_nested_less_deep_is_read():
    parse(nested(31))


def test_brackets_colons_and_nul_within_text_are_only_text():
    said = '[[{"a": \\" \\\\ ' + "[" * 100 + "\\u0000"
    assert parse(json.dumps({"content": said, "b:c": {"d": 1}}).encode()).text("content", 1_000) == said


@pytest.mark.parametrize(
    "unit", [b'"', b'\\"', b'"\\', b"\\", b"[]", b"{}", b"[", b"{}[", b'"":', b"\\u0000", b"\\\\u0000", b"9", b"[[],"]
)
def test_hostile_bodies_cost_no_more_than_their_length(unit):
    """Twice the length must not take four times the time; generous, for the machine is shared."""

    def spent(size: int) -> float:
        body = unit * (size // len(unit))
        best = 1.0
        for _ in range(3):
            start = time.process_time()
            with pytest.raises(Malformed):
                parse(body)
            best = min(best, time.process_time() - start)
        return best

    assert spent(400_000) < 3 * spent(200_000) + 0.005


def thing(**fields: Any) -> Thing:
    return parse(json.dumps(fields).encode())


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["as:Public", "2026"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["id", "type", "href", "url"]), inner),
    max_leaves=12,
)
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
FIELDS = ["id", "type", "object", "tag", "to", "summary", "summaryMap", "published", "url", "focalPoint", "publicKey"]


def ask_everything(read: Thing) -> None:
    assert isinstance(read.type, str)
    assert read.id == web_address(read.id)
    for name in FIELDS:
        assert all(isinstance(item, str | Thing) for item in [*read.many(name), *filter(None, [read.one(name)])])
        assert all(item.type == "Mention" for item in read.things(name, "Mention"))
        assert all(web_address(ref) == ref for ref in [*read.refs(name), *filter(None, [read.ref(name)])])
        assert read.is_public(name) in (True, False)
        assert read.flag(name) in (True, False)
        assert isinstance(read.thing(name), Thing | None)
        assert len(read.text(name, 10)) <= 10
        assert len(read.language(name) or "") < 40
        assert (read.time(name) or AT).tzinfo is UTC
        assert read.url(name) == web_address(read.url(name))
        assert 0 <= (read.whole(name) or 0) < 2**63
        assert all(-1 <= number <= 1 for number in read.focus(name) or ())


@settings(max_examples=100, deadline=None)
@given(fields=st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_a_thing_of_any_shape_can_be_asked_anything(fields):
    ask_everything(Thing(fields))


@settings(max_examples=100, deadline=None)
@given(body=st.binary(max_size=60) | st.text('{}[]":,\\ u0d8a1e-n', max_size=40).map(str.encode))
def test_any_bytes_are_read_or_refused(body):
    with suppress(Malformed):
        ask_everything(parse(body))


@settings(max_examples=100, deadline=None)
@given(fields=st.dictionaries(st.text(max_size=5), JSON))
def test_whatever_is_plain_json_is_read(fields):
    body = json.dumps(fields)
    # A NUL, a surrogate without its other half, and what is no number are refused; all else must be read.
    if any(mark in body for mark in ("\\u0000", "\\ud", "NaN", "Infinity")):
        with suppress(Malformed):
            parse(body.encode())
    else:
        parse(body.encode())


def test_an_id_is_an_address_of_the_web():
    assert thing(id="https://a.example/1").id == "https://a.example/1"
    id: Any
    for id in (None, 1, [], {}, "", "1", "as:Public", "urn:x", "javascript:alert(1)", ["https://a.example/1"]):
        assert thing(id=id).id is None


def test_of_several_types_the_first_known_is_taken():
    assert thing(type="Note").type == "Note"
    assert thing(type=["https://x.example/Odd", "Person", "Service"]).type == "Person"
    assert thing(type=["Odd", "Odder"]).type == "Odd"
    assert thing(type=[5, None]).type == thing(type=None).type == thing().type == ""


def test_json_ld_in_disguise_means_nothing():
    odd = {
        "@id": "https://a.example/1",
        "@type": "Note",
        "@graph": [{"id": "https://a.example/2", "type": "Note"}],
        "@reverse": {"object": {"id": "https://a.example/3"}},
        "@included": [{"id": "https://a.example/4"}],
        "@context": {"name": "content", "kind": "@type"},
        "kind": "Note",
        "https://www.w3.org/ns/activitystreams#content": "x",
        "name": "n",
    }
    read = thing(**odd)
    assert (read.id, read.type, read.text("content", 9), read.ref("object")) == (None, "", "", None)


def test_one_is_an_id_or_an_object_alone_or_in_a_list():
    value: Any
    note = {"id": "https://a.example/1", "type": "Note"}
    for value in (note, [note], [note, note]):
        read = thing(object=value)
        assert isinstance(read.one("object"), Thing)
        assert {item.type for item in read.things("object")} == {"Note"}
        assert read.ref("object") == "https://a.example/1"
    for value in ("https://a.example/1", ["https://a.example/1"]):
        assert thing(object=value).one("object") == thing(object=value).ref("object") == "https://a.example/1"
        assert thing(object=value).thing("object") is None
    for value in (None, 5, True, [], [[note]], {}):
        assert thing(object=value).ref("object") is None


def test_many_takes_one_value_or_a_list():
    mention = {"type": "Mention", "href": "https://a.example/u"}
    for value in (mention, [mention], [None, 5, mention, "https://a.example/x"]):
        assert [item.url("href") for item in thing(tag=value).things("tag", "Mention")] == ["https://a.example/u"]
    assert thing(to=["x" * 2_049, "y"]).many("to") == ["y"]
    assert thing().many("tag") == thing(tag=None).many("tag") == thing(tag={}).things("tag", "Mention") == []


@pytest.mark.parametrize(
    ("name", "kind", "most"),
    [
        ("tag", "Hashtag", 50),
        ("tag", "Mention", 100),
        ("tag", "Emoji", 50),
        ("attachment", "PropertyValue", 10),
        ("attachment", "Document", 16),
        ("attachment", None, 16),
        ("oneOf", None, 20),
        ("anyOf", "Note", 20),
        ("publicKey", None, 5),
        ("assertionMethod", "Multikey", 5),
        ("orderedItems", None, 500),
        ("anything", None, 50),
    ],
)
def test_no_more_of_a_kind_is_kept_than_its_limit(name, kind, most):
    values = [{"type": kind or "Note", "name": str(number)} for number in range(600)]
    kept = thing(**{name: values}).things(name, kind)
    assert [item.text("name", 9) for item in kept] == [str(number) for number in range(most)]


@pytest.mark.parametrize(("name", "most"), [("to", 200), ("cc", 200), ("alsoKnownAs", 10)])
def test_no_more_addresses_are_kept_than_their_limit(name, most):
    addresses = [f"https://a.example/{number}" for number in range(600)]
    assert thing(**{name: addresses}).refs(name) == addresses[:most]


def test_a_flood_of_one_kind_leaves_room_for_another():
    flood = [{"type": "Hashtag"}] * 5_000 + [{"type": "Mention", "href": "https://a.example/u"}]
    assert len(thing(tag=flood).things("tag", "Mention")) == 1


def test_refs_are_kept_once_and_only_if_they_are_addresses():
    values = ["https://a.example/1", {"id": "https://a.example/1"}, "x", 5, {"id": "x"}, "https://a.example/2"]
    assert thing(to=values).refs("to") == ["https://a.example/1", "https://a.example/2"]


@pytest.mark.parametrize("spelling", [PUBLIC, "as:Public", "Public"])
def test_everybody_has_three_names_and_is_read_as_one(spelling):
    for value in (spelling, [spelling], ["https://a.example/followers", spelling]):
        assert thing(to=value).is_public("to")
        assert thing(cc=value).is_public("to", "cc")
        assert not thing(cc=value).is_public("to")
        assert PUBLIC in thing(to=value).refs("to")


@pytest.mark.parametrize(
    "other", ["public", "as:public", "https://www.w3.org/ns/activitystreams#public", None, 5, {}, []]
)
def test_nothing_else_is_everybody(other):
    assert not thing(to=other).is_public("to")


def test_text_is_cut_and_is_never_anything_else():
    assert thing(name="x" * 1_000_000).text("name", 30) == "x" * 30
    for value in (None, 5, True, ["a"], {"a": "b"}):
        assert thing(name=value).text("name", 30) == ""
    assert thing(nameMap={"de": "Hallo", "en": "Hello"}).text("name", 4) == "Hall"
    assert thing(name=None, nameMap={"de": 5, "en": "Hello"}).text("name", 9) == "Hello"


def test_the_language_is_that_of_the_text():
    assert thing(content="Hello", contentMap={"de": "Hallo", "en": "Hello"}).language() == "en"
    assert thing(contentMap={"pt-BR": "Olá"}).language() == "pt-BR"
    assert thing(summary="x", summaryMap={"zh-Hant-TW": "x"}).language("summary") == "zh-Hant-TW"
    said: Any
    for said in (None, [], "de", {}, {"de": 5}, {"und": "x"}, {"<b>": "x"}, {"": "x"}, {"d" * 99: "x"}):
        assert thing(content="x", contentMap=said).language() is None


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-11-22T12:00:00Z", datetime(2026, 11, 22, 12, tzinfo=UTC)),
        ("2026-11-22T13:00:00+01:00", datetime(2026, 11, 22, 12, tzinfo=UTC)),
        ("2026-11-22T12:00:00", datetime(2026, 11, 22, 12, tzinfo=UTC)),
        ("2026-11-22T12:00:00.123456789Z", datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC)),
        ("2026-11-22", datetime(2026, 11, 22, tzinfo=UTC)),
        ("", None),
        ("now", None),
        ("2026-13-01T00:00:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("1969-12-31T23:59:59Z", None),
        ("3000-01-01T00:00:00Z", None),
        ("2026-11-22T12:00:00." + "0" * 99 + "Z", None),
        (1795348800, None),
        (None, None),
    ],
)
def test_times_are_read_in_utc_or_not_at_all(said, meant):
    assert thing(published=said).time("published") == meant


def test_where_a_thing_leads_is_found_in_each_form():
    value: Any
    for value in (
        "https://a.example/1",
        ["https://a.example/1"],
        {"type": "Link", "href": "https://a.example/1"},
        [{"type": "Link", "href": "javascript:x"}, {"type": "Link", "href": "https://a.example/1"}],
        {"type": "Image", "url": "https://a.example/1"},
        {"type": "Image", "url": [{"href": "https://a.example/1"}]},
    ):
        assert thing(icon=value).url("icon") == "https://a.example/1"
    for value in (None, 5, "", "javascript:x", "magnet:?x", {"href": 5}, [[]], {"url": {"url": "x"}}):
        assert thing(url=value).url() is None


def test_a_page_comes_before_files():
    listed = [
        {"type": "Link", "mediaType": "application/x-mpegURL", "href": "https://a.example/video.m3u8"},
        {"type": "Link", "mediaType": "text/html", "href": "https://a.example/w/1"},
    ]
    assert thing(url=listed).url() == "https://a.example/w/1"


def test_numbers_are_whole_and_fit_the_database():
    assert thing(totalItems=0).whole("totalItems") == 0
    assert thing(totalItems=2**63 - 1).whole("totalItems") == 2**63 - 1
    for value in (-1, 2**63, 10**400, 1.5, True, "5", None, [5]):
        assert thing(totalItems=value).whole("totalItems") is None


def test_flags_are_true_or_false_or_what_absence_means():
    assert thing(sensitive=True).flag("sensitive")
    for value in (None, 1, "true", [True]):
        assert not thing(sensitive=value).flag("sensitive")
        assert thing(sensitive=value).flag("sensitive", default=True)
    assert not thing(sensitive=False).flag("sensitive", default=True)


def test_the_focus_of_a_picture_stays_within_it():
    assert thing(focalPoint=[0.5, -1]).focus() == (0.5, -1.0)
    assert thing(focalPoint=[10**400, -5]).focus() == (1.0, -1.0)
    for value in (None, 5, [], [1], [1, 2, 3], ["0", "0"], {"x": 1}):
        assert thing(focalPoint=value).focus() is None


def test_a_moment_keeps_the_zone_that_it_was_said_in():
    at = thing(startTime="2026-11-22T13:00:00+01:00").moment("startTime")
    assert at is not None
    assert (at.hour, at.utcoffset()) == (13, timedelta(hours=1))
    assert thing(startTime="soon").moment("startTime") is None


def test_the_language_of_a_film_or_a_page_is_named_apart():
    assert thing(content="x", language={"identifier": "de", "name": "Deutsch"}).language() == "de"
    said: Any
    for said in (None, "de", {"identifier": "und"}, {"identifier": 5}, []):
        assert thing(content="x", language=said).language() is None


def test_the_type_of_a_file_has_two_names_and_no_parameters():
    assert thing(mediaType="Text/HTML; charset=utf-8").media_type == "text/html"
    assert thing(mimeType="audio/ogg").media_type == "audio/ogg"
    assert thing(mediaType=5).media_type == thing().media_type == ""
