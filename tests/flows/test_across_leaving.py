"""Two Hubbubs, last: feelings, answers not everybody may give, threads made whole, moving away and leaving."""

import asyncio
from collections.abc import Awaitable, Callable

from hubbub import app
from hubbub.base.db import Db
from hubbub.base.ids import ProfileId
from hubbub.base.settings import read
from hubbub.people import moves, profiles
from tests.served import Served, eventually

from .test_across import at_home, found


def at(server: Served, do: Callable[[Db], Awaitable[object]]) -> None:
    """Do on this server what its pages do."""
    settings = read({
        "HUBBUB_DATA": str(server.data), "HUBBUB_PORT": str(server.port), "HUBBUB_DOMAIN": server.domain,
        "HUBBUB_DEVELOPMENT": "1", "HUBBUB_ALLOWED_NETWORKS": "127.0.0.0/8"}, serving=True)

    async def run() -> None:
        async with app.standing(settings, reading=1, writing=1) as db:
            await do(db)

    asyncio.run(run())


def me(server: Served, token: str) -> ProfileId:
    return ProfileId(int(server.get("/api/v1/accounts/verify_credentials", token)["id"]))


def follows(near: Served, token: str, name: str, far: Served) -> str:
    """Follow somebody of the other server, whose number here it gives."""
    there = found(near, token, f"@{name}@{far.domain}")["id"]
    near.post(f"/api/v1/accounts/{there}/follow", token)
    eventually(lambda: stands(near, token, there))
    return str(there)


def stands(near: Served, token: str, there: str) -> bool:
    return bool(near.get(f"/api/v1/accounts/relationships?id[]={there}", token)[0]["following"])


def test_a_feeling_is_shown_there_and_taken_back(one: Served, two: Served):
    fay, guy = one.person("fay"), two.person("guy")
    follows(two, guy, "fay", one)
    status = one.post("/api/v1/statuses", fay, status="We have a boat")
    there = eventually(at_home(two, guy, "We have a boat"))
    way = f"/api/v1/pleroma/statuses/{there['id']}/reactions/%F0%9F%8E%89"

    def felt() -> list[tuple[str, int]]:
        rows = one.get(f"/api/v1/pleroma/statuses/{status['id']}/reactions", fay)
        return [(row["name"], row["count"]) for row in rows]

    assert two.ask("PUT", way, token=guy)[0] == 200
    eventually(lambda: felt() == [("🎉", 1)])
    assert two.ask("DELETE", way, token=guy)[0] == 200
    eventually(lambda: felt() == [])


def test_only_those_answer_who_may(one: Served, two: Served):
    hal, ivy, jon = one.person("hal"), two.person("ivy"), two.person("jon")
    follows(two, ivy, "hal", one)
    status = one.post("/api/v1/statuses", hal, status="Only friends, please", reply_policy="followers")
    there = eventually(at_home(two, ivy, "Only friends"))
    two.post("/api/v1/statuses", jon, status=f"@hal@{one.domain} me too", in_reply_to_id=there["id"])
    two.post("/api/v1/statuses", ivy, status=f"@hal@{one.domain} hello friend", in_reply_to_id=there["id"])

    def answers() -> list[str]:
        given = one.get(f"/api/v1/statuses/{status['id']}/context", hal)["descendants"]
        return [each["account"]["acct"] for each in given]

    eventually(lambda: answers() == [f"ivy@{two.domain}"])


def test_a_thread_is_made_whole_when_somebody_opens_it(one: Served, two: Served):
    """Nobody there knew of any of it when it was written."""
    leo, mia = one.person("leo"), two.person("mia")
    first = one.post("/api/v1/statuses", leo, status="It began long ago")
    one.post("/api/v1/statuses", leo, status="and went on", in_reply_to_id=first["id"])
    [there] = two.get(f"/api/v2/search?resolve=true&type=statuses&q={first['uri']}", mia)["statuses"]
    path = f"/api/v1/statuses/{there['id']}/context"
    eventually(lambda: [each for each in two.get(path, mia)["descendants"] if "and went on" in each["content"]])


def test_followers_go_along_with_who_moves_to_the_other_server(one: Served, two: Served):
    """From one to the other, both ends said by their own servers; the follower is on the one that is moved to."""
    ned, new, pam = one.person("ned"), two.person("nedtoo"), two.person("pam")
    old_there = follows(two, pam, "ned", one)
    at(two, lambda db: moves.alias(db, me(two, new), f"ned@{one.domain}"))
    at(one, lambda db: moves.leave(db, me(one, ned), f"nedtoo@{two.domain}"))
    eventually(lambda: stands(two, pam, str(me(two, new))))
    eventually(lambda: not stands(two, pam, old_there))
    assert two.get(f"/api/v1/accounts/{old_there}", pam)["moved"]["id"] == str(me(two, new))


def test_who_leaves_is_gone_there_too(one: Served, two: Served):
    ray, sue = one.person("ray"), two.person("sue")
    there = follows(two, sue, "ray", one)
    one.post("/api/v1/statuses", ray, status="My last words")
    post = eventually(at_home(two, sue, "My last words"))

    async def leave(db: Db) -> None:
        async with db.write() as tx:
            await profiles.remove(tx, number)

    number = me(one, ray)
    at(one, leave)
    eventually(lambda: two.ask("GET", f"/api/v1/statuses/{post['id']}", token=sue)[0] == 404)
    eventually(lambda: not stands(two, sue, there))
