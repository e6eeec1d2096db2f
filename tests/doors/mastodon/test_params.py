"""Parameters in every form that apps send them in, and in every form that nobody should."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.requests import Request

from hubbub.base.errors import Invalid
from hubbub.base.http import TooLarge
from hubbub.doors.mastodon.params import Params, read_params

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
BOUNDARY = "frontier"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


def request(kind: str, body: bytes, query: str = "") -> Request:
    """A request that arrives in two pieces."""
    middle = len(body) // 2
    pieces = [{"type": "http.request", "body": body[middle:], "more_body": False},
              {"type": "http.request", "body": body[:middle], "more_body": True}]

    async def receive() -> Any:
        return pieces.pop() if pieces else {"type": "http.disconnect"}

    return Request({
        "type": "http", "method": "POST", "path": "/", "query_string": query.encode(),
        "headers": [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())],
    }, receive)


async def read(kind: str, body: bytes, query: str = "", limit: int = 1 << 16) -> Params:
    return await read_params(request(kind, body, query), limit)


def parts(*fields: tuple[str, str]) -> bytes:
    head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name="
    pieces = [f'{head}"{name}"\r\n\r\n{value}\r\n' for name, value in fields]
    return ("".join(pieces) + f"--{BOUNDARY}--\r\n").encode()


NESTED = [
    ("status", "Hello"), ("media_ids[]", "1"), ("media_ids[]", "2"), ("poll[options][]", "Soup"),
    ("poll[options][]", "Salad"), ("poll[expires_in]", "300"), ("fields_attributes[0][name]", "Web"),
    ("fields_attributes[0][value]", "https://a.example"), ("fields_attributes[1][name]", "Tel"),
    ("subscription[keys][auth]", "k"), ("data[alerts][mention]", "true"),
]
MEANT = {
    "status": "Hello", "media_ids": ["1", "2"], "poll": {"options": ["Soup", "Salad"], "expires_in": "300"},
    "fields_attributes": {"0": {"name": "Web", "value": "https://a.example"}, "1": {"name": "Tel"}},
    "subscription": {"keys": {"auth": "k"}}, "data": {"alerts": {"mention": "true"}},
}


@pytest.mark.parametrize(("kind", "body", "query"), [
    (FORM, urlencode(NESTED).encode(), ""),
    (FORM + "; charset=UTF-8", urlencode(NESTED).encode(), ""),
    (MULTIPART, parts(*NESTED), ""),
    (JSON, json.dumps(MEANT).encode(), ""),
    (JSON + "; charset=utf-8", json.dumps(MEANT).encode(), ""),
    ("", b"", urlencode(NESTED)),
], ids=["urlencoded", "urlencoded with charset", "multipart", "json", "json with charset", "query"])
async def test_the_same_parameters_come_out_of_every_form(kind: str, body: bytes, query: str):
    assert (await read(kind, body, query)).given == MEANT


async def test_a_list_of_mappings_starts_anew_when_a_key_comes_again():
    body = urlencode([("f[][a]", "1"), ("f[][b]", "2"), ("f[][a]", "3")]).encode()
    assert (await read(FORM, body)).given == {"f": [{"a": "1", "b": "2"}, {"a": "3"}]}


async def test_the_body_wins_over_the_query():
    assert (await read(JSON, b'{"limit": 5}', "limit=7&max_id=9")).given == {"limit": 5, "max_id": "9"}


async def test_a_file_comes_with_its_bytes():
    body = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n'
        f"Content-Type: image/png\r\n\r\nPIXELS\r\n--{BOUNDARY}--\r\n"
    ).encode()
    params = await read(MULTIPART, body)
    assert await params.files["file"].read() == b"PIXELS"
    await params.close()


@pytest.mark.parametrize(("word", "meant"), [
    ("true", True), ("1", True), ("on", True), ("t", True), ("yes", True), (True, True), (1, True),
    ("false", False), ("0", False), ("off", False), ("f", False), ("False", False), ("", False), (False, False),
    (0, False),
])
def test_flags_are_read_as_rails_reads_them(word: object, meant: bool):
    assert Params({"x": word}).flag("x", not meant) is meant


def test_a_flag_that_was_not_sent_has_its_default():
    assert Params({}).flag("x", True) is True
    assert Params({"x": None}).flag("x", True) is True


@pytest.mark.parametrize(("sent", "meant"), [("7", 7), (7, 7), ("-1", 1), ("9999", 40), ("", 20), (None, 20), (7.9, 7)])
def test_numbers_are_brought_into_their_range(sent: object, meant: int):
    assert Params({"limit": sent}).number("limit", 20, 1, 40) == meant


@pytest.mark.parametrize("sent", ["many", "1e3", [1], {"a": 1}, True])
def test_what_is_no_number_is_refused_by_name(sent: object):
    with pytest.raises(Invalid) as refusal:
        Params({"limit": sent}).number("limit", 20)
    assert refusal.value.field == "limit"


@pytest.mark.parametrize("sent", ["abc", "-1", "0", "9" * 30, "1; DROP TABLE", "１", [1]])
def test_what_is_no_id_is_refused_by_name(sent: object):
    with pytest.raises(Invalid):
        Params({"max_id": sent}).id("max_id")


def test_a_list_leaves_out_what_cannot_be_an_id():
    assert Params({"id": ["1", "x", 2, "-3", None]}).ids("id") == [1, 2]


def test_a_list_that_is_too_long_is_refused():
    with pytest.raises(Invalid):
        Params({"id": list(range(101))}).ids("id")


def test_no_text_has_a_nul_that_the_database_would_refuse():
    assert Params({"status": "a\x00b"}).text("status") == "ab"


def test_a_time_without_a_zone_is_in_utc():
    assert Params({"at": "2026-12-24T18:00:00"}).time("at") == datetime(2026, 12, 24, 18, tzinfo=UTC)


@pytest.mark.parametrize(("kind", "body"), [
    (JSON, b"{"), (JSON, b"[1]"), (JSON, b'"x"'), (JSON, b"\xff"), (JSON, b"[" * 20_000), (JSON, b'{"a":' * 10_000),
    (FORM, b"a[b][c][d][e][f]=1"), (FORM, b"&".join(b"a%d=1" % n for n in range(1001))), (FORM, b"\xff=1"),
    (MULTIPART, b"nothing"), ("multipart/form-data", b"--x"),
    (MULTIPART, parts(*[(f"a{n}", "1") for n in range(1001)])),
])
async def test_what_cannot_be_read_is_refused(kind: str, body: bytes):
    with pytest.raises(Invalid):
        await read(kind, body)


async def test_a_query_of_too_many_parameters_is_refused():
    with pytest.raises(Invalid):
        await read("", b"", "&".join(f"a{n}=1" for n in range(1001)))


@pytest.mark.parametrize("kind", [JSON, FORM, MULTIPART])
async def test_a_body_over_the_limit_is_not_read(kind: str):
    with pytest.raises(TooLarge):
        await read(kind, b"x" * 5000, limit=4000)


@pytest.mark.parametrize("depth", [100, 900, 1000, 5000])
async def test_json_of_any_depth_is_read_or_refused(depth: int):
    try:
        ask_everything(await read(JSON, b'{"a":' + b"[" * depth + b"]" * depth + b"}"))
    except Invalid:
        return


NAMES = st.text(st.sampled_from("ab[]01\x00é="), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3), max_leaves=8,
)


def ask_everything(params: Params) -> None:
    """Every getter on every name: each gives a value or an `Invalid`."""
    getters: list[Callable[[str], object]] = [
        params.text, params.flag, params.id, params.many, params.texts, params.ids, params.sub, params.time,
        lambda name: params.number(name, 1),
    ]
    for name in list(params.given):
        for getter in getters:
            with suppress(Invalid):
                getter(name)


@given(pairs=st.lists(st.tuples(NAMES, st.text(max_size=8)), max_size=8))
@settings(max_examples=150, deadline=None)
async def test_no_form_brings_forth_anything_but_a_refusal(pairs: list[tuple[str, str]]):
    body = "&".join(f"{quote(name, safe='[]=')}={quote(value)}" for name, value in pairs)
    for kind, sent, query in ((FORM, body.encode(), ""), ("", b"", body)):
        try:
            ask_everything(await read(kind, sent, query))
        except Invalid:
            continue


@given(value=st.dictionaries(st.text(max_size=4), VALUES, max_size=4))
@settings(max_examples=150, deadline=None)
async def test_no_json_brings_forth_anything_but_a_refusal(value: dict[str, Any]):
    try:
        ask_everything(await read(JSON, json.dumps(value).encode()))
    except Invalid:
        return


@given(body=st.binary(max_size=200), kind=st.sampled_from([JSON, FORM, MULTIPART, "text/plain", "multipart/form-data"]))
@settings(max_examples=200, deadline=None)
async def test_no_bytes_bring_forth_anything_but_a_refusal(body: bytes, kind: str):
    try:
        ask_everything(await read(kind, body))
    except Invalid:
        return


async def test_files_within_other_parameters_stand_beside_what_is_said_of_them():
    head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name="
    body = "".join(
        f'{head}"media[][id]"\r\n\r\n{n}\r\n{head}"media[][thumbnail]"; filename="{n}.png"\r\n\r\npicture {n}\r\n'
        for n in "12")
    body += f'{head}"words[]"; filename="w.txt"\r\n\r\nwords\r\n--{BOUNDARY}--\r\n'
    given = await read(MULTIPART, body.encode())
    found = [Params(each) for each in given.many("media")]
    assert [(each.text("id"), each.files["thumbnail"].file.read()) for each in found] == [
        ("1", b"picture 1"), ("2", b"picture 2")]
    assert found[0].text("thumbnail") == "", "a file is no text"
    with pytest.raises(Invalid):
        given.texts("words")
    await given.close()
    assert all(file.file.closed for file in [*given.inner, *(each.files["thumbnail"] for each in found)])


async def test_only_files_make_a_body_large():
    large = b'{"status":"' + b"x" * (1 << 20) + b'"}'
    for kind in (JSON, FORM):
        with pytest.raises(TooLarge):
            await read(kind, large, limit=1 << 24)
