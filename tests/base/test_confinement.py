"""What the kernel keeps from a confined child. Each look is taken in a fork that never comes back."""

import ctypes
import errno
import gc
import os
import resource
import signal
import socket
import subprocess
import threading
from pathlib import Path

import msgspec
import pytest

from hubbub.base.confinement import BARRED, CLONE3, LIMITS, confine, leave_network

NOBODY = 65534


@pytest.fixture(autouse=True)
def _a_whole_limit(monkeypatch):
    """The child begins as large as the tests have grown; what it may take is counted from there."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    monkeypatch.setitem(LIMITS, resource.RLIMIT_AS, LIMITS[resource.RLIMIT_AS] + pages * resource.getpagesize())


def seen(look, before=lambda: None):
    """What `look` gives in a confined child, or the number of the signal that ended it."""
    hears, tells = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(30)  # a child that hangs must not take the tests with it
            before()
            barred = confine(keep=tells)
            os.write(tells, msgspec.json.encode((look(), barred)))
        finally:
            os._exit(0)
    os.close(tells)
    with os.fdopen(hears, "rb") as line:
        told = line.read()
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return msgspec.json.decode(told)[0] if told else -ended


def refused(call, *given, kinds=(OSError, MemoryError)):
    try:
        call(*given)
    except kinds as problem:
        return getattr(problem, "errno", None) or type(problem).__name__
    return "granted"


def interfaces():
    return [line.split(":")[0].strip() for line in Path("/proc/self/net/dev").read_text().splitlines()[2:]]


def test_every_limit_is_set():
    assert seen(lambda: [resource.getrlimit(what) for what in LIMITS]) == [[most, most] for most in LIMITS.values()]


def test_a_lower_limit_that_was_set_before_stays():
    seen_files = seen(
        lambda: resource.getrlimit(resource.RLIMIT_NOFILE),
        before=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32)),
    )
    assert seen_files == [32, 32]


def test_more_memory_than_the_limit_is_refused():
    assert seen(lambda: refused(bytearray, LIMITS[resource.RLIMIT_AS])) == "MemoryError"


def test_a_file_larger_than_the_limit_is_refused(tmp_path):
    def write():
        with (tmp_path / "large").open("wb") as file:
            return refused(file.truncate, LIMITS[resource.RLIMIT_FSIZE] + 1)

    assert seen(write) == errno.EFBIG


def test_a_child_that_computes_for_too_long_is_ended(monkeypatch):
    def spin():
        while True:
            pass

    monkeypatch.setitem(LIMITS, resource.RLIMIT_CPU, 1)
    assert seen(spin) in (signal.SIGXCPU, signal.SIGKILL)


def test_the_parent_s_open_files_are_closed(tmp_path):
    with (tmp_path / "secret").open("w") as secret:
        assert seen(lambda: refused(os.fstat, secret.fileno())) == errno.EBADF
    assert seen(lambda: len(os.listdir("/proc/self/fd"))) == 3 + 1 + 1  # the line, and the listing itself


def test_what_the_parent_left_behind_is_never_collected():
    """An object of the parent's, collected here, would close a file of ours that has got its number."""
    assert seen(gc.get_freeze_count) > 0


def test_the_child_goes_first_when_memory_runs_out():
    assert seen(lambda: Path("/proc/self/oom_score_adj").read_text().strip()) == "1000"


def signal_with_pidfd():
    signal.pidfd_send_signal(os.pidfd_open(os.getppid()), 0)


def trace_parent():
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.ptrace(0x4206, os.getppid(), 0, 0):  # PTRACE_SEIZE
        raise OSError(ctypes.get_errno(), "ptrace")


WAYS_OUT = {
    "network": lambda: socket.socket(socket.AF_INET).close(),
    "unix socket": lambda: socket.socket(socket.AF_UNIX).close(),
    "netlink": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW).close(),
    "connect": lambda: ctypes.CDLL(None, use_errno=True).connect(0, None, 0) and _raise_errno(),
    "run": lambda: os.execv("/bin/true", ["true"]),
    "run by number": lambda: os.execve(os.open("/bin/true", os.O_RDONLY), ["true"], {}),
    "another process": os.fork,
    "signal": lambda: os.kill(os.getppid(), 0),
    "signal a thread": lambda: signal.pthread_kill(threading.get_ident(), 0),
    "signal by file": signal_with_pidfd,
    "trace": trace_parent,
}


def _raise_errno():
    raise OSError(ctypes.get_errno(), "refused")


@pytest.mark.skipif(os.uname().machine not in BARRED, reason="no filter is known for this processor")
@pytest.mark.parametrize("way", WAYS_OUT)
def test_no_way_leads_out(way):
    assert seen(lambda: refused(WAYS_OUT[way])) == errno.EPERM


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="only these processors have calls by a second number")
def test_the_second_numbers_of_calls_lead_nowhere():
    assert seen(lambda: refused(call_by_number, 0x40000000 | 41, 1, 1, 0)) == errno.EPERM


@pytest.mark.skipif(os.uname().machine not in BARRED, reason="no filter is known for this processor")
def test_a_newer_way_to_make_processes_is_said_to_be_absent():
    assert seen(lambda: refused(call_by_number, CLONE3, 0, 0)) == errno.ENOSYS


def call_by_number(*given):
    if ctypes.CDLL(None, use_errno=True).syscall(*given) < 0:
        raise OSError(ctypes.get_errno(), "refused")


def test_threads_may_still_be_made():
    def work():
        done = []
        thread = threading.Thread(target=lambda: done.append("done"))
        thread.start()
        thread.join()
        return done

    assert seen(work) == ["done"]


@pytest.mark.skipif(os.uname().machine not in BARRED, reason="no filter is known for this processor")
def test_an_unprivileged_child_is_barred_too():
    assert seen(lambda: refused(WAYS_OUT["unix socket"]), before=drop_privileges) == errno.EPERM


def drop_privileges():
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


@pytest.mark.parametrize("before", [lambda: None, drop_privileges], ids=["as we are", "unprivileged"])
def test_the_network_is_left_with_and_without_privileges(before):
    if subprocess.run(["unshare", "--user", "--net", "true"], capture_output=True, check=False).returncode:
        pytest.skip("this kernel gives nobody a network of their own")
    left: list[object] = []
    assert seen(lambda: [left, interfaces()], before=lambda: left.extend([before(), leave_network()])) == [
        [None, True], ["lo"]
    ]


@pytest.mark.skipif(os.uname().machine not in BARRED, reason="no filter is known for this processor")
def test_a_kernel_that_refuses_is_reported_and_the_process_goes_on():
    assert seen(leave_network) is False
