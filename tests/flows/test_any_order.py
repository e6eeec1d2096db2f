"""What a server tells us ends in the same state whatever the order it comes in, and however often (faults F14, F15)."""

import os
import random
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest_asyncio
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hubbub.base import bus
from hubbub.base.clock import iso, now
from hubbub.base.ids import ProfileId
from hubbub.people import follows, profiles
from hubbub.reach import posts
from tests.outside import PUBLIC, Peer, Writer
from tests.town import Person, Town

# How many stories are told; to tell a thousand, `STORIES=1000 pytest tests/flows/test_any_order.py`.
STORIES = int(os.environ.get("STORIES", "12"))
MOST = 8
# What Zoe does, in the order in which she does it; and what each thing must come after.
DEEDS = (
    "accept", "create", "edit", "edit again", "answer", "answer the answer", "like", "feel", "boost", "vote",
    "ask to quote", "quote", "follow", "yan boosts", "yan likes", "pin", "rename", "complain", "unlike", "unfeel",
    "unboost", "unfollow", "unquote", "yan unboosts", "yan unlikes", "unpin", "delete", "move", "reject", "block",
    "unblock",
)
AFTER = {
    "edit": "create", "edit again": "edit", "answer": "create", "answer the answer": "answer", "unlike": "like",
    "unfeel": "feel", "unboost": "boost", "unfollow": "follow", "unquote": "quote", "delete": "create",
    "reject": "accept", "yan boosts": "create", "yan unboosts": "yan boosts", "yan likes": "create",
    "yan unlikes": "yan likes", "pin": "create", "unpin": "pin", "unblock": "block",
}
# What is seen only where something else was done.
EARLIER = {"move": ("accept",)}
# Who is turned away before a move has no part in it, and who is turned away after it has gone along: no word says when.
APART = {"move", "reject"}, {"move", "block"}


