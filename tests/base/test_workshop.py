"""The workshop, a real process: what is asked of it, and what strangers' files may do to it."""

import asyncio
import errno
import itertools
import json
import os
import signal
import stat
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from hubbub.base.errors import Full, Invalid, Unavailable
from hubbub.base.workshop import LONGEST_MESSAGE, Failed, TookTooLong, Workshop

HERE = __name__
ROOT = Path(__file__).parents[2]
SERVE = """
import sys
from pathlib import Path
from hubbub.base.workshop import serve
serve(Path(sys.argv[1]), lambda: print("ready", flush=True), packages=("hubbub.", "tests."))
"""


# What is asked for below, in children of the workshop.

def add(one: int, other: int) -> int:
    return one + other


def kind_of(pair: tuple[float, float]) -> str:
    return type(pair).__name__


def refuse() -> None:
    raise Invalid("This picture is upside down.")


def fill_disk() -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def go_wrong() -> None:
    raise KeyError("a mistake of ours")


def vanish() -> None:
    os._exit(3)


def crash() -> None:
    os.abort()


def swallow() -> int:
    return len(bytearray(4 << 30))


def spin() -> None:
    for _ in itertools.repeat(None):
        pass


def chatter() -> str:
    return "x" * LONGEST_MESSAGE


def interfaces() -> list[str]:
    return [line.split(":")[0].strip() for line in Path("/proc/self/net/dev").read_text().splitlines()[2:]]


def call_and_wait(bell: str, door: str) -> str:
    """Tells its number through one pipe, and goes on when somebody opens the other."""
    Path(bell).write_text(str(os.getpid()))
    return Path(door).read_text()


def crowd(folder: str) -> int:
    """How many are in the folder at once."""
    me = Path(folder, str(os.getpid()))
    me.touch()
    until = time.monotonic() + 0.05
    most = 0
    while time.monotonic() < until:
        most = max(most, len(os.listdir(folder)))
    me.unlink()
    return most


@contextmanager
def workshop_at(socket):
    process = subprocess.Popen([sys.executable, "-c", SERVE, str(socket)], stdout=subprocess.PIPE, cwd=ROOT)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    socket = tmp_path_factory.mktemp("workshop") / "socket"
    with workshop_at(socket) as process:
        assert process.stdout.readline() == b"ready\n"
        yield socket, process


@pytest.fixture
def workshop(running):
    return Workshop(running[0])


@pytest.fixture
def visit(tmp_path):
    """Pipes, new ones at each call, to hear from work that has begun and to let it go on."""
    numbers = itertools.count()

    def visit():
        pipes = {name: str(tmp_path / f"{name}-{next(numbers)}") for name in ("bell", "door")}
        for pipe in pipes.values():
            os.mkfifo(pipe)
        return pipes

    return visit


async def begun(pipes):
    return psutil.Process(int(await asyncio.to_thread(Path(pipes["bell"]).read_text)))


async def let_in(pipes):
    await asyncio.to_thread(Path(pipes["door"]).write_text, "come in")


async def gone(process):
    """Waits for its end; whether it is reaped is its parent's affair."""
    async with asyncio.timeout(5):
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            await asyncio.sleep(0.005)
    return True


async def test_what_the_function_gives_comes_back(workshop):
    assert await workshop.do(f"{HERE}:add", one=3, other=4) == 7


async def test_what_is_given_arrives_as_the_types_that_the_function_names(workshop):
    assert await workshop.do(f"{HERE}:kind_of", pair=(0.5, 0.25)) == "tuple"
    with pytest.raises(Failed):
        await workshop.do(f"{HERE}:kind_of", pair="no pair")


async def test_a_refusal_arrives_with_its_sentence(workshop):
    with pytest.raises(Invalid) as refused:
        await workshop.do(f"{HERE}:refuse")
    assert refused.value.sentence == "This picture is upside down."


async def test_a_full_disk_is_not_the_picture_s_fault(workshop):
    with pytest.raises(Full):
        await workshop.do(f"{HERE}:fill_disk")


async def test_a_mistake_of_ours_is_told_to_the_log_and_a_plain_sentence_to_the_person(workshop):
    with pytest.raises(Failed, match="a mistake of ours") as failed:
        await workshop.do(f"{HERE}:go_wrong")
    assert failed.value.sentence == "This file could not be read."


@pytest.mark.parametrize("end", ["vanish", "crash", "swallow", "chatter"])
async def test_work_that_comes_to_a_bad_end_fails_alone(workshop, end):
    beside = asyncio.create_task(workshop.do(f"{HERE}:add", one=1, other=1))
    with pytest.raises(Failed):
        await workshop.do(f"{HERE}:{end}")
    assert await beside == 2
    assert await workshop.do(f"{HERE}:add", one=2, other=2) == 4


async def test_work_past_its_deadline_is_stopped_and_the_next_begins(workshop, running):
    many = (os.cpu_count() or 1) + 1
    spinning = [workshop.do(f"{HERE}:spin", deadline=0.1) for _ in range(many)]
    for outcome in await asyncio.gather(*spinning, return_exceptions=True):
        assert isinstance(outcome, TookTooLong)
        assert outcome.sentence == "This file took too long to read."
    assert await workshop.do(f"{HERE}:add", one=2, other=2) == 4
    assert psutil.Process(running[1].pid).children() == []


