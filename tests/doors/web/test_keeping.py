"""Cards that are kept are those that the reader would be shown if nothing were: whoever looked before, and as whom."""

import random
import re
from typing import Any

import pytest

from hubbub.base import bus, text
from hubbub.doors.web import keeping
from hubbub.reach import posts
from hubbub.reach.posts import marking, sheets
from tests.browser import Browser, browser
from tests.flows.test_kept_pages import Neighbour
from tests.flows.writes import one_write
from tests.town import Town

NAMES = ("ann", "bob", "cleo")
STEPS, EVERY = 48, 6
PAGES = ("/home", "/public", "/@ann", "/tags/word")
# What belongs to one answer alone.
_OWN = re.compile(r'nonce="[^"]*"|name="csrf" value="[^"]*"|data-delete="[^"]*"')

_LEFT = keeping._SIGN


async def looks(visitor: Browser, path: str) -> str:
    answer = await visitor.get(path)
    assert answer.status == 200, answer.text
    assert not (left := re.findall(_LEFT, answer.text)), left
    return _OWN.sub("", answer.text)


async def differing(town: Town, seed: int) -> tuple[str, str] | None:
    """Who is shown on which page what they would not be shown if nothing were kept; None if nobody is anywhere."""
    chance = random.Random(seed)
    people = [await town.person(name) for name in NAMES]
    writers = []
    for person in people:
        made = await person.post("/api/v1/lists", title="Harbour")
        writers.append(Neighbour(person, made.json["id"]))
    visitors = {name: await browser(town, who) for name, who in zip(NAMES, people, strict=True)}
    visitors |= {"nobody": Browser(town), "german": Browser(town, language="de")}
    written: list[str] = []
    for step in range(STEPS):
        await one_write(chance, writers, written)
        await town.settle()
        for name in chance.sample(sorted(visitors), 2):  # so that something is kept to be wrong
            await visitors[name].get(chance.choice(PAGES))
        if step % EVERY:
            continue
        wanted = [(name, path) for path in PAGES for name in visitors if path != "/home" or name in NAMES]
        for name, path in wanted:  # whole pages are shown again where all cards are there
            await looks(visitors[name], path)
        kept = {(name, path): await looks(visitors[name], path) for name, path in wanted}
        for (name, path), shown in kept.items():
            keeping.without_keeping()
            sheets._before.clear()
            if await looks(visitors[name], path) != shown:
                return name, path
    return None


@pytest.mark.parametrize("seed", [1, 2])
async def test_whoever_looks_is_shown_what_they_would_be_if_nothing_were_kept(town: Town, seed: int):
    assert await differing(town, seed) is None


async def test_a_reader_who_was_taken_for_another_is_noticed(town: Town, monkeypatch: pytest.MonkeyPatch):
    """What the stories above are worth."""
    key = keeping._key
    monkeypatch.setattr(keeping, "_key", lambda *given: (key(*given)[0][:-8], key(*given)[1]))
    assert await differing(town, 1) is not None


@pytest.mark.parametrize("place", [4, 5])
async def test_a_mark_that_leaves_something_out_is_noticed(town: Town, monkeypatch: pytest.MonkeyPatch, place: int):
    """The figures, and what the viewer did; all others: tests/reach/posts/test_marking.py."""
    whole = marking._marks[0]

    def less(mark: Any) -> Any:
        return tuple(map(less, mark)) if isinstance(mark[0], tuple) else mark[:place] + mark[place + 1:]

    async def marks(*given: Any) -> marking.Marked:
        marked = await whole(*given)
        return marking.Marked({post: less(mark) for post, mark in marked.by_post.items()}, marked.last)

    monkeypatch.setattr(marking, "_marks", [marks])
    assert await differing(town, 1) is not None


async def test_what_is_done_while_cards_are_asked_for_is_shown_to_nobody_else(
    town: Town, monkeypatch: pytest.MonkeyPatch
):
    ann, bob, cleo = [await town.person(name) for name in NAMES]
    post = await ann.posts("Fresh bread")
    visitors = {who.name: await browser(town, who) for who in (bob, cleo)}
    ask = posts.cards

    async def meanwhile(*given: Any, **more: Any) -> Any:
        await bob.post(f"/api/v1/statuses/{post['id']}/bookmark")
        return await ask(*given, **more)

    keeping.without_keeping()
    with monkeypatch.context() as patched:
        patched.setattr(sheets, "cards", meanwhile)
        assert 'aria-pressed="true"' in (await visitors["bob"].get("/public")).text
    assert 'aria-pressed="true"' not in (await visitors["cleo"].get("/public")).text


