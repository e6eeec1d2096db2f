"""Connections on which anything may be said at any moment."""

import asyncio

from starlette.responses import Response

from hubbub.base import lines
from hubbub.base.lines import Line, TakenOver
from tests.base.wires import Wire, turns


class Beating(Line):
    def beat(self) -> None:
        self.say(b"beat")


def made(line: Line, *, reads: bool = True) -> Wire:
    wire = Wire(reads=reads)
    line.connection_made(wire)
    return wire


async def test_a_reader_who_takes_nothing_is_cut_off(monkeypatch):
    monkeypatch.setattr(lines, "MOST_UNREAD", 100)
    line = Line()
    wire = made(line, reads=False)
    line.say(b"x" * 100)
    assert not wire.aborted
    line.say(b"x")
    assert wire.aborted
    line.say(b"never")
    assert not wire.written.endswith(b"never")


async def test_the_last_words_are_waited_for_only_so_long(monkeypatch):
    monkeypatch.setattr(lines, "FAREWELL", 0.01)
    line = Line()
    wire = made(line, reads=False)
    line.close(b"bye")
    assert (wire.written, wire.aborted) == (b"bye", False)
    await asyncio.wait_for(_until(wire), 2)


async def _until(wire: Wire) -> None:
    while not wire.aborted:
        await asyncio.sleep(0.005)


async def test_a_still_line_gives_signs_of_life_and_a_busy_one_does_not(monkeypatch):
    monkeypatch.setattr(lines, "BEAT", 0.02)
    monkeypatch.setattr(lines, "_beating", [])
    line = Beating()
    wire = made(line)
    while b"beat" not in wire.written:
        await asyncio.sleep(0.005)
    line.connection_lost(None)
    assert line not in lines._lines


async def test_a_connection_that_closed_before_it_was_handed_over_is_over_at_once():
    class Left(Line):
        over = False

        def left(self) -> None:
            self.over = True

    line, wire = Left(), Wire()
    wire.close()
    line.connection_made(wire)
    assert (line.over, line.gone) == (True, True)


async def test_where_no_connection_can_be_had_the_answer_is_empty_and_the_line_over():
    sent, line = [], Line()

    async def send(message) -> None:
        sent.append(message)

    async def receive():
        return {"type": "http.disconnect"}

    await TakenOver(line, {"a": "b"})({"type": "http", "method": "HEAD"}, receive, send)
    await turns()
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    assert b"content-length" not in dict(sent[0]["headers"])
    assert line.gone
    assert isinstance(TakenOver(line, {}), Response)
