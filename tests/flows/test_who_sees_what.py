"""Every list shows what its reader may see and nothing else, whatever people did before; so says a second opinion."""

import os
import random
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest_asyncio
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hubbub.base import bus
from tests.browser import browser
from tests.town import Answer, Person, Town

from .oracle import Said, World

NAMES = ("ann", "bob", "cleo", "dan")
LOCKED = "dan"
VISIBILITIES = (
    "public", "public", "unlisted", "private", "private", "direct", "mutuals", "mutuals", "chosen", "circle", "local")
DEEDS = (
    *["post"] * 6, *["answer"] * 5, *["boost"] * 5, *["favour"] * 4, *["keep"] * 3, "unboost", "delete", "look",
    *["quote"] * 5, *["pin"] * 6, "unpin",
    *["follow"] * 5, *["accept"] * 3, *["list"] * 3, "unfollow", "refuse", "block", "unblock", "mute", "unmute",
)
VERBS = {"boost": "reblog", "unboost": "unreblog", "favour": "favourite", "keep": "bookmark", "pin": "pin",
         "unpin": "unpin"}
LINK = "https://bread.example/rye"
# Pages of each person, of all, and for members alone; and what is for anybody, whoever asks.
OF_SOMEBODY = ("/@{name}", "/@{name}?tab=replies", "/@{name}?tab=media", "/@{name}?tab=featured")
OF_ALL = ("/public", "/explore", "/tags/tag", f"/links?url={LINK}", "/search?q=word")
OF_MEMBERS = ("/home", "/favourites", "/bookmarks", "/notifications", "/conversations")
FEEDS = ("/@{name}.atom", "/@{name}.rss", "/@{name}.feed.json", "/@{name}/tagged/tag.atom", "/tags/tag.rss",
         "/users/{id}/outbox?page=true", "/users/{id}/featured")
FIRST = ("follow", "follow", "follow", "follow", "accept", "post", "post", "list", "look")
# How many stories are told; to tell a thousand, `STORIES=1000 pytest tests/flows/test_who_sees_what.py`.
STORIES = int(os.environ.get("STORIES", "5"))
# What is done, by whom, to whom, to which post, how visible, who is mentioned.
Deed = tuple[str, str, str, int, str, frozenset[str]]


def story(seed: int, length: int) -> list[Deed]:
    """Deeds at random, the more friendly ones first."""
    chance = random.Random(seed)
    deeds = [chance.choice(FIRST if n < 20 else DEEDS) for n in range(length)]
    return [
        (what, one, other, chance.randrange(12), chance.choice(VISIBILITIES),
         frozenset(chance.sample(NAMES, chance.choice((0, 0, 1, 2)))))
        for what in deeds for one, other in [chance.sample(NAMES, 2)]
    ]


