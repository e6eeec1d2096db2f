"""What one stream does, whatever is sent over it."""

from typing import Any

import pytest

from hubbub.base import streams
from hubbub.base.errors import Unavailable
from hubbub.base.streams import Hub, Stream, Told, event
from tests.base.wires import Wire, turns


class Open(Stream):
    """A stream whose pieces are what was put in, or what it raises."""

    problem: Exception | None = None

    async def make(self, item: Any) -> bytes:
        if self.problem:
            raise self.problem
        return str(item).encode()


@pytest.fixture(autouse=True)
def apart(monkeypatch):
    """These hubs are nobody else's."""
    monkeypatch.setattr(streams, "_hubs", [])


def opened(hub: "Hub[Any]", key: int = 1) -> tuple[Open, Wire]:
    stream, wire = Open(hub, key, Told()), Wire()
    stream.line.connection_made(wire)
    return stream, wire


async def test_what_is_put_in_is_made_and_said():
    stream, wire = opened(Hub())
    stream.put("one")
    stream.put("two")
    await turns()
    assert wire.written == b"onetwo"


async def test_a_stream_with_too_much_waiting_is_let_go(monkeypatch):
    monkeypatch.setattr(streams, "MOST_WAITING", 3)
    stream, wire = opened(Hub())
    for number in range(4):
        stream.put(number)
    assert wire.closed


async def test_the_same_news_waits_once():
    stream, wire = opened(Hub())
    for _ in range(1000):
        stream.put("feed")
    await turns()
    assert wire.written == b"feed"


async def test_what_fails_ends_the_stream_and_nothing_else():
    for problem in (Unavailable("the database is away"), KeyError("a bug")):
        hub: Hub[Open] = Hub()
        stream, wire = opened(hub)
        other, _ = opened(hub)
        stream.problem = problem
        stream.put("x")
        await turns()
        assert wire.closed
        assert list(hub) == [other]


async def test_the_oldest_of_too_many_streams_gives_way(monkeypatch):
    monkeypatch.setattr(streams, "MOST_OF_ONE", 2)
    hub: Hub[Open] = Hub()
    wires = [opened(hub)[1] for _ in range(3)]
    assert [wire.closed for wire in wires] == [True, False, False]
    opened(hub, 2)
    assert [wire.closed for wire in wires] == [True, False, False]


async def test_what_is_said_before_the_answer_begins_is_heard_after_its_head():
    stream = Open(Hub(), 1, Told())
    stream.put("early")
    await turns()
    stream.line.answer({})
    wire = Wire()
    stream.line.connection_made(wire)
    assert wire.written == b":thump\n\nearly"


def test_an_event_stays_one_however_its_data_is_broken():
    assert event("a", b"one\r\ntwo\rthree\n\nevent: forged") == (
        b"event: a\ndata: one\ndata: two\ndata: three\ndata: \ndata: event: forged\n\n")
    assert event("a", b"x", 7) == b"id: 7\nevent: a\ndata: x\n\n"
