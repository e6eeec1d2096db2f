"""WebSockets (RFC 6455) on a line: the handshake, what comes in, what goes out.

Nothing is compressed: a compressor for each connection would cost ten times what the connection does.
"""

import base64
import hashlib
import time
from collections.abc import Mapping

from websockets.frames import Close, Frame, Opcode
from websockets.protocol import SERVER, Protocol

from . import lines
from .lines import TakenOver
from .streams import POLICY, Told

MOST_SAID = 4 << 10    # bytes of a message from outside
MOST_OFTEN = 300       # of them a minute, signs of life included
PATIENCE = 3           # beats that a reader may give no sign of life

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def text(data: bytes) -> bytes:
    """One message as it goes over the wire: the same for everybody."""
    return Frame(Opcode.TEXT, data).serialize(mask=False)


_PING = Frame(Opcode.PING, b"").serialize(mask=False)


def wanted(headers: Mapping[str, str]) -> bool:
    """Whether the request asks for a WebSocket."""
    return headers.get("upgrade", "").lower() == "websocket"


def agreed(headers: Mapping[str, str]) -> dict[str, str] | None:
    """The headers that agree to a WebSocket (§4.2.2); None if the request is not as it must be.

    The first subprotocol is agreed to whatever it is: that is where browsers put a token.
    """
    key = headers.get("sec-websocket-key", "").strip()
    if headers.get("sec-websocket-version") != "13" or len(key) != 24 or not key.isascii():
        return None
    proof = base64.b64encode(hashlib.sha1(key.encode() + _GUID, usedforsecurity=False).digest()).decode()
    subprotocol = subprotocol_of(headers)
    return {"upgrade": "websocket", "connection": "Upgrade", "sec-websocket-accept": proof} | (
        {"sec-websocket-protocol": subprotocol} if subprotocol else {})


def subprotocol_of(headers: Mapping[str, str]) -> str:
    """The first subprotocol that is offered, or nothing."""
    return headers.get("sec-websocket-protocol", "").split(",")[0].strip()


class Socket(Told):
    """The line of a stream whose reader may answer: each message is put into the stream, with its number."""

    __slots__ = ("_count", "_heard_at", "_part", "_protocol", "_since")

    def __init__(self) -> None:
        super().__init__()
        self._protocol = Protocol(SERVER, max_size=MOST_SAID)
        self._part = b""
        self._count, self._since = 0, 0.0
        self._heard_at = time.monotonic()

    def answer(self, headers: dict[str, str]) -> TakenOver:
        return TakenOver(self, headers, 101)

    def beat(self) -> None:
        if time.monotonic() - self._heard_at > PATIENCE * lines.BEAT:
            self.cut()
        else:
            self.say(_PING)

    def finish(self, why: int) -> None:
        self.close(Frame(Opcode.CLOSE, Close(why, "").serialize()).serialize(mask=False))

    def data_received(self, data: bytes) -> None:
        if self.gone:
            return
        self._heard_at = time.monotonic()
        self._protocol.receive_data(data)
        for piece in self._protocol.data_to_send():
            if piece:
                self.say(piece)
            else:  # the end of what there is to say: they have left, or have broken the rules
                self.close()
        for event in self._protocol.events_received():
            if isinstance(event, Frame):
                self._take(event)

    def _take(self, frame: Frame) -> None:
        if self._heard_at - self._since > 60:
            self._since, self._count = self._heard_at, 0
        self._count += 1
        if self._count > MOST_OFTEN:
            self.stream.end(POLICY)
        elif frame.opcode in (Opcode.TEXT, Opcode.CONT):
            self._part += bytes(frame.data)
            if frame.fin:
                said, self._part = self._part, b""
                self.stream.put((self._count, said))
