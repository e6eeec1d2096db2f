"""One PostgreSQL a process of tests, one database made from a template, emptied between tests."""

import shutil
import signal
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from hubbub import app
from hubbub.base import bus, keys, migrate, worker
from hubbub.base.clock import clock
from hubbub.base.db import Db
from hubbub.base.postgres import Postgres
from hubbub.base.settings import Settings, read
from hubbub.base.worker import Worker
from hubbub.people.accounts import accounts
from hubbub.people.profiles import profiles

from .outside import Peer
from .postbox import Postbox, receiving
from .town import Town

app.open_rooms()

# What costs time on purpose, or by its nature, is cheap in this process: passwords are hashed with little, and of keys
# so many are made as no test has people, and go round. The served Hubbubs do as the product does.
accounts.PASSES, accounts.MEMORY = 1, 64
_keys: deque[tuple[str, str]] = deque()


def _key() -> tuple[str, str]:
    if len(_keys) < 32:
        _keys.append(keys.make_key())
    _keys.rotate(1)
    return _keys[0]


pytest.MonkeyPatch().setattr(profiles, "make_key", _key)

PATIENCE = 240  # seconds


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long files first: of two processes neither is left with one at the end.

    They drive browsers and whole servers beside other work, so each of them may be tried once more. Whoever needs it is
    named at the end of the run, and is a defect to be looked at.
    """
    items.sort(key=lambda item: "flows" not in item.path.parts)
    for item in items:
        if "flows" in item.path.parts:
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """A test that hangs ends where it stands, and not with the patience of whoever waits for the suite."""
    def end(*_: object) -> None:
        pytest.fail(f"longer than {PATIENCE} s")

    signal.signal(signal.SIGALRM, end)
    signal.alarm(0 if item.get_closest_marker("long") else PATIENCE)
    try:
        return (yield)
    finally:
        signal.alarm(0)


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """A folder for the run, near the root so that socket paths stay short."""
    path = Path(tempfile.mkdtemp(prefix="hubbub-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(folder: Path) -> Iterator[Postgres]:
    server = Postgres(folder / "postgres")
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def settings(folder: Path) -> Settings:
    return read({
        "HUBBUB_DATA": str(folder), "HUBBUB_DOMAIN": "here.test", "HUBBUB_DEVELOPMENT": "1",
        "HUBBUB_RATE_LIMITS": "off", "HUBBUB_ALLOWED_NETWORKS": "127.0.0.0/8",
    })


async def do_as_admin(postgres: Postgres, *commands: str) -> None:
    admin = await asyncpg.connect(**(postgres.address | {"user": "postgres", "database": "postgres"}))
    try:
        for command in commands:
            await admin.execute(command)
    finally:
        await admin.close()


async def new_database(postgres: Postgres, name: str, template: str = "template1") -> dict[str, Any]:
    """An empty database, or a copy of one; the driver's arguments for reaching it."""
    await do_as_admin(postgres, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)',
              f'CREATE DATABASE "{name}" OWNER hubbub TEMPLATE "{template}"')
    return postgres.address | {"database": name}


@pytest_asyncio.fixture(scope="session")
async def template(postgres: Postgres, settings: Settings) -> str:
    """The name of a migrated database to copy from; nobody stays connected to it."""
    # Of these databases nothing has to outlive a failure of power; the served Hubbubs keep what the product keeps to.
    await do_as_admin(postgres, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
    address = await new_database(postgres, "template_hubbub")
    async with app.standing(settings, address, reading=1, writing=1) as db:
        await migrate.run(db, app.migrations())
    return "template_hubbub"


@pytest_asyncio.fixture(scope="session")
async def shared_db(postgres: Postgres, settings: Settings, template: str) -> AsyncIterator[Db]:
    address = await new_database(postgres, "town", template)
    async with app.standing(settings, address) as db:
        yield db


@pytest_asyncio.fixture
async def db(shared_db: Db, emptying: Callable[[], Awaitable[None]]) -> AsyncIterator[Db]:
    """The database, empty, with nothing kept in memory and the clock at real time."""
    bus.gap()
    clock.offset *= 0
    worker._tick_due.clear()  # it may have been told of a time that the clock is set back from
    yield shared_db
    clock.offset *= 0
    await emptying()


@pytest_asyncio.fixture(scope="session")
async def emptying(postgres: Postgres, shared_db: Db) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Empties the database: only the tables that have something, and nobody asks what refers to what."""
    admin = await asyncpg.connect(**(postgres.address | {"user": "postgres", "database": "town"}))
    await admin.execute("SET session_replication_role = replica")
    names = [row[0] for row in await admin.fetch(
        "SELECT format('%I', tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migrations'"
    )]
    used = await admin.prepare("SELECT ARRAY[{}]".format(
        ", ".join(f"CASE WHEN EXISTS (SELECT 1 FROM {name}) THEN '{name}' END" for name in names)
    ))
    await used.fetchval()  # until it is asked, what was prepared holds every table

    async def empty() -> None:
        for name in await used.fetchval():
            if name is not None:
                await admin.execute(f"DELETE FROM {name}")

    yield empty
    await admin.close()


@pytest.fixture(scope="session")
def workshop(folder: Path) -> Iterator[None]:
    """The process that opens strangers' files; who asks it before it listens waits until it does."""
    command = [sys.executable, "-m", "hubbub", "media-process", "--data", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        yield
        process.terminate()


@pytest_asyncio.fixture
async def town(db: Db, workshop: None) -> Town:
    """An empty town: people move in by `await town.person("ann")`."""
    return Town(db, Worker(db))


@pytest_asyncio.fixture
async def peer() -> AsyncIterator[Peer]:
    """Another server, really there, on loopback."""
    server = await Peer().start()
    yield server
    await server.stop()


@pytest_asyncio.fixture
async def third() -> AsyncIterator[Peer]:
    """And one more."""
    server = await Peer().start()
    yield server
    await server.stop()


@pytest_asyncio.fixture
async def postbox(town: Town) -> AsyncIterator[Postbox]:
    """A mail relay, really there; the first person has moved in already and owns the server."""
    await town.person("ann")
    async with receiving(town.db) as box:
        yield box