class History:
    """One story, told to a Hubbub and to the oracle; what may not be done is refused by both."""

    def __init__(self, town: Town, lists: dict[str, str]) -> None:
        self.town, self.lists, self.world = town, lists, World(frozenset({LOCKED}))

    async def do(self, deed: Deed) -> None:
        what, one, other, at, visibility, mentioned = deed
        who, whom = self.town.people[one], self.town.people[other]
        if what in ("post", "look"):
            await (self._says(who, visibility, mentioned, None) if what == "post" else who.home())
        elif what in ("answer", "boost", "unboost", "delete", "favour", "keep", "quote", "pin", "unpin"):
            if self.world.said:
                await self._reacts(what, who, self.world.said[-1 - at % len(self.world.said)], visibility, mentioned)
        else:
            await self._relates(what, who, whom)

    async def _says(
        self, who: Person, visibility: str, mentioned: frozenset[str], answers: Said | None, quotes: Said | None = None,
    ) -> None:
        number = len(self.world.said)
        links = number % 3 == 0
        words = " ".join([f"word {number} #tag", LINK * links, *(f"@{name}" for name in sorted(mentioned))])
        given: dict[str, Any] = {"in_reply_to_id": answers.id} if answers else {}
        given |= {"quoted_status_id": quotes.id} if quotes else {}
        readers = self._readers(who.name, visibility, mentioned)
        if visibility == "circle":
            given["circle_id"] = self.lists[who.name]
        elif visibility == "chosen":
            given["reader_ids"] = [str(self.town.people[name].profile) for name in sorted(readers)]
        answer = await who.post("/api/v1/statuses", status=words, visibility=visibility, **given)
        if answers is not None and not self.world.sees(who.name, answers):
            unseen(answer)
            return
        if visibility == "circle" and not readers:
            assert answer.status == 422, answer.text
            return
        if quotes is not None and not self.world.sees(who.name, quotes):
            unseen(answer)
            return
        if quotes is not None and not self.world.may_quote(who.name, quotes.shown, visibility):
            assert answer.status in (403, 422), answer.text
            return
        assert answer.status == 200, answer.text
        self.world.said.append(Said(
            answer.json["id"], who.name, "chosen" if readers else visibility, mentioned - {who.name}, readers,
            answers.shown if answers else None, quotes=quotes.shown if quotes else None, links=links))

    def _readers(self, who: str, visibility: str, mentioned: frozenset[str]) -> frozenset[str]:
        """A circle is who is in it now; those chosen by name are whoever comes after the mentioned, by the alphabet."""
        if visibility == "circle":
            return frozenset(whom for owner, whom in self.world.members if owner == who)
        if visibility != "chosen":
            return frozenset()
        after = NAMES[NAMES.index(max(mentioned, default="bob")):][:2]
        return frozenset(after) - {who} or frozenset({NAMES[who == NAMES[0]]})

    async def _reacts(self, what: str, who: Person, post: Said, visibility: str, mentioned: frozenset[str]) -> None:
        if what == "answer":
            await self._says(who, visibility, mentioned, post)
            return
        if what == "quote":
            await self._says(who, visibility, mentioned, None, post)
            return
        verb = VERBS.get(what)
        where = f"/api/v1/statuses/{post.id}"
        answer = await (who.post(f"{where}/{verb}") if verb else who.call("DELETE", where))
        world, seen = self.world, post.shown
        if not world.sees(who.name, post):
            unseen(answer)
        elif what == "delete":
            assert answer.status == (200 if post.by == who.name else 403)
            if post.by == who.name:
                world.delete(post)
        elif what == "boost" and not world.passes_on(who.name, seen):
            assert answer.status == 403
        elif (what == "pin" and not world.may_pin(who.name, post)) or (what == "unpin" and post.by != who.name):
            assert answer.status == 422
        else:
            assert answer.status == 200, answer.text
            self._reacted(what, who.name, seen, answer)

    def _reacted(self, what: str, who: str, post: Said, answer: Answer) -> None:
        mine = self.world.boost_of(who, post)
        if what == "favour":
            self.world.favours.add((who, post))
        elif what == "keep":
            self.world.keeps.add((who, post))
        elif what in ("pin", "unpin"):
            getattr(self.world, what)(post)
        elif what == "unboost" and mine:
            mine.gone = True
        elif what == "boost" and not mine:
            visibility = post.visibility if post.visibility in ("private", "local") else "public"
            self.world.said.append(Said(answer.json["id"], who, visibility, boosts=post))

    async def _relates(self, what: str, who: Person, whom: Person) -> None:
        world, pair = self.world, (who.name, whom.name)
        if what == "list":
            answer = await who.post(f"/api/v1/lists/{self.lists[who.name]}/accounts", account_ids=[str(whom.profile)])
            assert answer.status == (404 if pair not in world.follows else 422 if pair in world.members else 200)
            world.members |= {pair} & world.follows
            return
        where = "follow_requests" if what == "accept" else "accounts"
        verb = {"accept": "authorize", "refuse": "remove_from_followers"}.get(what, what)
        answer = await who.post(f"/api/v1/{where}/{whom.profile}/{verb}")
        if (what == "follow" and world.apart(*pair)) or (what == "accept" and pair[::-1] not in world.asks):
            unseen(answer)
            return
        assert answer.status == 200, answer.text
        if what == "refuse":
            world.unfollow(*pair[::-1])
        elif what in ("mute", "unmute", "unblock"):
            pairs = world.blocks if what == "unblock" else world.mutes
            (pairs.add if what == "mute" else pairs.discard)(pair)
        else:
            getattr(world, what)(*pair)


