"""The measure of the web server itself: a body of a given size, always the same."""

import socket
import sys
from typing import Any

import uvloop

from hubbub.base import serving


def main(port: int, size: int) -> None:
    """Serve it on loopback until ended."""
    body = b"x" * size
    start = {"type": "http.response.start", "status": 200, "headers": [
        (b"content-type", b"application/json"), (b"content-length", str(size).encode())]}

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        await send(start)
        await send({"type": "http.response.body", "body": body})

    listener = socket.create_server(("127.0.0.1", port), backlog=2048)
    uvloop.run(serving.Server(serving.config(answer)).serve(sockets=[listener]))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
