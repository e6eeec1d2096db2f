"""Puts Hubbub together: opens what it stands on, opens the rooms, hangs the doors."""

import fcntl
import importlib
import importlib.util
import logging
import os
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from hubbub.base import ids, migrate, workshop
from hubbub.base.db import Db, connect
from hubbub.base.errors import Unavailable
from hubbub.base.files import open_files
from hubbub.base.here import Here
from hubbub.base.http import Incoming, Routes
from hubbub.base.limits import Counter
from hubbub.base.outside import Outside
from hubbub.base.postgres import Postgres
from hubbub.base.settings import Settings
from hubbub.doors.fediverse import routes as fediverse
from hubbub.doors.mastodon import description, empty  # noqa: F401
from hubbub.doors.mastodon import routes as mastodon
from hubbub.doors.web import assets, design, files, worker  # noqa: F401  hang what is sent as it is
from hubbub.doors.web import routes as web
from hubbub.rooms import ROOMS

log = logging.getLogger("hubbub")

FACES = ("jobs", "mastodon", "activitypub", "web")
PACKAGE = Path(__file__).parent


def open_rooms(rooms: tuple[str, ...] = ROOMS) -> None:
    """Import every room and its faces: each hangs itself on the seams it uses."""
    for room in rooms:
        importlib.import_module(f"hubbub.{room}")
    for room in rooms:
        for face in FACES:
            if importlib.util.find_spec(f"hubbub.{room}.{face}"):
                importlib.import_module(f"hubbub.{room}.{face}")
    empty.fill_in()


@cache
def migrations(rooms: tuple[str, ...] = ROOMS) -> tuple[migrate.Migration, ...]:
    folders = [PACKAGE / "base" / "migrations"]
    folders += [PACKAGE.joinpath(*room.split("."), "migrations") for room in rooms]
    return migrate.find(folders)


def secret_of(settings: Settings) -> bytes:
    """The server's own secret, made at the first start and readable by nobody else."""
    path = settings.data / "secret"
    settings.data.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return bytes.fromhex(path.read_text().strip())
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    return secret_of(settings)


def database_of(settings: Settings) -> dict[str, Any] | str:
    return settings.database_url or Postgres(settings.data / "postgres").address


def take_folder(settings: Settings) -> int | None:
    """Hold the data folder against other servers; None if one holds it. The handle is kept open by the holder."""
    settings.data.mkdir(parents=True, exist_ok=True)
    lock = os.open(settings.data / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock


@contextmanager
def database_up(settings: Settings) -> Iterator[None]:
    """The embedded database, started for as long as the block lasts unless a server is running it."""
    lock = take_folder(settings)
    if settings.database_url or lock is None:
        yield
        return
    postgres = Postgres(settings.data / "postgres")
    postgres.start()
    try:
        yield
    finally:
        postgres.stop()
        os.close(lock)


@asynccontextmanager
async def standing(
    settings: Settings, database: dict[str, Any] | str | None = None, *, reading: int = 6, writing: int = 6,
    lane: int | None = None,
) -> AsyncIterator[Db]:
    """The database and everything else a process stands on, for as long as the block lasts. A `lane` of ids that no
    other process has is given by whoever knows them all; else one is taken by chance."""
    outside = Outside(settings)
    here = Here(settings, secret_of(settings), open_files(settings, outside), outside,
                workshop.Workshop(workshop.place(settings.data)))
    db = await connect(database or database_of(settings), here, reading=reading, writing=writing)
    ids.use_node(os.getpid() if lane is None else lane)
    try:
        yield db
    finally:
        await outside.close()
        await db.close()


class App:
    """The ASGI application: one table of routes a door, asked in turn."""

    def __init__(self, db: Db) -> None:
        self.state = State(db)
        self._request = int.from_bytes(os.urandom(5))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1000})
            return
        scope["app"] = self
        self._request += 1
        scope["request_id"] = f"{self._request:x}"
        request = Incoming(scope, receive)
        response = await self.answer(request)
        response.raw_headers.append((b"x-request-id", scope["request_id"].encode()))
        whole = scope.get("extensions", {}).get("hubbub.whole")
        # What is sent bit by bit, or goes on after it was sent, does so in its own way.
        if whole is not None and type(response).__call__ is Response.__call__ and response.background is None:
            await whole(response.status_code, response.raw_headers, response.body)
        else:
            await response(scope, receive, send)

    async def answer(self, request: Request) -> Response:
        """The first door that knows the path answers; each has its own way to say that none does."""
        path, method = request.scope["path"], request.scope["method"]
        if path == "/health":
            return mastodon.respond({"status": "UP"})
        if path == "/ready":
            return await self._ready()
        if not self._is_ours(request.headers.get("host", "")):
            return Response("This server does not go by that name.", 421, media_type="text/plain")
        if method == "OPTIONS":
            return Response(status_code=204, headers=mastodon.PREFLIGHT)
        wants_activity = fediverse.wants(request)
        tables: tuple[Routes, ...] = (fediverse.ROUTES, mastodon.ROUTES, fediverse.ALWAYS, web.ROUTES)
        allowed: list[str] = []
        for table in tables if wants_activity else tables[1:]:
            endpoint, found, methods = table.find(method, path)
            if endpoint is not None:
                request.scope["path_params"] = found
                return await endpoint(request)
            allowed += methods
        if path.startswith(("/api/", "/oauth/", "/.well-known/", "/nodeinfo/")) or wants_activity:
            if allowed:
                return mastodon.error(405, "Method not allowed", mastodon.CORS | {"allow": ", ".join(sorted(allowed))})
            return mastodon.error(404, "Not found")
        return await web.nothing_here(request)

    async def _ready(self) -> Response:
        """Whether requests can be answered just now: the database does, and its schema is this version's."""
        try:
            applied = set(await self.state.db.all(migrate.APPLIED))
        except Unavailable:
            return mastodon.respond_with(503, {"status": "DOWN", "why": "The database does not answer."})
        if missing := sorted(self.state.migrations - applied):
            return mastodon.respond_with(503, {"status": "DOWN", "why": f"{len(missing)} migrations are to be done."})
        return mastodon.respond({"status": "UP"})

    def _is_ours(self, host: str) -> bool:
        """Links are made from the configured name alone; a request by another name is not for us."""
        settings = self.state.db.here.settings
        return host.lower() in self.state.names or settings.development


class State:
    """What endpoints reach by `request.app.state`."""

    def __init__(self, db: Db) -> None:
        settings = db.here.settings
        self.db = db
        self.migrations = {migration.name for migration in migrations()}
        self.counter = Counter(on=settings.rate_limits)
        self.names = {settings.domain, settings.web_domain, f"localhost:{settings.port}", f"127.0.0.1:{settings.port}"}