@dataclass(slots=True)
class Village:
    """Ann here, who has asked to follow Zoe and follows Yan; both of them are elsewhere."""

    town: Town
    ann: Person
    zoe: Writer
    yan: Writer
    zed: Writer  # where Zoe moves to
    empty: list[str]
    status: dict[str, Any] = field(default_factory=dict)
    said: dict[str, dict[str, Any]] = field(default_factory=dict)
    deeds: Sequence[str] = ()

    async def begins(self, deeds: Sequence[str]) -> None:
        """A new day; what Zoe is going to do is signed and sealed."""
        await self._forget()
        self.deeds = deeds
        zoe, yan = await self._known(self.zoe), await self._known(self.yan)
        self.status = await self.ann.posts("Good morning", poll={"options": ["tea", "coffee"], "expires_in": 3600})
        async with self.town.db.write() as tx:
            for them in (zoe, yan):
                await follows.follow(tx, self.ann.profile, them)
            await follows.accept(tx, yan, self.ann.profile)
        await self.town.settle()
        await self.ann.home()
        asked = self.zoe.peer.received("Follow")[-2:]
        self._writes(next(each for each in asked if each["object"] == self.zoe.uri), deeds)

    async def _forget(self) -> None:
        ways = ", ".join(f"d{n} AS (DELETE FROM {name})" for n, name in enumerate(self.empty))
        async with self.town.db.alone() as connection:
            await connection.execute(f"WITH {ways} SELECT 1")
            await connection.execute("UPDATE profile_counts SET post_count = 0, follower_count = 0, followed_count = 0")
        bus.gap()

    async def _known(self, who: Writer) -> ProfileId:
        known = await profiles.find(self.town.db, uri=who.uri)
        assert known is not None
        return known

    def _writes(self, asked: dict[str, Any], deeds: Sequence[str]) -> None:
        zoe, yan, about = self.zoe, self.yan, self.status["uri"]
        ann = asked["actor"]
        # Whoever says that they have moved says so of themselves, too, whenever they are asked.
        zoe.more["movedTo"] = self.zed.uri if "move" in deeds else None
        to_ann: dict[str, Any] = {"tag": [{"type": "Mention", "href": ann}], "cc": [zoe.followers, ann]}
        note = zoe.note("One", inReplyTo=about, **to_ann)
        two = note | {"content": "Two", "updated": iso(now() + timedelta(milliseconds=10))}
        three = note | {"content": "Three", "updated": iso(now() + timedelta(milliseconds=20))}
        answer = zoe.note("And another thing", inReplyTo=note["id"], **to_ann)
        further = yan.note("Is that so?", inReplyTo=answer["id"])
        quoting = zoe.note("Hear, hear", quote=about, **to_ann)
        vote = {name: value for name, value in zoe.note("", name="tea", inReplyTo=about, to=[ann], cc=[]).items()
                if name != "content"}
        pins = {"target": f"{zoe.uri}/featured"}
        self.said = {
            "accept": zoe.activity("Accept", asked), "reject": zoe.activity("Reject", asked),
            "create": zoe.create(note), "edit": zoe.activity("Update", two),
            "edit again": zoe.activity("Update", three),
            "answer": zoe.create(answer), "answer the answer": yan.create(further),
            "delete": zoe.activity("Delete", {"id": note["id"], "type": "Tombstone"}),
            "vote": zoe.create(vote), "ask to quote": zoe.activity("QuoteRequest", about, instrument=quoting),
            "quote": zoe.create(quoting),
            "unquote": zoe.activity("Delete", {"id": quoting["id"], "type": "Tombstone"}),
            "pin": zoe.activity("Add", note["id"], **pins), "unpin": zoe.activity("Remove", note["id"], **pins),
            "rename": zoe.activity("Update", zoe.document | {"name": "Zoe of the Ferries"}),
            "move": zoe.activity("Move", zoe.uri, target=self.zed.uri),
            "complain": zoe.activity("Flag", [ann, about], content="Too early"),
        }
        for verb, who, did in (
            ("like", zoe, zoe.activity("Like", about)), ("yan likes", yan, yan.activity("Like", note["id"])),
            ("feel", zoe, zoe.activity("EmojiReact", about, content="🎉")),
            ("boost", zoe, zoe.activity("Announce", about, to=[PUBLIC])),
            ("yan boosts", yan, yan.activity("Announce", note["id"], to=[PUBLIC])),
            ("follow", zoe, zoe.activity("Follow", ann)), ("block", zoe, zoe.activity("Block", ann)),
        ):
            undone = verb.replace(" ", " un") if " " in verb else f"un{verb}"
            self.said |= {verb: did, undone: who.activity("Undo", did)}
        shown = three if "edit again" in deeds else two if "edit" in deeds else note
        for each in (shown, answer, further):
            zoe.peer.documents[each["id"].removeprefix(zoe.peer.url)] = each
        for end, gone in (("delete", note), ("unquote", quoting)):
            if end in deeds:
                del zoe.peer.documents[gone["id"].removeprefix(zoe.peer.url)]
        pinned = [note["id"]] if "pin" in deeds and not {"unpin", "delete"} & {*deeds} else []
        zoe.peer.documents["/users/zoe/featured"] = {
            "id": pins["target"], "type": "OrderedCollection", "orderedItems": pinned}
        zoe.more["name"] = "Zoe of the Ferries" if "rename" in deeds else "Zoe"

    async def hears(self, deeds: Sequence[str], patient: bool) -> dict[str, Any]:
        """All of it, in this order; how things stand for Ann when everything has been done."""
        for number, deed in enumerate(deeds):
            activity = self.said[deed]
            who = self.yan if activity["actor"] == self.yan.uri else self.zoe
            # Each is signed anew, so that no signature gives a double away.
            answer = await who.sends(self.town, activity, covered="(request-target) host date digest x-n",
                                     **{"x-n": str(number)})
            assert answer.status == 202
            if patient:
                await self.town.settle()
        await self.town.settle()
        return await self._stands()

    async def _stands(self) -> dict[str, Any]:
        ann, zoe, zed = self.ann, await self._known(self.zoe), await self._known(self.zed)
        relations = (await ann.get(f"/api/v1/accounts/relationships?id[]={zoe}&id[]={zed}")).json
        status = (await ann.get(f"/api/v1/statuses/{self.status['id']}")).json
        below = (await ann.get(f"/api/v1/statuses/{self.status['id']}/context")).json["descendants"]
        pinned = (await ann.get(f"/api/v1/accounts/{zoe}/statuses?pinned=true")).json
        counted = (await ann.get(f"/api/v1/accounts/{zoe}")).json
        mine = (await ann.get("/api/v1/accounts/verify_credentials")).json
        told = (await ann.get("/api/v1/notifications?limit=80")).json
        return {
            "relations": [{name for name, value in each.items() if value is True and self._lasts(name)}
                          for each in relations],
            "status": [status[f"{name}_count"] for name in ("favourites", "reblogs", "replies", "quotes")],
            "feelings": [(each["name"], each["count"]) for each in status["reactions"]],
            "votes": [each["votes_count"] for each in status["poll"]["options"]],
            "quote": await self._quote(),
            "below": {self._shown(each) for each in below},
            "pinned": [self._name(each["uri"]) for each in pinned],
            "called": (counted["display_name"], bool(counted.get("moved"))),
            "counts": [given[f"{each}_count"] for given in (counted, mine)
                       for each in ("followers", "following", "statuses") if self._lasts(each)],
            "home": {self._shown(each["reblog"] or each) for each in await ann.home()} if self.looks_home else set(),
            "told": sorted((each["type"], each["account"]["username"],
                            self._name((each.get("status") or {}).get("uri"))) for each in told
                           if self._lasts(each["type"]) and self._heard(each["account"]["username"])),
            "kept": [await self._count(table) for table in ("complaints", "quote_stamps")],
        }

    def _lasts(self, name: str) -> bool:
        """A block cuts the follows of the moment when it comes, and its end does not mend them: no word says when."""
        return "unblock" not in self.deeds or not re.search("follow|request|showing", name)

    def _heard(self, name: str) -> bool:
        """What Zoe says while she shuts Ann out is told to nobody, then or later."""
        return "unblock" not in self.deeds or name != "zoe"

    async def _quote(self) -> object:
        """How it stands, if Ann is shown the post that quotes."""
        known = await posts.find(self.town.db, self.said["quote"]["object"]["id"])
        told = await self.ann.get(f"/api/v1/statuses/{known}")
        return told.json["quote"]["state"] if told.status == 200 else told.status

    async def _count(self, table: str) -> int:
        async with self.town.db.alone() as connection:
            return int(await connection.fetchval(f"SELECT count(*) FROM {table}"))

    @property
    def looks_home(self) -> bool:
        """What several pass on stands in a home once, by whoever came first; an answer to who knows whom stands there:
        that is no state but a memory."""
        return not {"yan boosts", "answer the answer", "reject", "block"} & set(self.deeds)

    def _shown(self, status: dict[str, Any]) -> tuple[Any, ...]:
        names = ("content", "replies_count", "reblogs_count", "favourites_count")
        return self._name(status["uri"]), *(status[name] for name in names), bool(status["edited_at"])

    def _name(self, uri: str | None) -> str:
        """What a post is called, whatever its number is today."""
        if uri is None:
            return ""
        notes = {self.said[deed]["object"]["id"]: deed for deed in ("create", "answer", "answer the answer", "quote")}
        return (notes | {self.status["uri"]: "hers"}).get(uri, uri)