def unseen(answer: Answer) -> None:
    """What one may not see is not there: the same words whatever the reason."""
    assert (answer.status, answer.body) == (404, b'{"error":"Record not found"}')


class Reader:
    """Somebody who looks at everything there is to look at; nobody in particular without a name."""

    def __init__(self, history: History, name: str | None) -> None:
        self.town, self.world, self.name, self.lists = history.town, history.world, name, history.lists
        self.by_id = {said.id: said for said in self.world.said}

    async def get(self, path: str) -> Any:
        answer = await self._ask(path)
        assert answer.status == 200, (path, answer.text)
        for status in statuses_in(answer.json):
            said = self.by_id[status["id"]]
            assert self.world.sees(self.name, said), (path, self.name, status["content"])
        return answer.json

    async def _ask(self, path: str) -> Answer:
        where = path if path.startswith("/") else f"/api/v1/{path}"
        return await (self.town.people[self.name].get(where) if self.name else self.town.get(where))

    async def ids(self, path: str) -> list[str]:
        joint = "&" if "?" in path else "?"
        return [status["id"] for status in await self.get(f"{path}{joint}limit=40")]

    async def looks(self) -> None:
        """At what anybody may ask for."""
        world, name = self.world, self.name
        for query in ("", "?local=true"):
            assert await self.ids(f"timelines/public{query}") == world.public(name)
        for query in ("remote=true", "only_media=true"):
            assert await self.ids(f"timelines/public?{query}") == []
        assert await self.ids("timelines/tag/tag") == world.tagged(name)
        assert await self._linked() == world.linked(name)
        for author in NAMES:
            shown = await self.ids(f"accounts/{self.town.people[author].profile}/statuses")
            assert shown == world.of_account(name, author), (name, author)
            tagged = await self.ids(f"accounts/{self.town.people[author].profile}/statuses?tagged=tag")
            assert tagged == [post for post in shown if self.by_id[post].boosts is None], (name, author)
            pinned = await self.ids(f"accounts/{self.town.people[author].profile}/statuses?pinned=true")
            assert pinned == world.pinned(name, author), (name, author)
        await self.ids("trends/statuses")
        for start in range(0, len(world.said), 40):
            some = world.said[start:start + 40]
            given = await self.get("statuses?" + "&".join(f"id[]={said.id}" for said in some))
            assert {status["id"] for status in given} == {said.id for said in some if world.sees(name, said)}
        for said in world.said:
            await self._looks_at(said)

    async def _linked(self) -> list[str]:
        """There is no such timeline while nothing leads there."""
        path = f"timelines/link?url={LINK}"
        return await self.ids(path) if (await self._ask(path)).status != 404 else []

    async def _looks_at(self, said: Said) -> None:
        paths = [f"statuses/{said.id}{more}" for more in ("", "/context", "/favourited_by", "/reblogged_by")]
        if not self.world.sees(self.name, said):
            asked = ("history", "quotes", "source") if self.name else ("history",)
            for path in paths + [f"statuses/{said.id}/{more}" for more in asked]:
                unseen(await self._ask(path))
            return
        context = await self.get(paths[1])
        found = tuple({status["id"] for status in context[part]} for part in ("ancestors", "descendants"))
        assert found == self.world.around(self.name, said), (self.name, said.id)
        shown = await self.get(paths[0])
        assert (shown["reblog"] or {}).get("id") == (said.boosts.id if said.boosts else None)
        if said.boosts is None:
            if self.name:
                assert await self.ids(f"statuses/{said.id}/quotes") == self.world.quoting(self.name, said)
            quote = shown["quote"] or {"state": None, "quoted_status": None}
            stands = (quote["state"], (quote["quoted_status"] or {}).get("id"))
            assert stands == (self.world.quote_shown(self.name, said) if said.quotes else (None, None))

    async def looks_as_member(self) -> None:
        """At what is one's own."""
        world, name = self.world, str(self.name)
        home = await self.ids("timelines/home")
        assert [post for post in home if not world.home_may_have(name, self.by_id[post])] == []
        assert world.home_must_have(name) - set(home) == set()
        assert await self.ids(f"timelines/list/{self.lists[name]}") == world.listed(name)
        assert set(await self.ids("favourites")) == world.reacted(name, world.favours)
        assert set(await self.ids("bookmarks")) == world.reacted(name, world.keeps)
        for told in await self.get("notifications?limit=80"):
            assert world.hears(name, told["account"]["username"])
        for path in ("search?q=word&type=statuses&limit=40", "/api/v2/notifications?limit=80", "conversations?limit=40",
                     "timelines/direct?limit=40"):
            await self.get(path)


    async def turns_pages(self) -> None:
        """No page and no feed says the words of a post that is not for its reader."""
        person = self.town.people[self.name] if self.name else None
        visitor = await browser(self.town, person)
        paths = [path.format(name=author) for author in NAMES for path in OF_SOMEBODY]
        paths += [*OF_ALL, *(f"/@{said.by}/{said.id}" for said in self.world.said)]
        for path in paths + ([*OF_MEMBERS, f"/lists/{self.lists[person.name]}"] if person else []):
            self._may_read(path, await visitor.get(path))

    async def reads_feeds(self) -> None:
        """Neither does what programs read without saying who for."""
        for author in NAMES:
            for path in FEEDS:
                where = path.format(name=author, id=self.town.people[author].profile)
                wanted = "application/activity+json" if where.startswith("/users/") else "*/*"
                answer = await self.town.get(where, accept=wanted)
                assert answer.status == 200, where
                self._may_read(where, answer)

    def _may_read(self, path: str, answer: Answer) -> None:
        for number in map(int, re.findall(r"\bword (\d+)\b", answer.text)):
            assert self.world.sees(self.name, self.world.said[number]), (path, self.name, number)


