"""What one stream does, whatever is sent over it."""

from typing import Any

from hubbub.base import streams
from hubbub.base.errors import Unavailable
from hubbub.base.streams import Hub, Stream, event


async def test_a_reader_who_takes_nothing_is_let_go(monkeypatch):
    monkeypatch.setattr(streams, "MOST_WAITING", 3)

    async def make(item: object) -> bytes:
        return b"x"

    stream = Stream(make, Hub(), 1)
    for number in range(4):
        stream.put(number)
    assert stream.ended


async def test_the_same_news_waits_once():
    async def make(item: object) -> bytes:
        return b"x"

    stream = Stream(make, Hub(), 1)
    for _ in range(1000):
        stream.put("feed")
    assert not stream.ended
    assert len(stream._waiting) == 1


async def test_what_fails_ends_the_stream_and_nothing_else():
    for problem in (Unavailable("the database is away"), KeyError("a bug")):
        sent, hub = await _run(problem)
        assert sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}
        assert not list(hub)


async def test_a_look_at_the_headers_alone_opens_nothing():
    sent, hub = await _run(None, method="HEAD")
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    assert b"content-length" not in dict(sent[0]["headers"])
    assert not list(hub)


def test_an_event_stays_one_however_its_data_is_broken():
    assert event("a", b"one\r\ntwo\rthree\n\nevent: forged") == (
        b"event: a\ndata: one\ndata: two\ndata: three\ndata: \ndata: event: forged\n\n")


async def _run(problem: Exception | None, method: str = "GET") -> tuple[list[Any], Hub]:
    """A stream whose first piece raises this."""
    sent: list[Any] = []
    hub = Hub()

    async def make(item: object) -> bytes:
        if problem:
            raise problem
        return b""

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    await Stream(make, hub, 1)({"method": method}, receive, send)
    return sent, hub
