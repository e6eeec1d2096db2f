"""What an open stream hears of a home."""

import json
from typing import Any

import pytest

from hubbub.base import bus
from hubbub.base.ids import PostId
from hubbub.doors.mastodon.streaming import News
from hubbub.people import follows
from hubbub.reach import posts
from hubbub.reach.timelines import streams
from tests.listening import listening
from tests.town import Person, Town

USER = "/api/v1/streaming/user"


def token(person: Person) -> dict[str, str]:
    return {"authorization": f"Bearer {person.token}"}


async def test_what_came_while_one_was_away_is_told_by_the_last_id_without_gap_or_double(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.follows(bob)
    await town.settle()
    await ann.home()
    async with listening(town, USER, token(ann)) as app:
        await bob.posts("Heard")
        await town.settle()
        last = json.loads(await app.next("update"))["id"]
    missed = [(await bob.posts(f"Missed {number}"))["id"] for number in range(3)]
    await town.settle()
    async with listening(town, USER, token(ann) | {"last-event-id": last}) as app:
        later = (await bob.posts("Later"))["id"]
        await town.settle()
        assert [json.loads(await app.next("update"))["id"] for _ in range(4)] == [*missed, later]


async def away(town: Town) -> tuple[Person, Person, str, list[str]]:
    """Ann was away while Bob published: the last that she heard, and what she missed."""
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.follows(bob)
    await town.settle()
    await ann.home()
    last = (await bob.posts("Heard"))["id"]
    missed = [(await bob.posts(f"Missed {number}"))["id"] for number in range(3)]
    await town.settle()
    return ann, bob, last, missed


async def test_what_was_told_as_missed_is_not_told_again_when_its_landing_is_heard_of(town: Town):
    ann, bob, last, missed = await away(town)
    async with listening(town, USER, token(ann) | {"last-event-id": last}) as app:
        bus.deliver({"landed": dict.fromkeys(missed)})
        later = (await bob.posts("Later"))["id"]
        await town.settle()
        assert [json.loads(await app.next("update"))["id"] for _ in range(4)] == [*missed, later]


async def test_what_comes_while_one_is_told_what_one_missed_comes_after_it(
    town: Town, monkeypatch: pytest.MonkeyPatch
):
    ann, _, last, missed = await away(town)
    look = streams.HOME.missed
    assert look is not None

    async def and_meanwhile(*given: Any) -> Any:
        found = await look(*given)
        streams.HOME.say(News("update", b'{"id": "meanwhile"}', 9), ann.profile)
        return found

    monkeypatch.setattr(streams.HOME, "missed", and_meanwhile)
    async with listening(town, USER, token(ann) | {"last-event-id": last}) as app:
        assert [json.loads(await app.next("update"))["id"] for _ in range(4)] == [*missed, "meanwhile"]


async def test_events_carry_the_id_that_one_comes_back_with(town: Town):
    ann = await town.person("ann")
    async with listening(town, USER, token(ann)) as app:
        status = await ann.posts("Numbered")
        await app.came.put(None)
        pieces = [piece for piece in app.heard() if piece]
        while not any("update" in piece for piece in pieces):
            pieces.append(await app.came.get() or "")
        assert f"id: {status['id']}\n" in next(piece for piece in pieces if "update" in piece)


async def test_a_post_that_lands_by_two_ways_is_told_once(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.follows(bob)
    await town.settle()
    async with listening(town, USER, token(ann)) as app:
        status = await bob.posts("Once")
        await town.settle()
        await app.next("update")
        bus.deliver({"landed": {status["id"]: None}})
        await ann.posts("Then this")
        assert "Then this" in await app.next("update")


async def test_an_end_is_told_to_those_who_had_the_post_and_nobody_else(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    await ann.follows(bob)
    await town.settle()
    old = await bob.posts("Read long before the stream was opened")
    await town.settle()
    async with listening(town, USER, token(ann)) as follower, listening(town, USER, token(cleo)) as stranger:
        async with town.db.write() as tx:
            await posts.remove(tx, PostId(int(old["id"])))
        assert await follower.next("delete") == old["id"]
        await cleo.posts("Meanwhile")
        await stranger.next("update")
        assert not [piece for piece in stranger.heard() if "delete" in piece]


async def test_a_muted_author_is_not_heard_even_of_somebody_followed(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    await ann.follows(bob)
    await ann.follows(cleo)
    async with town.db.write() as tx:
        await follows.mute(tx, ann.profile, cleo.profile)
    await town.settle()
    async with listening(town, USER, token(ann)) as app:
        await cleo.posts("Muted")
        await town.settle()
        await bob.posts("Heard")
        await town.settle()
        assert "Heard" in await app.next("update")
