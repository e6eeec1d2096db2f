"""Two Hubbubs, last: feelings across them, and threads made whole."""

import io
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from hubbub.base.db import Db
from hubbub.base.ids import ProfileId
from hubbub.doors.fediverse.delivery import send
from hubbub.doors.fediverse.vocabulary import POST_CONTEXT, activity
from hubbub.reach import emoji
from tests.reach.emoji.pictures import a_picture
from tests.served import Served, eventually

from .test_across import at_home, found


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


@pytest.fixture(scope="module")
def boats(one: Served, two: Served) -> None:
    """Each server has a picture of its own by the same name."""
    for server in (one, two):
        server.beside(lambda db: emoji.add(db, "boat", io.BytesIO(a_picture())))


def under(server: Served, status: dict[str, Any]) -> list[tuple[str, int, bool]]:
    """What is under a post, how often, and whether there is a picture of it."""
    rows = server.get(f"/api/v1/statuses/{status['id']}")["reactions"]
    return [(row["name"], row["count"], bool(row["url"])) for row in rows]


@pytest.mark.parametrize("there_and_back", [False, True])
def test_a_picture_of_ones_own_server_is_put_under_a_post_there_and_taken_back(
    one: Served, two: Served, boats: None, there_and_back: bool
):
    near, far = (two, one) if there_and_back else (one, two)
    uma, vic = near.person("uma"), far.person("vic")
    follows(far, vic, "uma", near)
    status = near.post("/api/v1/statuses", uma, status=f"A boat of {near.port}")
    there = eventually(at_home(far, vic, f"A boat of {near.port}"))
    assert far.ask("PUT", f"/api/v1/pleroma/statuses/{there['id']}/reactions/boat", token=vic)[0] == 200
    eventually(lambda: under(near, status) == [(f"boat@{far.domain}", 1, True)])
    near.post(f"/api/v1/statuses/{status['id']}/react/boat@{far.domain}", uma)
    near.post(f"/api/v1/statuses/{status['id']}/react/boat", uma)
    assert dict((name, count) for name, count, _ in under(near, status)) == {f"boat@{far.domain}": 2, "boat": 1}
    assert far.ask("DELETE", f"/api/v1/pleroma/statuses/{there['id']}/reactions/boat", token=vic)[0] == 200
    eventually(lambda: sorted(under(near, status)) == [("boat", 1, True), (f"boat@{far.domain}", 1, True)])


def test_a_picture_that_comes_as_an_emoji_react_is_one_too_and_ends_by_its_undo(one: Served, two: Served, boats: None):
    """As Pleroma and Akkoma say it; Hubbub itself says a Like."""
    wes, xia = one.person("wes"), two.person("xia")
    status = one.post("/api/v1/statuses", wes, status="Look at the boats")
    [there] = two.get(f"/api/v2/search?resolve=true&type=statuses&q={status['uri']}", xia)["statuses"]
    me = ProfileId(int(two.get("/api/v1/accounts/verify_credentials", xia)["id"]))
    uri, picture = f"{two.url}/users/{me}", two.get("/api/v1/custom_emojis")[0]["url"]
    tag = {"type": "Emoji", "id": f"{two.url}/emoji/boat", "name": ":boat:", "icon": {"type": "Image", "url": picture}}
    react = activity(f"{uri}/reacts/1", "EmojiReact", uri, status["uri"], [there["account"]["uri"]]) | {
        "@context": POST_CONTEXT, "content": ":boat:", "tag": [tag]}
    two.beside(sent(me, react, f"{one.url}/inbox"))
    eventually(lambda: under(one, status) == [(f"boat@{two.domain}", 1, True)])
    two.beside(sent(me, activity(f"{uri}/reacts/1#undo", "Undo", uri, react), f"{one.url}/inbox"))
    eventually(lambda: under(one, status) == [])


def sent(sender: ProfileId, what: dict[str, object], inbox: str) -> Callable[[Db], Awaitable[None]]:
    async def write(db: Db) -> None:
        async with db.write() as tx:
            await send(tx, sender, what, [inbox])

    return write


def test_a_thread_is_made_whole_when_somebody_opens_it(one: Served, two: Served):
    """Nobody there knew of any of it when it was written."""
    leo, mia = one.person("leo"), two.person("mia")
    first = one.post("/api/v1/statuses", leo, status="It began long ago")
    one.post("/api/v1/statuses", leo, status="and went on", in_reply_to_id=first["id"])
    [there] = two.get(f"/api/v2/search?resolve=true&type=statuses&q={first['uri']}", mia)["statuses"]
    path = f"/api/v1/statuses/{there['id']}/context"
    eventually(lambda: [each for each in two.get(path, mia)["descendants"] if "and went on" in each["content"]])
