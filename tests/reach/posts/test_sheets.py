"""Sheets: who comes back is shown what is as it was, without anything being looked for, and never what is otherwise."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from hubbub.base import bus
from hubbub.base.db import Read
from hubbub.base.ids import PostId, ProfileId
from hubbub.reach import posts
from hubbub.reach.posts import marking, sheets
from tests.browser import Browser, browser
from tests.doors.web.test_keeping import looks
from tests.reach.posts.test_marking import renamed
from tests.town import Person, Town


@dataclass(frozen=True, slots=True)
class Square:
    """Cleo, who follows Ann, Bob and Eve, looks at her home: Ann answers Bob in words and boosts a post of Dan's."""

    ann: Person
    bob: Person
    cleo: Person
    dan: Person
    eve: Person
    words: str
    passed_on: str
    visitor: Browser


async def square(town: Town) -> Square:
    ann, bob, cleo, dan, eve = [await town.person(name) for name in ("ann", "bob", "cleo", "dan", "eve")]
    for writer in (ann, bob, eve):
        await cleo.follows(writer)
    begun = await bob.posts("Tea or coffee?")
    words = await ann.posts("Both, please", in_reply_to_id=begun["id"])
    passed_on = await dan.posts("Bread is ready")
    await ann.post(f"/api/v1/statuses/{passed_on['id']}/reblog")
    await town.settle()
    return Square(ann, bob, cleo, dan, eve, words["id"], passed_on["id"], await browser(town, cleo))


def looked_for(monkeypatch: pytest.MonkeyPatch) -> list[list[PostId]]:
    """Of which posts it is asked from now on what tells them apart."""
    log, ask = [], marking._marks[0]

    async def marks(
        db: Read, ids: Sequence[PostId], viewer: ProfileId | None, bits: Mapping[PostId, int] | None
    ) -> marking.Marked:
        log.append(list(ids))
        return await ask(db, ids, viewer, bits)

    monkeypatch.setattr(marking, "_marks", [marks])
    return log


CHANGES: dict[str, Callable[[Square], Awaitable[object]]] = {
    "its author's name": lambda s: renamed(s.ann, "Annie"),
    "whom it answers": lambda s: renamed(s.bob, "Bobby"),
    "whose is passed on": lambda s: renamed(s.dan, "Danny"),
    "its words": lambda s: s.ann.call("PUT", f"/api/v1/statuses/{s.words}", {"status": "Coffee, please"}),
    "how often it was liked": lambda s: s.dan.post(f"/api/v1/statuses/{s.words}/favourite"),
    "what the reader did": lambda s: s.cleo.post(f"/api/v1/statuses/{s.words}/bookmark"),
    "what the reader did with what is passed on": lambda s: s.cleo.post(f"/api/v1/statuses/{s.passed_on}/favourite"),
    "what the reader filters": lambda s: s.cleo.post(
        "/api/v2/filters", title="Drinks", context=["home"], keywords_attributes=[{"keyword": "both"}]),
    "an emoji": lambda s: s.dan.call("PUT", f"/api/v1/pleroma/statuses/{s.words}/reactions/🎉"),
    "that it is gone": lambda s: s.ann.call("DELETE", f"/api/v1/statuses/{s.words}"),
}


async def comes_back(here: Square) -> str:
    """Her home, as it is when she has seen it a few times."""
    for _ in range(3):
        await looks(here.visitor, "/home")
    return await looks(here.visitor, "/home")


async def test_of_what_is_as_it_was_nothing_is_asked(town: Town, monkeypatch: pytest.MonkeyPatch):
    here = await square(town)
    shown = await comes_back(here)
    asked = looked_for(monkeypatch)
    assert await looks(here.visitor, "/home") == shown
    assert asked == []
    newest = await here.eve.posts("Good morning")
    await town.settle()
    assert "Good morning" in await looks(here.visitor, "/home")
    assert {post for ids in asked for post in ids} == {int(newest["id"])}


@pytest.mark.parametrize("what", CHANGES)
async def test_what_has_changed_since_is_shown_as_it_is(
    town: Town, monkeypatch: pytest.MonkeyPatch, what: str
):
    here = await square(town)
    before = await comes_back(here)
    asked = looked_for(monkeypatch)
    await CHANGES[what](here)
    await town.settle()
    after = await looks(here.visitor, "/home")
    assert after != before
    assert asked != []
    bus.gap()  # nothing is kept
    assert await looks(here.visitor, "/home") == after


async def test_what_may_be_otherwise_without_being_told_is_asked_each_time(
    town: Town, monkeypatch: pytest.MonkeyPatch
):
    """A poll that the reader may vote in, and one's own post, of which it is told how far it got."""
    here = await square(town)
    poll = await here.ann.posts("Which?", poll={"options": ["tea", "coffee"], "expires_in": 300})
    own = await here.cleo.posts("Good morning")
    await town.settle()
    await comes_back(here)
    asked = looked_for(monkeypatch)
    await looks(here.visitor, "/home")
    assert asked == [[int(own["id"]), int(poll["id"])]]


async def test_whoever_wrote_something_else_since_has_no_card_made_anew(town: Town, monkeypatch: pytest.MonkeyPatch):
    """Their account says how many posts they have; their cards do not."""
    here = await square(town)
    await comes_back(here)
    made: list[PostId] = []
    ask = posts.cards

    async def cards(db: Read, ids: Sequence[PostId], *given: Any, **more: Any) -> Any:
        made.extend(ids)
        return await ask(db, ids, *given, **more)

    monkeypatch.setattr(sheets, "cards", cards)
    newest = await here.ann.posts("Good morning")
    await town.settle()
    assert "Good morning" in await looks(here.visitor, "/home")
    assert made == [int(newest["id"])]


async def test_what_is_kept_for_one_reader_is_shown_to_no_other(town: Town, monkeypatch: pytest.MonkeyPatch):
    here = await square(town)
    for writer in (here.ann, here.bob):
        await here.dan.follows(writer)
    await comes_back(here)
    asked = looked_for(monkeypatch)
    await looks(await browser(town, here.dan), "/home")
    assert any(int(here.words) in ids for ids in asked)


async def test_in_a_minute_it_is_looked_at_anew(town: Town, monkeypatch: pytest.MonkeyPatch):
    """Filters end without anybody saying so."""
    here = await square(town)
    await comes_back(here)
    asked = looked_for(monkeypatch)
    town.forward(seconds=61)
    await looks(here.visitor, "/home")
    assert any(int(here.words) in ids for ids in asked)
