"""How an answer takes a connection over from the web server, and what the server lets processes have."""

import asyncio
import re
import resource
import subprocess
import sys

import pytest

from hubbub import app
from hubbub.base import serving
from hubbub.doors.mastodon.routes import respond_with
from tests.listening import listening, served, talking
from tests.town import Town


async def test_the_head_is_the_server_s_own_and_the_end_is_the_end_of_the_connection(town: Town):
    ann = await town.person("ann")
    path = f"/api/v1/streaming/user?access_token={ann.token}"
    async with listening(town, path) as app:
        assert app.status == 200
        assert app.headers["connection"] == "close"
        assert app.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert "x-request-id" in app.headers
        assert "content-length" not in app.headers


async def test_a_connection_may_ask_for_other_things_before_it_is_taken_over(town: Town):
    ann = await town.person("ann")
    async with talking(town, f"/api/v1/streaming?stream=user&access_token={ann.token}") as app:
        assert app.socket.response is not None
        assert app.socket.response.status_code == 101
        assert "x-request-id" in app.socket.response.headers


async def said(town: Town, *asked: bytes) -> bytes:
    """All that is said to these requests on one connection, until the server ends it."""
    async with served(town) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"".join(each.replace(b"\n", b"\r\n") for each in asked))
        answers = await asyncio.wait_for(reader.read(), 20)
        writer.close()
    return answers


LAST = b"GET /health HTTP/1.1\nHost: here.test\nConnection: close\n\n"


async def test_requests_that_come_at_once_are_answered_in_turn(town: Town):
    nothing, more = LAST.replace(b"/health", b"/api/v1/nothing"), LAST.replace(b"close", b"keep-alive")
    answers = await said(town, nothing.replace(b"close", b"keep-alive"), more, more, LAST)
    assert re.findall(rb"HTTP/1.1 (\d+)", answers) == [b"404", b"200", b"200", b"200"]
    assert answers.count(b"connection: close") == 1
    assert answers.endswith(b'connection: close\r\n\r\n{"status":"UP"}')


async def test_a_head_alone_is_the_head_of_the_answer(town: Town):
    whole, alone = await said(town, LAST), await said(town, LAST.replace(b"GET", b"HEAD"))
    head = whole.partition(b"\r\n\r\n")[0]
    assert b"content-length: 15" in head
    assert alone.endswith(b"\r\n\r\n")
    assert _lasting(alone) == _lasting(head)


def _lasting(head: bytes) -> set[bytes]:
    return {line for line in head.splitlines() if not line.startswith((b"x-request-id", b"date"))} - {b""}


async def test_an_older_client_is_told_that_the_connection_ends(town: Town):
    head, _, body = (await said(town, LAST.replace(b"1.1", b"1.0").replace(b"close", b"x"))).partition(b"\r\n\r\n")
    assert b"connection: close" in head
    assert body == b'{"status":"UP"}'


async def test_an_answer_without_a_body_ends_with_its_head(town: Town):
    asked = LAST.replace(b"GET /health", b"OPTIONS /api/v1/statuses").replace(b"close", b"keep-alive")
    answers = await said(town, asked, LAST)
    first, _, rest = answers.partition(b"\r\n\r\n")
    assert first.startswith(b"HTTP/1.1 204 ")
    assert b"content-length" not in first
    assert rest.startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("headers", [
    {"x-name": "a\r\nset-cookie: b=1"}, {"x-name": "a\nb"}, {"x-na\rme": "a"}, {"x-name": "a\x00"},
    {"content-length": "3"},
])
async def test_no_answer_says_more_than_it_was_given(
    town: Town, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str]
):
    """Whatever a header's words come from, they begin no header of their own, nor an answer."""
    async def answer(self: app.App, request: object) -> object:
        response = respond_with(200, {"status": "UP"}, {"x-other": "\t£"})
        response.headers.update(headers)
        return response

    monkeypatch.setattr(app.App, "answer", answer)
    answers = await said(town, LAST)
    assert answers.startswith(b"HTTP/1.1 500 ")
    assert b"set-cookie" not in answers
    assert b"UP" not in answers


def test_a_server_may_open_as_many_connections_as_the_system_lets_it():
    look = "import resource; from hubbub.base.serving import raise_file_limit as r; r(); " \
        "print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])"
    lower = f"import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (256, {_hard()})); {look}"
    done = subprocess.run([sys.executable, "-c", lower], capture_output=True, text=True, check=True)
    assert int(done.stdout) == min(_hard(), 1 << 20)


def _hard() -> int:
    return min(resource.getrlimit(resource.RLIMIT_NOFILE)[1], 1 << 20)


async def test_whoever_does_not_say_what_they_want_is_cut_off(town: Town, monkeypatch: pytest.MonkeyPatch):
    """One that says nothing, one that stops in the middle of a head, one that does so the second time."""
    monkeypatch.setattr(serving, "HEAD_WITHIN", 0.05)
    whole = b"GET /health HTTP/1.1\r\nHost: here.test\r\n\r\n"
    async with served(town) as port:
        for said in (b"", b"GET /health HTT", whole):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(said)
            if said == whole:
                await reader.readuntil(b"\r\n\r\n")
                writer.write(whole[:30])
            await asyncio.wait_for(reader.read(), 20)
            writer.close()


POST = b"POST /inbox HTTP/1.1\r\nHost: here.test\r\nContent-Length: 400\r\n\r\n"


async def test_whoever_drips_a_body_is_cut_off(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    """Of each such connection all is held that it has sent; and it is no fault of ours, to be looked into."""
    monkeypatch.setattr(serving, "BODY_WITHIN", 0.05)
    async with served(town) as port:
        for sent in (b"", b"{" * 399):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(POST + sent)
            assert await asyncio.wait_for(reader.read(), 20) == b""
            writer.close()
        await asyncio.gather(*(each for each in asyncio.all_tasks() if "run_asgi" in repr(each)))
    assert not [each for each in caplog.records if each.levelname == "ERROR"]


async def test_a_body_that_comes_along_may_take_its_time(town: Town, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(serving, "BODY_WITHIN", 0.2)
    monkeypatch.setattr(serving, "SLOWEST", 10)
    ann, loop = await town.person("ann"), asyncio.get_running_loop()
    began = loop.time()
    async with served(town) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(POST + b"{" * 200)
        while loop.time() < began + 0.5:
            await ann.posts("Still there?")
        writer.write(b"{" * 200)
        assert (await asyncio.wait_for(reader.readline(), 20)).startswith(b"HTTP/1.1 400")
        writer.close()


async def test_whoever_has_said_what_they_want_may_wait_for_the_answer(town: Town, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(serving, "HEAD_WITHIN", 0.3)
    ann, loop = await town.person("ann"), asyncio.get_running_loop()
    began = loop.time()
    async with listening(town, f"/api/v1/streaming/user?access_token={ann.token}") as app:
        while loop.time() < began + 0.5:
            await ann.posts("Still there?")
            await town.settle()
            await app.next("update")
