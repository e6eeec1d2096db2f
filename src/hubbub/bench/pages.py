"""What pages cost beside the client API's answers about the same posts, to the same readers."""

import asyncio
from collections.abc import Callable, Sequence

from hubbub.base import bus
from hubbub.base.db import Db
from hubbub.people import accounts, apps

from .load import cpu_of, load, request

# Name: the page, and where the API tells the same 20 posts.
PAGES = {
    "home_page": ("/home", "/api/v1/timelines/home"),
    "public_page": ("/public", "/api/v1/timelines/public"),
}
READERS, PASSES, ROUNDS = 60, 10, 7
UNSEEN, AT_ONCE = 420, 30


async def measure(port: int, server: int, db: Db, tokens: Sequence[str]) -> dict[str, float]:
    """How many times the CPU of the answer its page takes, and a page whose posts nobody has looked at yet.

    The readers have been here, and so have others who were shown the posts. Each time something has landed in all of
    their homes: an answer that is kept whole is nobody's work.
    """
    readers = tokens[:READERS]
    cookies = []
    for token in readers:
        bearer = await apps.bearer(db, token)
        assert bearer is not None
        assert bearer.account is not None
        async with db.write() as tx:
            cookies.append(await accounts.sessions.open_session(tx, bearer.account))
    shares = {}
    for name, (page, told) in PAGES.items():
        visits = [_asked(request(port, page), f"Cookie: session-{port}={cookie}") for cookie in cookies]
        calls = [_asked(request(port, told, token)) for token in readers]
        rounds = []
        for _ in range(ROUNDS + 1):  # the first is so that all is kept which may be
            whole, answer = [await _cost(port, server, db, asks) for asks in (visits, calls)]
            rounds.append((whole / answer, whole, answer))
        share, whole, answer = sorted(rounds[1:])[ROUNDS // 2]
        print(f"    {name}: {whole * 1e6:.0f} µs beside {answer * 1e6:.0f}", flush=True)
        shares[f"{name}_share"] = share
    shares["unseen_page_share"] = await _unseen(port, server, db, readers[0])
    return shares


async def _unseen(port: int, server: int, db: Db, token: str) -> float:
    """The page of a profile whose posts nobody has looked at, beside the API's answer for another such profile."""
    async with db.alone() as c:
        people = await c.fetch(_PROLIFIC, 2 * UNSEEN)
    pages = [_asked(request(port, f"/@{name}")) for _, name in people[::2]]
    answers = [_asked(request(port, f"/api/v1/accounts/{profile}/statuses", token)) for profile, _ in people[1::2]]
    for asks in (pages, answers):  # what is done for the first time is done by these
        await load(port, server, asks[:AT_ONCE].__getitem__, requests=AT_ONCE, connections=1)
    page, answer = 0.0, 0.0
    # In turn: machines are faster and slower within seconds.
    for n in range(AT_ONCE, len(answers) - AT_ONCE + 1, AT_ONCE):
        page += (await load(port, server, pages[n:].__getitem__, requests=AT_ONCE, connections=2)).cpu
        answer += (await load(port, server, answers[n:].__getitem__, requests=AT_ONCE, connections=2)).cpu
    print(f"    unseen_page: {page / answer:.2f} times the answer", flush=True)
    return page / answer


# Those with the fewest followers, so that homes show little of them, of those with posts enough for a page.
_PROLIFIC = """
    SELECT p.id, p.name FROM profiles p JOIN profile_counts c ON c.profile_id = p.id
    WHERE p.name LIKE 'seed%' AND c.post_count >= 20 ORDER BY c.follower_count, p.id LIMIT $1
"""


async def _cost(port: int, server: int, db: Db, asks: Sequence[bytes]) -> float:
    """CPU seconds of one of them, homes having changed before each pass over all."""
    ask: Callable[[int], bytes] = asks.__getitem__
    before = cpu_of(server)
    for _ in range(PASSES):
        async with db.write() as tx:
            tx.say("feed", bus.ALL)
        await asyncio.sleep(0.05)  # until it is heard
        await load(port, server, ask, requests=len(asks), connections=2)
    return (cpu_of(server) - before) / PASSES / len(asks)


def _asked(ask: bytes, *more: str) -> bytes:
    """The request as browsers and apps make it."""
    return ask.replace(b"\r\n\r\n", "".join(f"\r\n{line}" for line in ("Accept-Encoding: gzip", *more)).encode()
                       + b"\r\n\r\n", 1)
