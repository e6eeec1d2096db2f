"""What each process of a server does: web, worker, media."""

import asyncio
import contextlib
import gc
import signal
import socket
from collections.abc import Callable

import uvloop

from hubbub import app
from hubbub.base import logs, serving, workshop
from hubbub.base.settings import Settings
from hubbub.base.worker import Worker


def web(settings: Settings, listener: socket.socket, lane: int | None, ready: Callable[[], None]) -> None:
    """Answer requests on the socket until told to stop."""
    uvloop.run(_web(settings, listener, lane, ready))


async def _web(settings: Settings, listener: socket.socket, lane: int | None, ready: Callable[[], None]) -> None:
    async with app.standing(settings, lane=lane) as db:
        server = serving.Server(serving.config(app.App(db)))
        ears = asyncio.create_task(db.listen())
        watch = asyncio.create_task(_say_ready(server, ready))
        gc.freeze()
        await server.serve(sockets=[listener])
        for task in (ears, watch):
            task.cancel()


async def _say_ready(server: serving.Server, ready: Callable[[], None]) -> None:
    while not server.started:  # noqa: ASYNC110  uvicorn has no event for it
        await asyncio.sleep(0.005)
    ready()


def work(settings: Settings, lane: int | None = None, ready: Callable[[], None] = lambda: None) -> None:
    """Do what was promised until told to stop."""
    logs.start()
    app.open_rooms()
    uvloop.run(_work(settings, lane, ready))


async def _work(settings: Settings, lane: int | None, ready: Callable[[], None]) -> None:
    async with app.standing(settings, writing=12, lane=lane) as db:
        worker = Worker(db)
        loop = asyncio.get_running_loop()
        for ending in (signal.SIGTERM, signal.SIGINT):
            with contextlib.suppress(NotImplementedError):
                loop.add_signal_handler(ending, worker.stop)
        ready()
        await worker.run()


def media(settings: Settings, ready: Callable[[], None]) -> None:
    """Open strangers' files, apart from everything else, until told to stop."""
    logs.start()
    workshop.serve(workshop.place(settings.data), ready)