@pytest_asyncio.fixture
async def village(town: Town, peer: Peer) -> AsyncIterator[Village]:
    ann, yan = await town.person("ann"), peer.person("yan")
    zoe = peer.person("zoe", featured=f"{peer.url}/users/zoe/featured")
    zed = peer.person("zed", alsoKnownAs=[zoe.uri])
    for who in (zoe, yan, zed):
        assert await profiles.seek(town.db, who.handle)
    await town.settle()
    async with town.db.alone() as connection:
        names = [row[0] for row in await connection.fetch(
            "SELECT format('%I', tablename) FROM pg_tables WHERE schemaname = 'public'")]
        empty = [name for name in names if not await connection.fetchval(f"SELECT count(*) FROM {name}")]
    yield Village(town, ann, zoe, yan, zed, empty)


def whole(deeds: set[str]) -> list[str]:
    """The deeds with all that they need, in the order in which they are done; no more of them than eight."""
    found: list[str] = []
    for deed in (each for each in DEEDS if each in deeds):
        chain = [deed]
        while chain[-1] in AFTER:
            chain.append(AFTER[chain[-1]])
        fits = not any({deed, other} == apart for apart in APART for other in found)
        if fits and len(new := set(chain) - set(found)) + len(found) <= MOST:
            found += new
    return sorted(found, key=DEEDS.index)


# A story does not become simpler by another seed; looking for one takes minutes.
@settings(max_examples=STORIES, deadline=None, database=None, suppress_health_check=list(HealthCheck),
          phases=(Phase.generate,), derandomize="STORIES" not in os.environ)
@given(st.sets(st.sampled_from(DEEDS), min_size=2, max_size=MOST), st.integers(0, 2**32), st.booleans())
async def test_any_order_and_any_number_of_times_end_in_the_same_state(
    village: Village, wanted: set[str], seed: int, patient: bool
):
    deeds, chance = whole(wanted), random.Random(seed)
    await village.begins(deeds)
    expected = await village.hears(deeds, True)
    shuffled = deeds + chance.choices(deeds, k=chance.choice((0, 0, 1, 2, 4)))
    chance.shuffle(shuffled)
    await village.begins(deeds)
    assert await village.hears(shuffled, patient) == expected, shuffled


async def test_what_changes_or_ends_a_thing_may_come_before_it(village: Village):
    """Each pair of them, of which chance may find none: an end that was forgotten would not be seen."""
    forgotten = []
    for deed in AFTER:
        chain = whole({deed})
        await village.begins(chain)
        expected = await village.hears(chain, True)
        await village.begins(chain)
        if await village.hears(chain[::-1], True) != expected:
            forgotten.append(deed)
    assert forgotten == []


async def test_each_thing_that_is_done_is_seen(village: Village):
    """Or any order of it would prove nothing."""
    unseen = []
    for deed in DEEDS:
        chain = whole({deed, *EARLIER.get(deed, ())})
        await village.begins(chain)
        before = await village.hears(chain[:-1], True)
        if await village.hears(chain[-1:], True) == before:
            unseen.append(deed)
    # What stands in the collection is asked for with the pin, and its end is there already.
    assert unseen == ["unpin"]
