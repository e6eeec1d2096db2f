"""Open streams of a served Hubbub with two web processes: they end with their token, and nobody misses anything."""

import http.client
import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.served import Served

from .test_mastodon_py import Person

Event = tuple[str, str, str]


class Listener:
    """Server-Sent Events over a connection of its own; who waits longer than `seconds` for something fails."""

    def __init__(self, server: Served, token: str, since: str = "", seconds: float = 20) -> None:
        self.connection = http.client.HTTPConnection("localhost", server.port, timeout=seconds)
        headers = {"authorization": f"Bearer {token}"} | ({"last-event-id": since} if since else {})
        self.connection.request("GET", "/api/v1/streaming/user", headers=headers)
        self.answer = self.connection.getresponse()
        assert self.answer.status == 200

    def close(self) -> None:
        self.connection.close()

    def ends_within(self, seconds: float) -> None:
        assert self.connection.sock is not None or self.answer.fp is not None
        self.answer.fp.raw._sock.settimeout(seconds)  # type: ignore[attr-defined]
        assert list(self.events()) == []

    def events(self) -> Iterator[Event]:
        """Name, data and id of each event, until the stream ends."""
        said: dict[str, str] = {}
        for line in iter(self.answer.readline, b""):
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if not name and "event" in said:
                yield said["event"], said.get("data", ""), said.get("id", "")
            said = {**said, name: value} if name else {}

    def updates(self, many: int) -> list[tuple[str, str]]:
        """Text and event id of the next new posts."""
        told = ((json.loads(data)["content"], number) for name, data, number in self.events() if name == "update")
        return [next(told) for _ in range(many)]


def socket(server: Served, token: str) -> ClientConnection:
    return connect(f"ws://{server.domain}/api/v1/streaming?stream=user&access_token={token}", proxy=None)


def heard(ws: ClientConnection) -> str:
    """The text of the next new post."""
    while (told := json.loads(ws.recv(timeout=20)))["event"] != "update":
        pass
    return str(json.loads(told["payload"])["content"])


def test_a_revoked_token_ends_its_streams_within_a_second(served: Callable[..., Served]):
    server = served(web_processes=2)
    api = Person(server, "ann").app()
    token = str(api.access_token)
    with socket(server, token) as ws, closing(Listener(server, token)) as sse:
        ws.send(json.dumps({"type": "subscribe", "stream": "nonsense"}))
        assert json.loads(ws.recv(timeout=20))["error"] == "Unknown stream type"  # what was asked before is done
        api.status_post("Hear this")
        assert heard(ws) == sse.updates(1)[0][0] == "<p>Hear this</p>"
        api.revoke_access_token(allow_http=True)
        over, late = time.monotonic() + 1, list[str]()
        with pytest.raises(ConnectionClosed):
            while True:  # what was on its way may still come
                late.append(json.loads(ws.recv(timeout=max(over - time.monotonic(), 0)))["event"])
        assert "update" not in late
        sse.ends_within(1)


def test_after_a_restart_whoever_comes_back_gets_what_they_missed_once(served: Callable[..., Served]):
    server = served(web_processes=2)
    ann, bob = server.person("ann"), server.person("bob")
    server.post(f"/api/v1/accounts/{server.get('/api/v1/accounts/verify_credentials', bob)['id']}/follow", ann)

    def says(*texts: str) -> None:
        for text in texts:
            server.post("/api/v1/statuses", bob, status=text)

    with closing(Listener(server, ann)) as sse:
        says("1", "2", "3")
        before = sse.updates(2)
    server.stop()
    server.start()
    says("4", "5")
    with closing(Listener(server, ann, since=before[-1][1])) as sse:
        says("6")
        after = sse.updates(4)
    assert [text for text, _ in [*before, *after]] == [f"<p>{n}</p>" for n in range(1, 7)]
    with socket(server, ann) as ws:  # who has no such header asks for the page since, once the socket is open
        page = server.get(f"/api/v1/timelines/home?since_id={after[-1][1]}", ann)
        assert page == []
        says("7")
        assert heard(ws) == "<p>7</p>"
