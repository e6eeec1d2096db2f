"""Conversations as client apps know them."""

import json
from typing import Any

from hubbub.base import db
from tests.listening import listening
from tests.town import Person, Town

from .test_conversations import whispers

PATH = "/api/v1/conversations"


async def listed(person: Person, query: str = "") -> list[dict[str, Any]]:
    return list((await person.get(PATH + query)).json)


async def test_a_conversation_has_who_is_in_it_its_last_word_and_whether_that_was_read(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    last = await whispers(town, bob, "Hello @ann")
    [shown] = await listed(ann)
    assert set(shown) == {"id", "unread", "accounts", "last_status"}
    assert shown["unread"] is True
    assert [account["acct"] for account in shown["accounts"]] == ["bob"]
    assert (shown["last_status"]["id"], shown["last_status"]["visibility"]) == (last, "direct")
    assert [account["acct"] for account in (await listed(bob))[0]["accounts"]] == ["ann"]


async def test_a_note_to_oneself_is_a_conversation_with_oneself(town: Town):
    ann = await town.person("ann")
    await whispers(town, ann, "Buy rye")
    [shown] = await listed(ann)
    assert ([account["acct"] for account in shown["accounts"]], shown["unread"]) == (["ann"], False)


async def test_it_is_marked_read_and_unread_and_put_away_by_its_owner_alone(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await whispers(town, bob, "Hello @ann")
    number = (await listed(ann))[0]["id"]
    assert (await ann.post(f"{PATH}/{number}/read")).json["unread"] is False
    assert (await ann.post(f"{PATH}/{number}/unread")).json["unread"] is True
    for method, path in (("POST", f"{PATH}/{number}/read"), ("DELETE", f"{PATH}/{number}")):
        assert (await bob.call(method, path)).status == 404
    assert (await ann.call("DELETE", f"{PATH}/{number}")).json == {}
    assert (await ann.call("DELETE", f"{PATH}/{number}")).status == 404
    assert await listed(ann) == []
    assert len(await listed(bob)) == 1


async def test_pages_go_by_the_last_word(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    lasts = [await whispers(town, bob, f"{number} @ann") for number in range(3)]
    answer = await ann.get(f"{PATH}?limit=2")
    assert [row["last_status"]["id"] for row in answer.json] == [lasts[2], lasts[1]]
    assert f"max_id={lasts[1]}" in answer.headers["link"]
    assert [row["last_status"]["id"] for row in await listed(ann, f"?max_id={lasts[1]}")] == [lasts[0]]
    assert [row["last_status"]["id"] for row in await listed(ann, f"?min_id={lasts[0]}&limit=1")] == [lasts[1]]
    direct = await ann.get("/api/v1/timelines/direct?limit=2")
    assert [status["id"] for status in direct.json] == [lasts[2], lasts[1]]


async def test_a_page_takes_the_same_questions_whatever_it_holds(town: Town):
    ann = await town.person("ann")
    counts = []
    for number in range(1, 6):
        await whispers(town, await town.person(f"friend{number}"), "Hello @ann")
        made: list[str] = []
        marker = db.made.set(made)
        await listed(ann)
        db.made.reset(marker)
        made.clear()
        marker = db.made.set(made)
        await listed(ann)
        db.made.reset(marker)
        counts.append(len(made))
    assert len(set(counts)) == 1


async def test_an_open_stream_hears_what_is_said_to_its_reader_and_nobody_else(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    path = "/api/v1/streaming/direct"
    async with listening(town, path, {"authorization": f"Bearer {ann.token}"}) as hers, \
            listening(town, path, {"authorization": f"Bearer {cleo.token}"}) as another:
        last = await whispers(town, bob, "Hello @ann")
        told = json.loads(await hers.next("conversation"))
        assert (told["last_status"]["id"], told["unread"]) == (last, True)
        assert not [piece for piece in another.heard() if "event" in piece]


async def test_scopes_are_asked_for(town: Town):
    ann = await town.person("ann", scopes="read:accounts write:statuses")
    for method, path in (("GET", PATH), ("GET", "/api/v1/timelines/direct"), ("DELETE", f"{PATH}/1"),
                         ("POST", f"{PATH}/1/read"), ("POST", f"{PATH}/1/unread")):
        assert (await ann.call(method, path)).status == 403
