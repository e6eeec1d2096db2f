"""What each process of a server does: web, worker, media."""

import asyncio
import contextlib
import gc
import signal
import socket
from collections.abc import Callable

import uvicorn
import uvloop

from hubbub import app
from hubbub.base import logs, streams, workshop
from hubbub.base.settings import Settings
from hubbub.base.worker import Worker

DRAIN = 6  # seconds that requests under way have when the server stops


def web(settings: Settings, listener: socket.socket, ready: Callable[[], None]) -> None:
    """Answer requests on the socket until told to stop."""
    uvloop.run(_web(settings, listener, ready))


async def _web(settings: Settings, listener: socket.socket, ready: Callable[[], None]) -> None:
    logs.start()
    app.open_rooms()
    async with app.standing(settings) as db:
        server = _Server(uvicorn.Config(
            app.App(db), http="httptools", ws="none", lifespan="off", log_config=None, access_log=False,
            server_header=False, date_header=True, proxy_headers=False, timeout_graceful_shutdown=DRAIN,
            timeout_keep_alive=75, h11_max_incomplete_event_size=64 << 10, backlog=2048,
        ))
        ears = asyncio.create_task(db.listen())
        watch = asyncio.create_task(_say_ready(server, ready))
        gc.freeze()
        await server.serve(sockets=[listener])
        for task in (ears, watch):
            task.cancel()


class _Server(uvicorn.Server):
    """Stops without waiting for streams, which go on for as long as somebody listens."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        streams.end_all()
        await super().shutdown(sockets)


async def _say_ready(server: uvicorn.Server, ready: Callable[[], None]) -> None:
    while not server.started:  # noqa: ASYNC110  uvicorn has no event for it
        await asyncio.sleep(0.005)
    ready()


def work(settings: Settings, ready: Callable[[], None] = lambda: None) -> None:
    """Do what was promised until told to stop."""
    uvloop.run(_work(settings, ready))


async def _work(settings: Settings, ready: Callable[[], None]) -> None:
    logs.start()
    app.open_rooms()
    async with app.standing(settings, writing=12) as db:
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