async def test_no_more_work_at_once_than_there_are_processors(workshop, tmp_path):
    processors = os.cpu_count() or 1
    crowds = await asyncio.gather(*(workshop.do(f"{HERE}:crowd", folder=str(tmp_path)) for _ in range(processors * 3)))
    assert max(crowds) <= processors


async def test_nothing_is_left_of_work_whose_caller_went_away(workshop, running, visit):
    asking = asyncio.create_task(workshop.do(f"{HERE}:call_and_wait", **(pipes := visit())))
    child = await begun(pipes)
    asking.cancel()
    assert await gone(child)
    assert await workshop.do(f"{HERE}:add", one=2, other=2) == 4
    assert psutil.Process(running[1].pid).children() == []


async def test_callers_that_give_up_in_line_hold_nobody_up(workshop, visit):
    visits = [visit() for _ in range(os.cpu_count() or 1)]
    filling = [asyncio.create_task(workshop.do(f"{HERE}:call_and_wait", **pipes)) for pipes in visits]
    for pipes in visits:
        await begun(pipes)
    for _ in visits:
        _, writer = await asyncio.open_unix_connection(workshop._socket)
        writer.write(request(f"{HERE}:spin"))
        writer.close()
    last = asyncio.create_task(workshop.do(f"{HERE}:add", one=2, other=2))
    for pipes in visits:
        await let_in(pipes)
    async with asyncio.timeout(3):
        assert await asyncio.gather(*filling, last) == ["come in"] * len(visits) + [4]


def request(function, **given):
    return json.dumps({"function": function, "deadline": 5, "given": given}).encode() + b"\n"


NONSENSE = [b"", b"\n", b"{}\n", b"GET / HTTP/1.1\r\n\r\n", b"x" * (2 * LONGEST_MESSAGE), b"half"]


@pytest.mark.parametrize("said", NONSENSE)
async def test_a_caller_that_talks_nonsense_gets_no_answer(workshop, said):
    await turned_away(workshop, said)
    assert await workshop.do(f"{HERE}:add", one=2, other=2) == 4


async def turned_away(workshop, said):
    reader, writer = await asyncio.open_unix_connection(workshop._socket)
    writer.write(said)
    writer.write_eof()
    with suppress(ConnectionResetError):
        assert await reader.read() == b""
    writer.close()


NOT_OURS = ["os:getcwd", "posix:getpid", "platform:machine", "subprocess:run", "hubbubble:add", "", ":"]
NO_FUNCTIONS = ["base.workshop:Path", "base.workshop:importlib", "base.jobs:now", "base.errors:Invalid", "nowhere:add"]


@pytest.mark.parametrize("function", NOT_OURS + [f"hubbub.{name}" for name in NO_FUNCTIONS])
async def test_only_functions_of_ours_can_be_asked_for(workshop, function):
    with pytest.raises(Failed):
        await workshop.do(function)


async def test_the_network_is_gone_inside(workshop):
    if subprocess.run(["unshare", "--net", "true"], capture_output=True, check=False).returncode:
        pytest.skip("this kernel gives nobody a network of their own")
    assert await workshop.do(f"{HERE}:interfaces") == ["lo"]
    assert (await workshop.do("hubbub.base.workshop:status"))["no_network"]


async def test_only_we_may_knock(running):
    assert stat.S_IMODE(running[0].stat().st_mode) == 0o600


async def test_a_workshop_that_is_still_starting_is_waited_for(tmp_path):
    asking = asyncio.create_task(Workshop(tmp_path / "socket").do(f"{HERE}:add", one=20, other=3))
    await asyncio.sleep(0)
    with workshop_at(tmp_path / "socket"):
        assert await asking == 23


async def test_a_workshop_that_is_not_there_is_unavailable(tmp_path, monkeypatch):
    monkeypatch.setattr("hubbub.base.workshop.RETRIES", (0.001, 0.001))
    with pytest.raises(Unavailable):
        await Workshop(tmp_path / "socket").do(f"{HERE}:add", one=1, other=1)


async def test_a_workshop_that_dies_takes_its_work_along(tmp_path, visit):
    with workshop_at(tmp_path / "socket") as process:
        asking = asyncio.create_task(Workshop(tmp_path / "socket").do(f"{HERE}:call_and_wait", **(pipes := visit())))
        child = await begun(pipes)
        process.kill()
        with pytest.raises(Unavailable):
            await asking
        assert await gone(child)


async def test_a_workshop_told_to_stop_ends_its_work_first_and_another_takes_its_place(tmp_path, visit):
    workshop = Workshop(tmp_path / "socket")
    with workshop_at(tmp_path / "socket") as process:
        asking = asyncio.create_task(workshop.do(f"{HERE}:call_and_wait", **(pipes := visit())))
        await begun(pipes)
        process.send_signal(signal.SIGTERM)
        await let_in(pipes)
        assert await asking == "come in"
        assert await asyncio.to_thread(process.wait, 5) == 0
    with workshop_at(tmp_path / "socket"):
        assert await workshop.do(f"{HERE}:add", one=1, other=1) == 2
