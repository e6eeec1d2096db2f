"""`hubbub serve`: PostgreSQL, the web processes, the worker and the media process, kept alive and ended well."""

import asyncio
import contextlib
import ctypes
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from hubbub import app
from hubbub.base import logs, migrate
from hubbub.base.postgres import Postgres
from hubbub.base.serving import raise_file_limit
from hubbub.base.settings import Misconfigured, Settings, remember

log = logging.getLogger("hubbub")

# A child that ends is started again at once, then more and more slowly while it keeps ending.
PATIENCE = (0.0, 0.1, 0.3, 1.0, 3.0)
# What each kind of child writes when it is ready.
READY = {"w": "web", "m": "media", "k": "worker"}


@dataclass(slots=True)
class Child:
    """One process that must be there."""

    name: str
    start: Callable[[], int]
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

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT."""
        logs.start()
        began = time.monotonic()
        self._take_folder()
        remember(self.settings)
        raise_file_limit()
        for ending in (signal.SIGTERM, signal.SIGINT):
            signal.signal(ending, self._stop)
        self.listener = self._listen()
        self._start_postgres()
        asyncio.run(self._migrate())
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
        wanted = []
        if self.only in (None, "web"):
            wanted += [Child(f"web {n + 1}", lambda: self._spawn("web")) for n in range(self.settings.web_processes)]
        if self.only in (None, "web", "worker"):
            wanted.append(Child("media", lambda: self._spawn("media-process")))
        if self.only in (None, "worker"):
            wanted.append(Child("worker", lambda: self._spawn("work")))
        self.children = wanted
        for child in self.children:
            self._start(child)

    def _spawn(self, command: str) -> int:
        assert self.listener is not None
        handles = [self._ready[1]] + ([self.listener.fileno()] if command == "web" else [])
        words = [sys.executable, "-m", "hubbub", command, "--ready", str(self._ready[1])]
        if command == "web":
            words += ["--listen", str(self.listener.fileno())]
        process = subprocess.Popen(
            words, pass_fds=handles, env=os.environ | _environment(self.settings), stdin=subprocess.DEVNULL,
            start_new_session=True, preexec_fn=_die_with_parent,
        )
        process.returncode = 0  # reaped by us in _watch; the object must not wait for it
        return process.pid

    def _start(self, child: Child) -> None:
        child.pid, child.started_at, child.due_at = child.start(), time.monotonic(), 0.0

    def _await_ready(self) -> None:
        """Until every part has said that it is: if they keep ending instead, nothing is to be hoped for."""
        parts = {child.name.partition(" ")[0] for child in self.children}
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
            self.said |= {READY[letter] for letter in os.read(self._ready[0], 64).decode()}

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


def _environment(settings: Settings) -> dict[str, str]:
    """What the command line said, for the children to read."""
    return {
        "HUBBUB_DATA": str(settings.data), "HUBBUB_DOMAIN": settings.domain, "HUBBUB_HOST": settings.host,
        "HUBBUB_PORT": str(settings.port), "HUBBUB_DEVELOPMENT": "1" if settings.development else "0",
    }


_libc = ctypes.CDLL(None, use_errno=True)


def _die_with_parent() -> None:
    """Have the kernel end this child when the supervisor dies, however it dies."""
    _libc.prctl(1, signal.SIGTERM)
