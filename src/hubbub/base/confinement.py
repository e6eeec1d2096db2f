"""What a process gives up before it opens a stranger's file: the network, memory, time, and other processes.

Linux does the keeping; where it refuses (some containers do) the process goes on with what it was granted.
"""

import ctypes
import errno
import gc
import logging
import os
import platform
import resource
import signal
import struct
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

log = logging.getLogger("hubbub.confinement")

LIMITS = {
    resource.RLIMIT_AS: 1 << 30,
    resource.RLIMIT_CPU: 20,
    resource.RLIMIT_FSIZE: 256 << 20,
    resource.RLIMIT_NOFILE: 64,
    resource.RLIMIT_CORE: 0,
}
# Of a film that is encoded anew; whoever computes beside it goes first.
LONG_LIMITS = LIMITS | {resource.RLIMIT_AS: 2 << 30, resource.RLIMIT_CPU: 900}

PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 22, 38
SECCOMP_MODE_FILTER = 2
CLONE_THREAD, CLONE_NEWUSER, CLONE_NEWNET = 0x10000, 0x10000000, 0x40000000

# Sockets by path (the database's is one) are not of the network, so the calls themselves are barred:
# socket connect execve execveat ptrace process_vm_readv process_vm_writev kill tkill tgkill pidfd_send_signal
# pidfd_getfd unshare setns bpf io_uring_setup fork vfork. After the architecture's mark comes its `clone`.
BARRED = {
    "x86_64": (0xC000003E, 56, (41, 42, 59, 322, 101, 310, 311, 62, 200, 234, 424, 438, 272, 308, 321, 425, 57, 58)),
    "aarch64": (0xC00000B7, 220, (198, 203, 221, 281, 117, 270, 271, 129, 130, 131, 424, 438, 97, 268, 280, 425)),
}
CLONE3 = 435
LOAD, EQUAL, ABOVE, HAS, END = 0x20, 0x15, 0x35, 0x45, 0x06  # instructions of the filter's machine
ENDS = {"allow": 0x7FFF0000, "refuse": 0x50000 | errno.EPERM, "absent": 0x50000 | errno.ENOSYS}

_libc = ctypes.CDLL(None, use_errno=True)


def leave_network() -> bool:
    """Whether this process now has a network of its own with nothing in it; unprivileged, that takes a user
    namespace too. To be called before there are threads."""
    _libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    for flags in (CLONE_NEWNET, CLONE_NEWUSER | CLONE_NEWNET):
        if _libc.unshare(flags) == 0:
            return True
    log.warning("the kernel leaves this process its network: %s", os.strerror(ctypes.get_errno()))
    return False


def end_with_parent(number: int) -> None:
    """Have the kernel send this process a signal when its parent ends, however that ends."""
    _libc.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)


def confine(keep: int, limits: Mapping[int, int] = LIMITS) -> bool:
    """Leave a forked child with one open file (and the standard ones), its limits, and no way to outlive its parent
    or to touch another process; whether the kernel bars the system calls too."""
    gc.freeze()  # what the parent left behind must not be collected: its file numbers are reused here
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    for file in map(int, os.listdir("/proc/self/fd")):
        if file > 2 and file != keep:
            with suppress(OSError):
                os.close(file)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")  # when memory runs out, this is the first to go
    for what, most in limits.items():
        _limit(what, most)
    if limits is not LIMITS:
        os.nice(10)
    end_with_parent(signal.SIGKILL)
    _libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    return _bar_calls()


def _limit(what: int, most: int) -> None:
    hard = resource.getrlimit(what)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (most, most))


def _bar_calls() -> bool:
    """A seccomp filter: threads may be made but no processes. `clone3` is said to be absent, since what it makes
    cannot be seen from here; the C library then uses `clone`."""
    if platform.machine() not in BARRED:
        return False
    architecture, clone, calls = BARRED[platform.machine()]
    steps: list[tuple[int, int, str, str]] = [
        (LOAD, 4, "", ""), (EQUAL, architecture, "", "refuse"),
        (LOAD, 0, "", ""), (ABOVE, 0x40000000, "refuse", ""), *((EQUAL, call, "refuse", "") for call in calls),
        (EQUAL, CLONE3, "absent", ""), (EQUAL, clone, "", "allow"),
        (LOAD, 16, "", ""), (HAS, CLONE_THREAD, "allow", "refuse"),
    ]
    rules = [
        struct.pack("=HBBI", code, *(_jump(steps, here, there) for there in ways), value)
        for here, (code, value, *ways) in enumerate(steps)
    ]
    rules += [struct.pack("=HBBI", END, 0, 0, answer) for answer in ENDS.values()]
    code = ctypes.create_string_buffer(b"".join(rules))
    program = ctypes.create_string_buffer(struct.pack("@HP", len(rules), ctypes.addressof(code)))
    return bool(_libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program, 0, 0) == 0)


def _jump(steps: list[tuple[int, int, str, str]], here: int, there: str) -> int:
    """How many steps to skip to an end; none to go on."""
    return len(steps) + list(ENDS).index(there) - here - 1 if there else 0
