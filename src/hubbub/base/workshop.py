"""A workshop apart: strangers' files are opened in a process that can reach nothing and nobody.

`serve` is that process. It gives up the network and does each piece of work in a child of its own, with bounded
memory, time and files: whatever is hidden in a picture ends that child and nothing else. `Workshop` is how the
other processes of this server have work done there.
"""

import asyncio
import errno
import importlib
import inspect
import logging
import os
import signal
import socket
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn, get_type_hints

import msgspec

from . import sockets
from .confinement import LIMITS, LONG_LIMITS, confine, end_with_parent, leave_network
from .errors import Full, Invalid, Unavailable

log = logging.getLogger("hubbub.workshop")

LONGEST_MESSAGE = 1 << 20  # bytes, of what is asked and of what is answered
PATIENCE = 60.0  # seconds that work may stand in line before its own time begins
RETRIES = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, *[3.2] * 5)  # seconds: a process that is being restarted is back by then
DRAIN = 5.0  # seconds that work under way has left when the process is told to stop

# What the kernel granted, as far as this process knows.
_granted = {"no_network": False, "no_calls": False}


class Failed(Exception):
    """This file could not be read."""

    def __init__(self, why: str) -> None:
        self.sentence = (self.__doc__ or "").strip()
        super().__init__(why)


class TookTooLong(Failed):
    """This file took too long to read."""


class _Task(msgspec.Struct):
    function: str
    deadline: float
    given: dict[str, Any]
    long: bool = False


def place(data: Path) -> Path:
    """The socket of the workshop that belongs to a data folder."""
    folder = sockets.near(data)
    # What is asked for names files: nobody else may listen in the place of ours.
    return (folder if folder == data else sockets.own(folder)) / "workshop"


