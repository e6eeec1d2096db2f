"""What is heard for open streams: all of them at once, in a fixed number of questions."""

import json
from contextlib import AsyncExitStack

from hubbub.base import bus, db
from hubbub.doors.mastodon import hearing, streaming
from hubbub.people import follows
from tests.listening import Talker, listening, talking
from tests.town import Person, Town


async def crowd(town: Town, stack: AsyncExitStack, size: int, stream: str) -> tuple[list[Person], list[Talker]]:
    people = [await town.person(f"reader{number}") for number in range(size)]
    apps = [await stack.enter_async_context(talking(town, f"/api/v1/streaming?stream={stream}", who))
            for who in people]
    for app in apps:
        await app.settled()
    return people, apps


async def asked(topic: str, keys: list[str]) -> int:
    """How many questions it takes to tell this to all who are listening."""
    made: list[str] = []
    marker = db.made.set(made)
    try:
        session = next(iter(streaming.OPEN))
        await hearing._hear(session.db, topic, keys)
    finally:
        db.made.reset(marker)
    return len(made)


async def test_an_event_to_many_takes_no_more_questions_than_one_to_a_few(town: Town):
    ann = await town.person("ann")
    counts: dict[str, list[int]] = {"public": [], "user": []}
    for size in (2, 30):
        for stream, topic in (("public", "posted"), ("user", "landed")):
            async with AsyncExitStack() as stack:
                people, apps = await crowd(town, stack, size, stream)
                async with town.db.write() as tx:
                    for who in people:
                        await follows.follow(tx, who.profile, ann.profile)
                await town.settle()
                status = await ann.posts(f"To {size} by {stream}")
                await town.settle()
                for app in apps:
                    assert json.loads((await app.next("update"))["payload"])["id"] == status["id"]
                counts[stream].append(await asked(topic, [status["id"]]))
    assert counts["public"][0] == counts["public"][1]
    assert counts["user"][0] == counts["user"][1]


async def test_each_viewer_sees_their_own_flags_and_those_who_do_not_hear_the_author_nothing(town: Town):
    ann, bob, cleo, dan = [await town.person(name) for name in ("ann", "bob", "cleo", "dan")]
    status = await dan.posts("Before")
    await bob.post(f"/api/v1/statuses/{status['id']}/favourite")
    async with town.db.write() as tx:
        await follows.mute(tx, cleo.profile, dan.profile)
    async with AsyncExitStack() as stack:
        apps = {who.name: await stack.enter_async_context(talking(town, "/api/v1/streaming?stream=public", who))
                for who in (ann, bob, cleo)}
        for app in apps.values():
            await app.settled()
        async with town.db.write() as tx:
            tx.say("post", status["id"])
        for name, likes in (("ann", False), ("bob", True)):
            frame = await apps[name].next("status.update")
            assert json.loads(frame["payload"])["favourited"] is likes
        await ann.posts("After")
        assert (await apps["cleo"].next())["event"] == "update"


async def test_if_too_much_waits_everybody_comes_back_and_asks(town: Town, monkeypatch):
    monkeypatch.setattr(hearing, "MOST_WAITING", 3)
    ann = await town.person("ann")
    async with listening(town, "/api/v1/streaming/public", {"authorization": f"Bearer {ann.token}"}) as app:
        bus.deliver({"posted": {str(number): None for number in range(1, 5)}})
        await app.ended()


async def test_what_cannot_be_told_is_logged_and_the_rest_is_told(town: Town, caplog):
    ann = await town.person("ann")
    async with listening(town, "/api/v1/streaming/public", {"authorization": f"Bearer {ann.token}"}) as app:
        bus.deliver({"posted": {"no number": None}})
        await ann.posts("After")
        assert await app.next("update")
    assert "was not told" in caplog.text