def statuses_in(answer: Any) -> Iterator[dict[str, Any]]:
    """Every status in an answer, however deep: boosts, quotes, what notifications are of."""
    if isinstance(answer, list):
        for each in answer:
            yield from statuses_in(each)
    elif isinstance(answer, dict):
        if "spoiler_text" in answer and "account" in answer:
            yield answer
        for each in answer.values():
            yield from statuses_in(each)


@pytest_asyncio.fixture
async def crowd(town: Town) -> AsyncIterator[tuple[Town, dict[str, str], list[str]]]:
    """Four people, one of whom wants to be asked, each with a list; and the tables that a story fills."""
    for name in NAMES:
        await town.person(name)
    await town.people[LOCKED].call("PATCH", "/api/v1/accounts/update_credentials", {"locked": True})
    lists = {name: (await town.people[name].post("/api/v1/lists", title="Mine")).json["id"] for name in NAMES}
    await town.settle()
    async with town.db.alone() as connection:
        names = [row[0] for row in await connection.fetch(
            "SELECT format('%I', tablename) FROM pg_tables WHERE schemaname = 'public'")]
        empty = [name for name in names if not await connection.fetchval(f"SELECT count(*) FROM {name}")]
    yield town, lists, empty


async def begin_again(town: Town, tables: list[str]) -> None:
    ways = ", ".join(f"d{n} AS (DELETE FROM {name})" for n, name in enumerate(tables))
    async with town.db.alone() as connection:
        await connection.execute(f"WITH {ways} SELECT 1")
    bus.gap()


# A seed does not become simpler by being smaller.
@settings(max_examples=STORIES, deadline=None, database=None, suppress_health_check=list(HealthCheck),
          phases=(Phase.generate,), derandomize="STORIES" not in os.environ)
@given(seed=st.integers(0, 2**32), length=st.integers(60, 100))
async def test_every_list_shows_what_its_reader_may_see_and_nothing_else(crowd, seed: int, length: int):
    town, lists, tables = crowd
    await begin_again(town, tables)
    history = History(town, lists)
    for deed in story(seed, length):
        await history.do(deed)
    await town.settle()
    for name in NAMES:
        reader = Reader(history, name)
        await reader.looks()
        await reader.looks_as_member()
        await reader.turns_pages()
    nobody = Reader(history, None)
    await nobody.looks()
    await nobody.turns_pages()
    await nobody.reads_feeds()