class Workshop:
    """The way to the workshop, by the Unix socket that it listens on."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket

    async def do(self, function: str, deadline: float = 30.0, long: bool = False, **given: object) -> Any:
        """What `function`, named as "module:name", gives, in plain JSON types.

        Its `deadline` in seconds runs from when its turn comes. What is `long` stands in a line of its own and may
        compute for longer. Raises the same `Invalid` as the function, `Failed`
        when the work came to a bad end, `Full` when the disk is, `Unavailable` when the workshop does not answer.
        """
        task = msgspec.json.encode(_Task(function, deadline, given, long))
        try:
            async with asyncio.timeout(deadline + PATIENCE):
                try:
                    answer = await self._ask(task)
                except ConnectionResetError:
                    # It went down before it listened: what it forked may hold the socket a moment longer.
                    answer = await self._ask(task)
        except (OSError, asyncio.IncompleteReadError) as problem:
            raise Unavailable(f"The workshop does not answer: {problem!r}") from problem
        return _understood(answer)

    async def _ask(self, task: bytes) -> bytes:
        reader, writer = await self._reach()
        try:
            writer.write(task + b"\n")
            return await reader.readuntil(b"\n")
        finally:
            writer.close()

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        for wait in RETRIES:
            with suppress(FileNotFoundError, ConnectionRefusedError):
                return await asyncio.open_unix_connection(self._socket, limit=2 * LONGEST_MESSAGE)
            await asyncio.sleep(wait)
        return await asyncio.open_unix_connection(self._socket, limit=2 * LONGEST_MESSAGE)


def _understood(answer: bytes) -> Any:
    kind, what = msgspec.json.decode(answer, type=tuple[str, Any])
    if kind == "done":
        return what
    raise {"invalid": Invalid, "full": Full, "late": TookTooLong}.get(kind, Failed)(str(what))


def serve(socket: Path, ready: Callable[[], None] | None = None, packages: tuple[str, ...] = ("hubbub.",)) -> None:
    """The main loop of the process, until SIGTERM or its parent's end; `ready` is called when it listens.

    Only functions of modules that begin with one of `packages` can be asked for.
    """
    _granted["no_network"] = leave_network()
    end_with_parent(signal.SIGTERM)
    asyncio.run(_Bench(packages).run(socket, ready))


class _Bench:
    """Takes work from the line, as many pieces at once as there are processors; of what takes long, one."""

    def __init__(self, packages: tuple[str, ...]) -> None:
        self._packages = packages
        self._places = asyncio.Semaphore(os.cpu_count() or 1)
        self._long_places = asyncio.Semaphore(1)
        self._under_way: set[asyncio.Task[Any]] = set()

    async def run(self, path: Path, ready: Callable[[], None] | None) -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        mask = os.umask(0o177)
        try:
            server = await asyncio.start_unix_server(self._attend, path, limit=LONGEST_MESSAGE, backlog=1024)
        finally:
            os.umask(mask)
        if ready:
            ready()
        await stop.wait()
        server.close()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=DRAIN)

    async def _attend(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        me = asyncio.current_task()
        assert me is not None
        self._under_way.add(me)
        try:
            task = msgspec.json.decode(await reader.readuntil(b"\n"), type=_Task)
            async with self._long_places if task.long else self._places:
                answer = await self._done(task, reader)
            writer.write(answer)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, msgspec.MsgspecError) as problem:
            log.info("a caller left or was not understood: %r", problem)
        finally:
            self._under_way.discard(me)
            writer.close()

    async def _done(self, task: _Task, asker: asyncio.StreamReader) -> bytes:
        """The answer of a child made for this task, which has ended when this returns."""
        try:
            work = self._find(task.function)
            given = {name: msgspec.convert(value, work[1].get(name, Any)) for name, value in task.given.items()}
        except Exception as problem:
            return _line("failed", f"{task.function}: {problem!r}")
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            _be_child(work[0], given, theirs, task.long)
        theirs.close()
        try:
            answer = await _heard(ours, asker, task.deadline)
        finally:
            status = await _ended(pid)
        return answer or _line("failed", f"{task.function} ended with {os.waitstatus_to_exitcode(status)}, unanswered")

    def _find(self, name: str) -> tuple[Callable[..., Any], dict[str, Any]]:
        """The function and its hints. Its module is loaded here once, so that no child has to."""
        module, _, function = name.partition(":")
        if not module.startswith(self._packages):
            raise LookupError("only our own functions")
        found = getattr(importlib.import_module(module), function, None)
        if not inspect.isfunction(found) or found.__module__ != module:
            raise LookupError("no such function")
        return found, get_type_hints(found)


async def _heard(ours: socket.socket, asker: asyncio.StreamReader, deadline: float) -> bytes | None:
    """What the child says before its deadline and while somebody waits for it; None if it ends in silence."""
    child, line = await asyncio.open_connection(sock=ours, limit=LONGEST_MESSAGE)
    answer = asyncio.ensure_future(child.readuntil(b"\n"))
    left = asyncio.ensure_future(asker.read(1))
    try:
        await asyncio.wait({answer, left}, timeout=deadline, return_when=asyncio.FIRST_COMPLETED)
        return answer.result() if answer.done() else _line("late", f"stopped after {deadline} seconds")
    except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        return None
    finally:
        answer.cancel()
        left.cancel()
        line.close()


async def _ended(pid: int) -> int:
    os.kill(pid, signal.SIGKILL)  # until it is waited for, the number is nobody else's
    while (waited := os.waitpid(pid, os.WNOHANG))[0] == 0:  # noqa: ASYNC110, ASYNC222
        await asyncio.sleep(0.001)
    return waited[1]


def _line(kind: str, what: object) -> bytes:
    return msgspec.json.encode((kind, what)) + b"\n"


def status() -> dict[str, bool]:
    """What the kernel granted, asked for like any other work: `no_network` (a network of its own with nothing in
    it) and `no_calls` (system calls that lead out are refused)."""
    return dict(_granted)


def _be_child(work: Callable[..., Any], given: dict[str, Any], line: socket.socket, long: bool) -> NoReturn:
    try:
        _granted["no_calls"] = confine(keep=line.fileno(), limits=LONG_LIMITS if long else LIMITS)
        line.sendall(_outcome(work, given))
    finally:
        os._exit(0)


def _outcome(work: Callable[..., Any], given: dict[str, Any]) -> bytes:
    try:
        return _line("done", work(**given))
    except Invalid as refusal:
        return _line("invalid", refusal.sentence)
    except Exception as problem:
        if isinstance(problem, OSError) and problem.errno in (errno.ENOSPC, errno.EDQUOT):
            return _line("full", str(problem))
        return _line("failed", traceback.format_exc()[-4000:])
