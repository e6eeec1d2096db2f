"""Bringing files along: line by line, safe to do twice, and nothing in them is believed."""

from datetime import timedelta

import pytest

from hubbub.base.clock import iso, now
from hubbub.base.errors import Invalid, NotFound, Refusal
from hubbub.people import follows
from hubbub.reach import lists
from hubbub.trust import transfers
from hubbub.trust.transfers.store import Transfer
from tests.town import Person, Town


async def brings(town: Town, person: Person, kind: str, text: str, mode: str = "merge") -> Transfer:
    async with town.db.write() as tx:
        number = await transfers.begin(tx, person.profile, kind, text.encode(), mode)
    await town.settle()
    return await transfers.get(town.db, person.profile, number)


async def takes(town: Town, person: Person, kind: str) -> list[tuple[str, ...]]:
    async with town.db.read() as db:
        return [tuple(row) for row in await transfers.KINDS[kind].rows(db, person.profile)]


FOLLOWING = "Account address,Show boosts,Notify on new posts,Languages\nbob@here.test,false,true,\"de, en\"\ncat,,,\n"


async def test_whom_one_follows_comes_along_with_how_and_twice_changes_nothing(town: Town):
    ann, *_ = [await town.person(name) for name in ("ann", "bob", "cat")]
    for _ in range(2):
        done = await brings(town, ann, "following", FOLLOWING)
        assert (done.total, done.done, done.failed, done.ended_at is not None) == (2, 2, 0, True)
        assert await takes(town, ann, "following") == [
            ("cat@here.test", "true", "false", ""), ("bob@here.test", "false", "true", "de, en")]


async def test_what_cannot_be_done_is_said_by_its_line_and_the_rest_is_done(town: Town):
    ann, _ = await town.person("ann"), await town.person("bob")
    done = await brings(town, ann, "following", "Account address\nnobody@here.test\n\nbob@here.test\nann@here.test\n")
    assert (done.total, done.failed) == (3, 2)
    problems = await transfers.list_problems(town.db, ann.profile, done.id)
    assert [(row.line, row.cells[0]) for row in problems] == [(2, "nobody@here.test"), (5, "ann@here.test")]
    assert "Nobody was found" in problems[0].problem
    assert len(await takes(town, ann, "following")) == 1


async def test_replacing_takes_away_what_is_not_in_the_file_and_merging_does_not(town: Town):
    ann, bob, cat = [await town.person(name) for name in ("ann", "bob", "cat")]
    await ann.follows(bob)
    await brings(town, ann, "following", "cat@here.test\n")
    assert len(await takes(town, ann, "following")) == 2
    await brings(town, ann, "following", "CAT@here.test\ngone@nowhere.test\n", "overwrite")
    assert [row[0] for row in await takes(town, ann, "following")] == ["cat@here.test"]
    assert not await follows.stands(town.db, ann.profile, bob.profile)
    assert await follows.stands(town.db, ann.profile, cat.profile)


@pytest.mark.parametrize(("kind", "text"), [
    ("blocks", "bob@here.test\n"), ("mutes", "Account address,Hide notifications\nbob@here.test,false\n"),
    ("domain_blocks", "bad.example\nworse.example\n"),
])
async def test_what_was_taken_comes_back_as_it_was(town: Town, kind: str, text: str):
    ann, _ = await town.person("ann"), await town.person("bob")
    assert (await brings(town, ann, kind, text)).failed == 0
    rows = await takes(town, ann, kind)
    assert {",".join(row) for row in rows} == {line for line in text.split() if "." in line and "address" not in line}
    done = await brings(town, ann, kind, "x.example\n" if kind == "domain_blocks" else "none@here.test\n", "overwrite")
    assert len(await takes(town, ann, kind)) == done.total - done.failed