async def test_a_card_is_made_once_for_all_who_are_shown_the_same(town: Town):
    ann, bob, cleo = [await town.person(name) for name in NAMES]
    for n in range(5):
        await ann.posts(f"Fresh bread {n} #word")
    visitors = {who.name: await browser(town, who) for who in (ann, bob, cleo)}
    keeping.without_keeping()
    for who, in_all in ((bob, 5), (cleo, 5), (ann, 10), (bob, 10)):
        await visitors[who.name].get("/public")
        cards = {made.piece for made in keeping._made._young.values() if b"<article" in made.piece[0]}
        assert len(cards) == in_all, who.name
    town.forward(minutes=2)
    assert "2 min" in (await visitors["bob"].get("/public")).text


async def test_a_card_says_how_long_ago_it_was_however_long_it_is_kept(town: Town):
    ann, bob = [await town.person(name) for name in NAMES[:2]]
    await ann.posts("Fresh bread")
    visitor = await browser(town, bob)

    async def made_at() -> Any:
        await visitor.get("/public")
        return max(made.at for made in keeping._made._young.values() if b"<article" in made.piece[0])

    town.forward(hours=3, seconds=5)
    first = await made_at()
    for hours, said in ((0, "3 h"), (2, "5 h"), (20, "1 d")):
        town.forward(hours=hours)
        assert await made_at() == first
        assert f">{said}<" in (await visitor.get("/public")).text
    town.forward(hours=3)
    assert await made_at() > first  # a day is enough


async def test_what_another_process_did_just_then_is_believed_for_a_minute(
    town: Town, monkeypatch: pytest.MonkeyPatch
):
    ann, bob, cleo = [await town.person(name) for name in NAMES]
    post = await ann.posts("Fresh bread")
    visitors = {who.name: await browser(town, who) for who in (bob, cleo)}
    town.forward(days=3)
    await visitors["bob"].get("/public")
    keeping.without_keeping()
    with monkeypatch.context() as patched:
        patched.setitem(bus._topics, "flags", [])  # it is on its way
        await bob.post(f"/api/v1/statuses/{post['id']}/bookmark")
        await visitors["bob"].get("/public")
    assert 'aria-pressed="true"' in (await visitors["cleo"].get("/public")).text
    town.forward(seconds=61)
    assert 'aria-pressed="true"' not in (await visitors["cleo"].get("/public")).text


async def test_a_card_that_could_not_be_made_is_tried_again_in_a_minute(town: Town, monkeypatch: pytest.MonkeyPatch):
    ann = await town.person("ann")
    await ann.posts("Fresh bread")
    visitor = await browser(town, await town.person("bob"))
    town.forward(days=3)
    with monkeypatch.context() as patched:
        patched.setattr(text, "clean", int)
        assert "This cannot be shown." in (await visitor.get("/public")).text
    assert "This cannot be shown." in (await visitor.get("/public")).text
    town.forward(seconds=61)
    assert "This cannot be shown." not in (await visitor.get("/public")).text


async def test_home_is_made_once_for_who_comes_back_and_shows_what_has_come_since(town: Town):
    ann, bob = [await town.person(name) for name in NAMES[:2]]
    await ann.follows(bob)
    for n in range(22):
        await bob.posts(f"Fresh bread {n}")
    await town.settle()
    visitor = await browser(town, ann)

    async def shown() -> str:
        """As it is kept, which is as it would be if nothing were."""
        await looks(visitor, "/home")
        kept = await looks(visitor, "/home")
        made, bones = dict(keeping._made._young), dict(keeping._bones._young)
        keeping.without_keeping()
        assert await looks(visitor, "/home") == kept
        keeping._made._young.update(made)
        keeping._bones._young.update(bones)
        return kept

    assert "Fresh bread 21" in await shown()
    assert len(keeping._bones) == 1
    made = next(iter(keeping._bones._young.values()))
    newest = await bob.posts("Brown bread")
    await town.settle()
    home = await shown()
    assert "Brown bread" in home
    assert f'newest="{newest["id"]}"' in home
    assert next(iter(keeping._bones._young.values())) is made
    await bob.posts("Are you there? @ann", visibility="direct")
    await town.settle()
    assert "unread: " in (await shown()).partition('href="/notifications"')[2].partition("</a>")[0]
    assert len(keeping._bones) == 2


@pytest.mark.parametrize(("known", "times"), [(True, (1, 1, 2, 2, 2)), (False, (1, 1, 2, 3, 3))])
async def test_what_was_made_of_the_same_twice_is_not_asked_for_again(
    town: Town, monkeypatch: pytest.MonkeyPatch, known: bool, times: tuple[int, ...]
):
    ann, bob = [await town.person(name) for name in NAMES[:2]]
    await ann.posts("Fresh bread")
    visitor, asked, ask = await browser(town, bob) if known else Browser(town), list[Any](), posts.cards

    async def cards(*given: Any, **more: Any) -> Any:
        asked.append(given)
        return await ask(*given, **more)

    monkeypatch.setattr(sheets, "cards", cards)
    keeping.without_keeping()
    for minutes, often in zip((0, 0, 2, 180, 600), times, strict=True):
        town.forward(minutes=minutes)
        await visitor.get("/public")
        assert len(asked) == often
