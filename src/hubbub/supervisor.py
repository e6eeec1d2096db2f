"""`hubbub serve`: PostgreSQL, the web processes, the worker and the media process, kept alive and ended well."""

import asyncio
import contextlib
import ctypes
import gc
import logging
import os
import select
import signal
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import count, repeat
from typing import NoReturn

from hubbub import app, processes
from hubbub.base import logs, migrate
from hubbub.base.confinement import end_with_parent
from hubbub.base.postgres import Postgres
from hubbub.base.serving import raise_file_limit
from hubbub.base.settings import Misconfigured, Settings, remember

log = logging.getLogger("hubbub")

# A child that ends is started again at once, then more and more slowly while it keeps ending.
PATIENCE = (0.0, 0.1, 0.3, 1.0, 3.0)
ENDINGS = (signal.SIGTERM, signal.SIGINT)
PR_SET_NAME = 15

Ready = Callable[[], None]


@dataclass(slots=True)
class Child:
    """One process that must be there: `web`, `worker` or `media`. Its name is what `top` shows."""

    name: str
    run: Callable[[Ready], None]
    pid: int = 0
    started_at: float = 0.0
    failures: int = 0
    due_at: float = 0.0


@dataclass(slots=True)
class Supervisor:
    settings: Settings
    only: str | None = None
    children: list[Child] = field(default_factory=list)
    postgres: Postgres | None = None
    listener: socket.socket | None = None
    stopping: bool = False
    said: set[str] = field(default_factory=set)
    _ready: tuple[int, int] = (0, 0)
    _lock: int = 0
    _pid: int = field(default_factory=os.getpid)

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT."""
        logs.start()
        began = time.monotonic()
        self._take_folder()
        remember(self.settings)
        raise_file_limit()
        for ending in ENDINGS:
            signal.signal(ending, self._stop)
        self.listener = self._listen()
        self._start_postgres()
        asyncio.run(self._migrate())
        app.open_rooms()
        self._ready = os.pipe()
        self._set_out()
        try:
            self._await_ready()
            if not self.stopping:
                print(f"Hubbub answers on {self.settings.base}/ ({time.monotonic() - began:.1f} s)", flush=True)
            while not self.stopping:
                self._watch()
        finally:
            self._end()

    def _take_folder(self) -> None:
        lock = app.take_folder(self.settings)
        if lock is None:
            raise Misconfigured(f"Another Hubbub is using {self.settings.data}. Stop it first, or give --data.")
        self._lock = lock

    def _listen(self) -> socket.socket:
        listener = socket.socket(socket.AF_INET6 if ":" in self.settings.host else socket.AF_INET)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((self.settings.host, self.settings.port))
        except OSError as problem:
            raise Misconfigured(f"Port {self.settings.port} on {self.settings.host}: {problem.strerror}.") from None
        listener.listen(2048)
        listener.setblocking(False)
        return listener

    def _start_postgres(self) -> None:
        if self.settings.database_url is None:
            self.postgres = self.postgres or Postgres(self.settings.data / "postgres")
            self.postgres.start()

    async def _migrate(self) -> None:
        async with app.standing(self.settings, reading=1, writing=1) as db:
            await migrate.run(db, app.migrations())

    def _set_out(self) -> None:
        assert self.listener is not None
        wanted = []
        # Each has a lane of ids of its own, also when it is started again; parts that run apart take one by chance.
        lanes: Iterator[int | None] = count() if self.only is None else repeat(None)
        if self.only in (None, "web"):
            wanted += [Child("web", partial(processes.web, self.settings, self.listener, next(lanes)))
                       for _ in range(self.settings.web_processes)]
        if self.only in (None, "web", "worker"):
            wanted.append(Child("media", partial(processes.media, self.settings)))
        if self.only in (None, "worker"):
            wanted.append(Child("worker", partial(processes.work, self.settings, next(lanes))))
        self.children = wanted
        for child in self.children:
            self._start(child)

    def _start(self, child: Child) -> None:
        """Fork it: what every part imports is imported once, and shared for as long as nobody writes to it."""
        gc.freeze()
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)  # until the child has its own ways to end
        child.pid = os.fork() or self._become(child)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDINGS)
        child.started_at, child.due_at = time.monotonic(), 0.0

    def _become(self, child: Child) -> NoReturn:
        """Do the child's work in this process, which has just been forked for it, and nothing after it."""
        code = 1
        try:
            self._leave(child)
            child.run(lambda: _say(self._ready[1], child.name))
            code = 0
        except BaseException as problem:
            log.exception("%s ends: %r", child.name, problem)
        finally:
            os._exit(code)

    def _leave(self, child: Child) -> None:
        """Let go of what is the supervisor's: its lock on the folder, its ear, its terminal, its answers to signals."""
        os.setsid()
        _libc.prctl(PR_SET_NAME, child.name.encode(), 0, 0, 0)
        end_with_parent(signal.SIGTERM)
        os.close(self._lock)
        os.close(self._ready[0])
        if child.name != "web" and self.listener:
            self.listener.close()
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        for ending in ENDINGS:
            signal.signal(ending, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDINGS)
        if os.getppid() != self._pid:
            raise SystemExit("the supervisor ended meanwhile")

    def _await_ready(self) -> None:
        """Until every part has said that it is: if they keep ending instead, nothing is to be hoped for."""
        parts = {child.name for child in self.children}
        while not (self.stopping or parts <= self.said):
            self._watch()
            if any(child.failures == len(PATIENCE) - 1 for child in self.children):
                raise Misconfigured("The server's processes end as soon as they start; what they said stands above.")

    def _watch(self) -> None:
        """Start again what has ended, and hear what is ready."""
        self._reap()
        if self.postgres and not self.stopping and not self.postgres.running:
            try:
                self.postgres.start()
            except Misconfigured as problem:
                # It came up before, so it will again: perhaps it was killed once more on the way.
                log.warning("%s", problem)
                time.sleep(0.2)
        for child in self.children:
            if child.pid == 0 and time.monotonic() >= child.due_at and not self.stopping:
                self._start(child)
        if select.select([self._ready[0]], [], [], 0.05)[0]:
            self.said |= set(os.read(self._ready[0], 4096).decode().split())

    def _reap(self) -> None:
        for child in self.children:
            if child.pid:
                with contextlib.suppress(ChildProcessError):
                    if os.waitpid(child.pid, os.WNOHANG) == (0, 0):
                        continue
                lived = time.monotonic() - child.started_at
                child.failures = 0 if lived > 10 else min(child.failures + 1, len(PATIENCE) - 1)
                child.pid, child.due_at = 0, time.monotonic() + PATIENCE[child.failures]

    def _stop(self, *_: object) -> None:
        self.stopping = True

    def _end(self) -> None:
        """Web and worker finish what they have in hand, then the database goes."""
        if self.listener:
            self.listener.close()
        deadline = time.monotonic() + 7.5
        for child in self.children:
            if child.pid:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child.pid, signal.SIGTERM)
        while any(child.pid for child in self.children) and time.monotonic() < deadline:
            self._reap()
            time.sleep(0.01)
        for child in self.children:
            if child.pid:
                with contextlib.suppress(ProcessLookupError, ChildProcessError):
                    os.kill(child.pid, signal.SIGKILL)
                    os.waitpid(child.pid, 0)
        if self.postgres:
            self.postgres.stop()


def _say(ear: int, name: str) -> None:
    os.write(ear, f"{name} ".encode())


_libc = ctypes.CDLL(None, use_errno=True)