@pytest.mark.parametrize(("kind", "relation", "before"), [
    ("blocks", "block_ends_at", ""), ("mutes", "mute_ends_at", "true,"),
])
async def test_what_ends_by_itself_ends_there_too_and_does_not_begin_anew(town: Town, kind: str, relation: str, before):
    ann, bob, cat, dan, eve = [await town.person(name) for name in ("ann", "bob", "cat", "dan", "eve")]
    await eve.follows(ann)
    await ann.post(f"/api/v1/accounts/{cat.profile}/{kind[:-1]}")
    at, past = (now() + timedelta(days=2)).replace(microsecond=0), "2020-01-01T00:00:00Z"
    text = f"bob@here.test,{before}{iso(at)}\ncat@here.test,{before}{past}\ndan@here.test,{before}soon\n"
    text += f"eve@here.test,{before}{past}\n"
    assert (await brings(town, ann, kind, text)).failed == 0
    async with town.db.read() as db:
        ends = [getattr(row, relation) for row in await follows.relations(db, ann.profile, [bob.profile])]
        others = await follows.relations(db, ann.profile, [cat.profile, dan.profile, eve.profile])
    assert ends == [at]
    assert [row.blocking or row.muting for row in others] == [True, True, False], "what is over ends nothing here"
    assert others[-1].followed_by, "nor does it part anybody"
    lines = (f"dan@here.test,{before}", f"bob@here.test,{before}{iso(at)}", f"cat@here.test,{before}")
    assert await takes(town, ann, kind) == [tuple(line.rstrip(",").split(",")) for line in lines]


async def test_bookmarks_come_along_if_one_may_see_the_post(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    seen, secret = await bob.posts("For all"), await bob.posts("For few", visibility="private")
    done = await brings(town, ann, "bookmarks", f"{seen['uri']}\n{secret['uri']}\nhttps://nowhere.test/1\njavascript:1\n")
    assert (done.total, done.failed) == (4, 3)
    assert await takes(town, ann, "bookmarks") == [(seen["uri"],)]


async def test_lists_come_along_with_those_whom_one_follows(town: Town):
    ann, bob, _ = [await town.person(name) for name in ("ann", "bob", "cat")]
    await ann.follows(bob)
    text = "Friends,bob@here.test\nFriends,cat@here.test\n'=1+1,bob@here.test\nalone\n"
    for _ in range(2):
        done = await brings(town, ann, "lists", text)
        assert (done.total, done.failed) == (4, 2)
    assert {each.title for each in await lists.list_own(town.db, ann.profile)} == {"Friends", "=1+1"}
    assert set(await takes(town, ann, "lists")) == {("Friends", "bob@here.test"), ("=1+1", "bob@here.test")}


@pytest.mark.parametrize("data", [
    b"", b"\n\n", b"Account address\n", b"\xff\xfe\x00a", b"a" * 3000, b"a\x00b", b",".join([b"a"] * 11),
    b"a@b.test\n" * 20_001, (b",".join([b"x" * 250] * 10) + b"\n") * 1_680, b'"' + b"x\n" * 70_000,
], ids=["nothing", "empty lines", "only names", "no UTF-8", "a long cell", "a zero", "many cells", "many lines",
        "a large file", "an open quote"])
async def test_what_is_no_file_of_this_kind_is_refused_whole(town: Town, data: bytes):
    ann = await town.person("ann")
    with pytest.raises(Invalid):
        async with town.db.write() as tx:
            await transfers.begin(tx, ann.profile, "following", data, "merge")
    assert await transfers.list_own(town.db, ann.profile) == []


async def test_one_file_of_a_kind_at_a_time_and_nobody_sees_anothers(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    async with town.db.write() as tx:
        number = await transfers.begin(tx, ann.profile, "blocks", b"x@here.test", "merge")
        with pytest.raises(Refusal):
            await transfers.begin(tx, ann.profile, "blocks", b"y@here.test", "merge")
    with pytest.raises(NotFound):
        await transfers.get(town.db, bob.profile, number)
    await town.settle()
    town.forward(days=32)
    await town.settle()
    assert await transfers.list_own(town.db, ann.profile) == []
