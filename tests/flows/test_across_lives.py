"""Two Hubbubs: somebody moves from one to the other, somebody leaves for good."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from hubbub.base.db import Db
from hubbub.people import closures
from tests.served import PASSWORD, Served, eventually

from .test_across import at_home, found
from .test_across_consents import AP
from .test_across_further import told
from .test_across_threads import follows
from .test_three_flows import Visitor


def moves(old: Served, new: Served, name: str, to: str) -> None:
    """Somebody of one server says on its page that they are somebody of the other, who has said so before."""
    there = Visitor(new, f"{to}@mail.test")
    there.send(there.get("/settings/moving"), "/settings/moving/aliases", handle=f"@{name}@{old.domain}")
    here = Visitor(old, f"{name}@mail.test")
    here.send(here.get("/settings/moving"), "/settings/moving/away", handle=f"@{to}@{new.domain}", password=PASSWORD,
              sure="on")


def followed(server: Served, token: str, handle: str) -> Callable[[], bool]:
    """Whether this person follows whoever has the handle."""
    who = found(server, token, handle)["id"]
    return lambda: bool(server.get(f"/api/v1/accounts/relationships?id[]={who}", token)[0]["following"])


def runs(sql: str, *given: Any) -> Callable[[Db], Awaitable[None]]:
    """What makes time pass in the rows of a server."""
    async def run(db: Db) -> None:
        async with db.alone() as connection:
            await connection.execute(sql, *given)

    return run


@pytest.mark.parametrize("back", [False, True], ids=["there", "back"])
def test_followers_of_both_servers_move_along(pair: tuple[Served, Served], back: bool):
    old, new = pair[::-1] if back else pair
    old.person("mo"), new.person("moo")
    pia, rob = old.person("pia"), new.person("rob")
    for server, token in ((old, pia), (new, rob)):
        there = found(server, token, f"@mo@{old.domain}")["id"]
        server.post(f"/api/v1/accounts/{there}/follow", token)
        eventually(followed(server, token, f"@mo@{old.domain}"))
    moves(old, new, "mo", "moo")
    for server, token in ((old, pia), (new, rob)):
        eventually(followed(server, token, f"@moo@{new.domain}"), why="nobody has come along")
        eventually(lambda s=server, t=token: not followed(s, t, f"@mo@{old.domain}")(), why="the old one is followed")
        shown = found(server, token, f"@mo@{old.domain}")
        assert shown["moved"]["acct"] == ("moo" if server is new else f"moo@{new.domain}")
    assert "has moved to" in Visitor(new).get(f"/@mo@{old.domain}").text
    actor = old.ask("GET", Visitor(old).session.get(f"{old.url}/@mo", headers=AP).json()["id"].removeprefix(old.url),
                    headers=AP)[1]
    assert actor["movedTo"] == Visitor(new).session.get(f"{new.url}/@moo", headers=AP).json()["id"]


def test_nobody_moves_twice_in_a_month_nor_takes_anybody_along_twice_in_a_week(one: Served, two: Served):
    """The first is held to where somebody leaves, the second where their followers are, whatever the other says."""
    one.person("max"), one.person("maxi"), two.person("maxim")
    ros = two.person("ros")
    follows(two, ros, "max", one)
    moves(one, two, "max", "maxim")
    eventually(followed(two, ros, f"@maxim@{two.domain}"))
    follows(two, ros, "max", one)
    max_ = Visitor(one, "max@mail.test")
    max_.send(max_.get("/settings/moving"), "/settings/moving/cancel")
    assert "You can move again from" in max_.get("/settings/moving").text
    one.beside(runs("UPDATE moves SET moved_at = moved_at - interval '31 days'"))
    moves(one, one, "max", "maxi")
    # What is written after the Move arrives after it.
    one.post("/api/v1/statuses", one.token("maxi"), status=f"@ros@{two.domain} I have moved on")
    eventually(told(two, ros, "mention"))
    assert followed(two, ros, f"@max@{one.domain}")()
    assert not followed(two, ros, f"@maxi@{one.domain}")()


def test_who_closes_their_account_is_gone_there_too(one: Served, two: Served):
    """Hidden at once, and for good when the time to come back is over."""
    ina, sue = one.person("ina"), two.person("sue")
    there = follows(two, sue, "ina", one)
    follows(one, ina, "sue", two)
    status = one.post("/api/v1/statuses", ina, status=f"@sue@{two.domain} I was here")
    post = eventually(at_home(two, sue, "I was here"))
    eventually(told(two, sue, "mention"))
    actor = Visitor(one).session.get(f"{one.url}/@ina", headers=AP).json()["id"]
    page = Visitor(one, "ina@mail.test")
    page.send(page.get("/settings/close"), "/settings/close", sure="on", password=PASSWORD)
    eventually(lambda: two.ask("GET", f"/api/v1/statuses/{post['id']}", token=sue)[0] == 404, why="they see it still")
    assert at_home(two, sue, "I was here")() is None
    one.beside(_ends)

    def stone(uri: str) -> tuple[int, str, str]:
        answer, given = one.ask("GET", uri.removeprefix(one.url), headers=AP)
        return answer, given["type"], given["id"]

    for gone in (actor, status["uri"]):
        eventually(lambda gone=gone: stone(gone) == (410, "Tombstone", gone))
    assert one.ask("GET", f"/.well-known/webfinger?resource=acct:ina@{one.domain}")[0] in (404, 410)
    eventually(lambda: two.ask("GET", f"/api/v1/accounts/{there}", token=sue)[0] in (404, 410))
    assert told(two, sue, "mention")() == told(two, sue, "follow")() == []

    def counts() -> tuple[int, int]:
        me = two.get("/api/v1/accounts/verify_credentials", sue)
        return me["followers_count"], me["following_count"]

    eventually(lambda: counts() == (0, 0), why="they follow each other still")
    assert two.ask("GET", f"/api/v1/statuses/{post['id']}", token=sue)[0] == 404


async def _ends(db: Db) -> None:
    await runs("UPDATE closures SET ends_at = now()")(db)
    async with db.write() as tx:
        await closures.closures.end_due.call(tx)
