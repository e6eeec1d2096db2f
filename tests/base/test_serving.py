"""How an answer takes a connection over from the web server, and what the server lets processes have."""

import resource
import subprocess
import sys

from tests.listening import listening, talking
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


def test_a_server_may_open_as_many_connections_as_the_system_lets_it():
    look = "import resource; from hubbub.base.serving import raise_file_limit as r; r(); " \
        "print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])"
    lower = f"import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (256, {_hard()})); {look}"
    done = subprocess.run([sys.executable, "-c", lower], capture_output=True, text=True, check=True)
    assert int(done.stdout) == min(_hard(), 1 << 20)


def _hard() -> int:
    return min(resource.getrlimit(resource.RLIMIT_NOFILE)[1], 1 << 20)
