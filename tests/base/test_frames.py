"""WebSockets on a line, spoken byte by byte."""

from typing import Any

from websockets.frames import Frame, Opcode

from hubbub.base import frames, lines
from hubbub.base.frames import Socket, agreed
from hubbub.base.streams import POLICY, Hub, Stream
from tests.base.wires import Wire, turns

# The example of RFC 6455 §1.3.
ASKED = {"upgrade": "websocket", "sec-websocket-version": "13", "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ=="}


class Kept(Stream):
    """Remembers what its reader said."""

    async def make(self, item: Any) -> bytes:
        self.heard = [*getattr(self, "heard", []), item[1]]
        return b""


def opened() -> tuple[Kept, Wire]:
    stream, wire = Kept(Hub(), 1, Socket()), Wire()
    stream.line.connection_made(wire)
    return stream, wire


def said(opcode: Opcode, data: bytes, *, fin: bool = True, mask: bool = True) -> bytes:
    return Frame(opcode, data, fin).serialize(mask=mask)


def test_the_handshake_is_proved_as_the_standard_says():
    assert agreed(ASKED) == {
        "upgrade": "websocket", "connection": "Upgrade", "sec-websocket-accept": "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="}
    assert (agreed(ASKED | {"sec-websocket-protocol": "a, b"}) or {})["sec-websocket-protocol"] == "a"


def test_what_is_no_handshake_is_not_agreed_to():
    for wrong in ({"sec-websocket-version": "8"}, {"sec-websocket-key": "short"}, {"sec-websocket-key": "é" * 24}):
        assert agreed(ASKED | wrong) is None


async def test_messages_are_put_together_and_come_in_order():
    stream, _ = opened()
    whole = said(Opcode.TEXT, b"one") + said(Opcode.TEXT, b"tw", fin=False) + said(Opcode.CONT, b"o")
    for byte in whole:
        stream.line.data_received(bytes([byte]))
    await turns()
    assert stream.heard == [b"one", b"two"]


async def test_a_ping_is_answered_and_a_goodbye_too():
    stream, wire = opened()
    stream.line.data_received(said(Opcode.PING, b"hi"))
    assert wire.written == b"\x8a\x02hi"
    stream.line.data_received(said(Opcode.CLOSE, b"\x03\xe8"))
    assert wire.written.endswith(b"\x88\x02\x03\xe8")
    assert wire.closed


async def test_what_breaks_the_rules_is_told_why_and_ended():
    for wrong, code in ((said(Opcode.TEXT, b"bare", mask=False), 1002), (said(Opcode.TEXT, b"x" * 5000), 1009),
                        (b"\xf1\x80\0\0\0\0", 1002)):
        stream, wire = opened()
        stream.line.data_received(wrong)
        assert wire.written[:1] == b"\x88"
        assert int.from_bytes(wire.written[2:4]) == code
        assert wire.closed


async def test_who_says_too_much_is_shown_the_door(monkeypatch):
    monkeypatch.setattr(frames, "MOST_OFTEN", 3)
    stream, wire = opened()
    for _ in range(4):
        stream.line.data_received(said(Opcode.PING, b""))
    assert wire.closed
    assert int.from_bytes(wire.written[-2:]) == POLICY


async def test_who_gives_no_sign_of_life_is_cut_off(monkeypatch):
    stream, wire = opened()
    stream.line.beat()
    assert (wire.written, wire.aborted) == (b"\x89\x00", False)
    monkeypatch.setattr(lines, "BEAT", -1.0)
    stream.line.beat()
    assert wire.aborted
