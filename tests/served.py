"""A Hubbub served for real: its own processes, its own folder, its own port."""

import asyncio
import atexit
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from hubbub import app
from hubbub.base.db import Db
from hubbub.base.settings import read
from hubbub.bench.load import family, part_of
from hubbub.people import accounts, apps, profiles, teams

T = TypeVar("T")

PASSWORD = "a good password"


@cache
def blank() -> Path:
    """A data folder with a migrated database in it, to be copied: making one takes five seconds."""
    folder = Path(tempfile.mkdtemp(prefix="hubbub-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    folder.chmod(0o755)
    subprocess.run([sys.executable, "-m", "hubbub", "migrate", "--data", str(folder)], check=True, capture_output=True)
    return folder


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True)
class Served:
    """One server. `domain` is `localhost:PORT`; it may reach loopback and nothing else."""

    data: Path
    port: int = field(default_factory=free_port)
    web_processes: int = 1
    fresh: bool = False  # begins with nothing, as the first start of all does
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def domain(self) -> str:
        return f"localhost:{self.port}"

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def start(self) -> "Served":
        """Serve, and return once it answers."""
        self.data.mkdir(parents=True, exist_ok=True)
        if not self.fresh and not (self.data / "postgres").exists():
            subprocess.run(["cp", "-a", str(blank() / "postgres"), str(self.data)], check=True)
        with (self.data / "served.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "hubbub", "serve"], env=self._environment(), stdout=log, stderr=log
            )
        self.wait(45)
        return self

    def wait(self, seconds: float = 20) -> float:
        """Until it answers that it is ready; how long that took."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            try:
                with urllib.request.urlopen(f"{self.url}/ready", timeout=2) as answer:
                    if answer.status == 200:
                        return time.monotonic() - began
            except (OSError, urllib.error.URLError):
                pass
            if self.process is not None and self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise AssertionError(f"it does not answer: {self.log()[-3000:]}")

    def log(self) -> str:
        return (self.data / "served.log").read_text(errors="replace")

    def command(self, *words: str) -> str:
        """Run `hubbub …` on this server's folder; what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "hubbub", *words, "--data", str(self.data)], env=self._environment(),
            capture_output=True, text=True, check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def account(self, name: str, role: str = "member") -> None:
        """As `hubbub account create` does, but by this process, which has imported everything already."""
        async def create(db: Db) -> None:
            await accounts.create(db, accounts.SignUp(name, f"{name}@mail.test", PASSWORD, role=role), invited=True)
            who = await profiles.look_up(db, name)
            # Until the worker has made it, nobody elsewhere would know them.
            while await profiles.keys.key_of(db, who) is None:
                await asyncio.sleep(0.02)

        self.beside(create)

    def token(self, name: str) -> str:
        """A token that lets an app do everything as this person; made once, as `hubbub token create` does."""
        async def issue(db: Db) -> str:
            profile = await profiles.look_up(db, name)
            assert profile is not None
            account = await teams.owner_of(db, profile)
            assert account is not None
            async with db.write() as tx:
                made = await apps.register(tx, "Tests", [apps.OUT_OF_BAND], "read write follow push")
                return (await apps.issue(tx, made, made.scopes, (account, profile)))[0]

        if name not in self.tokens:
            self.tokens[name] = self.beside(issue)
        return self.tokens[name]

    def beside(self, work: Callable[[Db], Awaitable[T]]) -> T:
        """Do something to this server's database, as another process would; the caller may be in a loop of its own."""
        async def run() -> T:
            async with app.standing(read({}, data=str(self.data)), reading=1, writing=1) as db:
                return await work(db)

        with ThreadPoolExecutor(1) as thread:
            return thread.submit(lambda: asyncio.run(run())).result()

    def person(self, name: str) -> str:
        """An account by this name, and its token."""
        if name not in self.tokens:
            self.account(name)
        return self.token(name)

    def ask(
        self, method: str, path: str, given: Any = None, *, token: str = "", headers: dict[str, str] | None = None,
        timeout: float = 20,
    ) -> tuple[int, Any]:
        """Status and JSON (or text) of one request on a connection of its own."""
        sent = {"authorization": f"Bearer {token}"} if token else {}
        body = None
        if given is not None:
            body, sent["content-type"] = json.dumps(given).encode(), "application/json"
        request = urllib.request.Request(self.url + path, body, sent | (headers or {}), method=method)
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:
                status, text = answer.status, answer.read()
        except urllib.error.HTTPError as refused:
            status, text = refused.code, refused.read()
        try:
            return status, json.loads(text)
        except ValueError:
            return status, text.decode(errors="replace")

    def get(self, path: str, token: str = "") -> Any:
        status, given = self.ask("GET", path, token=token)
        assert status == 200, (status, given)
        return given

    def post(self, path: str, token: str = "", **given: Any) -> Any:
        status, answer = self.ask("POST", path, given, token=token)
        assert status == 200, (status, answer)
        return answer

    def pids(self, part: str) -> list[int]:
        """The processes of a part: `web`, `worker`, `media` or `postgres` (the postmaster)."""
        found = []
        for pid in family(self.pid)[1:]:
            with contextlib.suppress(OSError):
                if part == "postgres":
                    whole = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0].endswith(b"/bin/postgres")
                else:
                    whole = part_of(pid) == part
                if whole:
                    found.append(pid)
        return found

    def kill(self, *parts: str) -> None:
        """kill -9 of whole parts of the server at once; without a part of everything, the supervisor too."""
        pids = [pid for part in parts for pid in self.pids(part)] if parts else family(self.pid)[::-1]
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if not parts and self.process:
            self.process.wait(10)

    def stop(self) -> int:
        """End it well; the exit code."""
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()
                raise
        return self.process.returncode

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HUBBUB_")}
        return kept | {
            "HUBBUB_DATA": str(self.data), "HUBBUB_PORT": str(self.port), "HUBBUB_DOMAIN": self.domain,
            "HUBBUB_DEVELOPMENT": "1", "HUBBUB_RATE_LIMITS": "off", "HUBBUB_ALLOWED_NETWORKS": "127.0.0.0/8",
            "HUBBUB_WEB_PROCESSES": str(self.web_processes),
        } | self.environment


def eventually(look: Any, seconds: float = 15, why: str = "") -> Any:
    """The first true value that `look()` gives, asked again until the time is over."""
    began = time.monotonic()
    last: Any = None
    while time.monotonic() - began < seconds:
        last = look()
        if last:
            return last
        time.sleep(0.05)
    raise AssertionError(why or f"never came true; last: {last!r}")
