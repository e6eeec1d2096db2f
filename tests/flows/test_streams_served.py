"""Open streams of a served Hubbub with two web processes: they end with their token, and nobody misses anything."""

import http.client
import io
import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime

import pytest
import requests
from PIL import Image
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from hubbub.base.db import Db
from hubbub.people import profiles
from hubbub.reach import media, posts
from tests.served import Served

from .test_mastodon_py import Person

Event = tuple[str, str, str]


class Listener:
    """Server-Sent Events over a connection of its own; who waits longer than `seconds` for something fails."""

    def __init__(
        self, server: Served, token: str, since: str = "", seconds: float = 20, path: str = "user"
    ) -> None:
        self.connection = http.client.HTTPConnection("localhost", server.port, timeout=seconds)
        headers = {"authorization": f"Bearer {token}"} | ({"last-event-id": since} if since else {})
        self.connection.request("GET", f"/api/v1/streaming/{path}", headers=headers)
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


ALL = {
    "user": "update", "user/notification": "notification", "public": "update", "public?only_media=true": "update",
    "public/local": "update", "public/local?only_media=true": "update", "public/remote": "update",
    "public/remote?only_media=true": "update", "hashtag?tag=bread": "update", "hashtag/local?tag=bread": "update",
    "list?list={list}": "update", "direct": "conversation",
}


async def arrives(db: Db) -> None:
    """A post of two.test with a picture."""
    uri = "https://two.test/users/zoe"
    async with db.write() as tx:
        zoe = await profiles.arrive(tx, profiles.Arrived(
            uri, "zoe", "two.test", "person", uri, f"{uri}/inbox", None, f"{uri}/followers", f"{uri}#key", "pem"))
        await posts.arrive(tx, posts.Arrived(
            "https://two.test/1", "https://two.test/1", zoe, "<p>Elsewhere</p>", "public", datetime.now(UTC),
            parts={"media": [media.Elsewhere("https://two.test/cat.png")]}))


def test_each_stream_of_the_document_tells_what_is_its_own_by_server_sent_events(served: Callable[..., Served]):
    server = served(web_processes=2)
    ann, bob = server.person("ann"), server.person("bob")
    writer = server.get("/api/v1/accounts/verify_credentials", bob)["id"]
    server.post(f"/api/v1/accounts/{writer}/follow", ann)
    listed = server.post("/api/v1/lists", ann, title="L")["id"]
    server.post(f"/api/v1/lists/{listed}/accounts", ann, account_ids=[writer])
    picture = upload(server, bob)
    with ExitStack() as open_ones:
        told = {path: open_ones.enter_context(closing(Listener(server, ann, path=path.format(list=listed))))
                for path in ALL}
        server.post("/api/v1/statuses", bob, status="Seen #bread", media_ids=[picture])
        server.post("/api/v1/statuses", bob, status="@ann between us", visibility="direct")
        server.beside(arrives)
        heard = {path: next((name, json.loads(data)) for name, data, _ in each.events()) for path, each in told.items()}
    assert {path: name for path, (name, _) in heard.items()} == ALL
    for path, (name, data) in heard.items():
        words = data["content"] if name == "update" else (data.get("status") or data["last_status"])["content"]
        about = "between us" if name != "update" else "Elsewhere" if "remote" in path else "Seen"
        assert about in words, path


def upload(server: Served, token: str) -> str:
    """A picture; its id, to be published with."""
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(file, "PNG")
    answer = requests.post(f"{server.url}/api/v2/media", headers={"authorization": f"Bearer {token}"}, timeout=20,
                           files={"file": ("a.png", file.getvalue(), "image/png")})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])
