"""Whatever dies: nothing that was acknowledged is lost, nothing is doubled, and it serves again by itself."""

import http.client
import random
import threading
import time
import urllib.error
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.served import Served, eventually

BACK_WITHIN = 10.0


def publish(server: Served, token: str, words: str) -> str:
    """Post as an app does: with an Idempotency-Key, again until it is acknowledged; the id."""
    deadline = time.monotonic() + 25
    while time.monotonic() < deadline:
        try:
            status, answer = server.ask(
                "POST", "/api/v1/statuses", {"status": words}, token=token, headers={"idempotency-key": words},
                timeout=8,
            )
        except (OSError, urllib.error.URLError, http.client.HTTPException):
            assert server.process is None or server.process.poll() is None, server.log()[-3000:]
            time.sleep(0.05)
            continue
        if status == 200:
            return str(answer["id"])
        # An honest "not now", never a 500.
        assert status == 503, (status, answer, error_lines(server))
        time.sleep(0.05)
    raise AssertionError(f"{words!r} was never acknowledged")


def all_of(server: Served, token: str) -> list[str]:
    """The words of everything the person has published, the newest first."""
    me = server.get("/api/v1/accounts/verify_credentials", token)["id"]
    words: list[str] = []
    path = f"/api/v1/accounts/{me}/statuses?limit=40"
    last = ""
    while True:
        page = server.get(path + last, token)
        if not page:
            return words
        words += [status["content"] for status in page]
        last = f"&max_id={page[-1]['id']}"


def load(server: Served, token: str, count: int, threads: int, disturb) -> dict[str, str]:
    """Publish from several threads while `disturb` runs; words → id of everything acknowledged."""
    with ThreadPoolExecutor(threads) as crowd:
        trouble = threading.Thread(target=disturb)
        trouble.start()
        made = {f"word {n}": crowd.submit(publish, server, token, f"word {n}") for n in range(count)}
        ledger = {words: done.result() for words, done in made.items()}
        trouble.join()
    return ledger


def assert_once_each(server: Served, token: str, ledger: dict[str, str]) -> None:
    found = all_of(server, token)
    assert sorted(found) == sorted(f"<p>{words}</p>" for words in ledger), "lost or doubled"
    home = {status["id"] for status in server.get("/api/v1/timelines/home?limit=40", token)}
    newest = sorted(ledger.values(), key=int)[-20:]
    assert set(newest) <= home


@pytest.mark.parametrize("part", ["web", "postgres"])
def test_a_part_killed_under_load_loses_and_doubles_nothing(served, part: str):
    server = served(web_processes=2)
    ann = server.person("ann")
    chance = random.Random(7)

    def disturb() -> None:
        for _ in range(3):
            time.sleep(chance.uniform(0.2, 0.6))
            gone = server.pids(part)
            server.kill(part)
            # What a killed PostgreSQL leaves behind answers for a moment longer.
            eventually(lambda gone=gone: len(set(server.pids(part)) - set(gone)) == len(gone), BACK_WITHIN)
            assert server.wait() < BACK_WITHIN

    ledger = load(server, ann, 150, 6, disturb)
    assert_once_each(server, ann, ledger)
    # Whoever was started again gives ids in the lane of who was there before: none that another gives.
    assert {int(post) >> 10 & 63 for post in ledger.values()} <= {0, 1}


def test_everything_killed_at_once_serves_again_with_no_command_typed(served):
    """The supervisor lives, as an init system keeps it; web, worker, media and database are gone in one blow."""
    server = served()
    ann = server.person("ann")

    def disturb() -> None:
        for _ in range(2):
            time.sleep(0.4)
            server.kill("web", "worker", "media", "postgres")
            assert server.wait() < BACK_WITHIN

    ledger = load(server, ann, 120, 4, disturb)
    assert_once_each(server, ann, ledger)


def test_with_the_supervisor_killed_too_the_next_start_needs_no_repair(served):
    server = served()
    ann = server.person("ann")
    ids = {f"word {n}": publish(server, ann, f"word {n}") for n in range(20)}
    server.kill()
    server.start()
    assert_once_each(server, ann, ids)


def test_a_worker_killed_in_a_fan_out_leaves_nobody_out_and_nobody_twice(served):
    server = served(environment={"HUBBUB_WEB_PROCESSES": "1"})
    server.command("seed", "--profiles", "3000", "--posts", "1000")
    ann = server.person("ann")
    me = server.get("/api/v1/accounts/verify_credentials", ann)["id"]
    everybody_follows(server, me)
    posts = []
    for n in range(2):
        posts.append(publish(server, ann, f"to all {n}"))
        time.sleep(0.05)
        server.kill("worker")
    wanted = 3000 * len(posts)
    eventually(lambda: fed(server, posts) == wanted, 60, f"{fed(server, posts)} of {wanted}")


def everybody_follows(server: Served, profile: str) -> None:
    """Every seeded person, all of whom have a home timeline, follows the profile."""
    sql(server, f"INSERT INTO follows (follower_id, followed_id, id, made_at)"
                f" SELECT id, {profile}, id + 3, now() FROM profiles WHERE name LIKE 'seed%'")


def fed(server: Served, posts: list[str]) -> int:
    """How many seeded people have these posts; the primary key has each at most once."""
    return int(sql(server, "SELECT count(*) FROM feed JOIN profiles p ON p.id = profile_id"
                           f" WHERE p.name LIKE 'seed%' AND post_id IN ({','.join(posts)})"))


def sql(server: Served, statement: str) -> str:
    import asyncio

    import asyncpg

    from hubbub.base.postgres import Postgres

    async def run() -> object:
        connection = await asyncpg.connect(**Postgres(server.data / "postgres").address)
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    return str(asyncio.run(run()))


def test_it_ends_within_ten_seconds_having_answered_what_was_asked(served):
    server = served()
    ann = server.person("ann")
    with ThreadPoolExecutor(4) as crowd:
        asked = [crowd.submit(publish_once, server, ann, f"late {n}") for n in range(20)]
        time.sleep(0.1)
        began = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - began < 10
        made = {words for words in (done.result() for done in asked) if words}
    server.start()
    assert {f"<p>{words}</p>" for words in made} <= set(all_of(server, ann))


def publish_once(server: Served, token: str, words: str) -> str | None:
    """The words if they were acknowledged."""
    try:
        return words if server.ask("POST", "/api/v1/statuses", {"status": words}, token=token)[0] == 200 else None
    except (OSError, urllib.error.URLError):
        return None


def test_a_second_server_on_the_same_folder_is_refused_with_a_sentence(served):
    server = served()
    second = Served(server.data)
    with pytest.raises(AssertionError, match="Another Hubbub is using"):
        second.start()


def error_lines(server: Served) -> str:
    """What the server itself noted as its bugs."""
    return "\n".join(line for line in server.log().splitlines() if '"level":"error"' in line)[-3000:]
