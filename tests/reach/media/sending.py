"""Pictures on their way: forms with files, as apps and browsers send them."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from hubbub.base.worker import Worker
from tests.browser import Browser
from tests.town import Answer, Person, Town, ask

BOUNDARY = "----a-boundary"


def form(parts: list[tuple[str, str | tuple[str, bytes]]]) -> tuple[bytes, str]:
    """A form's body and its content type; a file is a pair of its name and its bytes."""
    body = b""
    for name, value in parts:
        filename, data = value if isinstance(value, tuple) else (None, value.encode())
        body += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"'.encode()
        if filename is not None:
            body += f'; filename="{filename}"\r\nContent-Type: application/octet-stream'.encode()
        body += b"\r\n\r\n" + data + b"\r\n"
    return body + f"--{BOUNDARY}--\r\n".encode(), f"multipart/form-data; boundary={BOUNDARY}"


async def send(
    person: Person, data: bytes | None, path: str = "/api/v2/media", cut: int | None = None,
    declared: int | None = None, method: str = "POST", **given: Any
) -> Answer:
    """Send a picture as an app does, or only what comes before `cut`, or less than is `declared`."""
    files: list[tuple[str, Any]] = [] if data is None else [("file", ("picture", data))]
    body, kind = form([*given.items(), *files])
    headers = {"authorization": f"Bearer {person.token}", "content-type": kind}
    headers |= {} if declared is None else {"content-length": str(declared)}
    return await ask(person.town.app, method, path, body=body[:cut], headers=headers)


async def sent(person: Person, data: bytes, **given: Any) -> dict[str, Any]:
    """The attachment, which must have been taken."""
    answer = await send(person, data, **given)
    assert answer.status == 200, answer.text
    return dict(answer.json)


async def attended(town: Town, asking: Coroutine[Any, Any, Answer]) -> Answer:
    """The answer, while a worker does what was promised."""
    worker = Worker(town.db)
    working = asyncio.create_task(worker.run())
    try:
        return await asking
    finally:
        worker.stop()
        await working


async def fills(
    page: Browser, path: str, parts: list[tuple[str, str | tuple[str, bytes]]], **more: str
) -> Answer:
    """A form with files, as a browser sends it."""
    body, kind = form([("csrf", page.csrf), *parts])
    cookie = "; ".join(f"{name}={value}" for name, value in page.cookies.items())
    headers = {"cookie": cookie, "content-type": kind} | more
    return await ask(page.town.app, "POST", path, body=body, headers=headers)
