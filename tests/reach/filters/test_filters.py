"""What filters find, whom they belong to, and what it costs those who have none."""

import pytest

from hubbub.base import bus
from hubbub.base.clock import now
from hubbub.base.ids import PostId, ProfileId
from hubbub.reach import filters, posts
from hubbub.reach.filters import Filter, Keyword, Picked, Whole
from hubbub.reach.filters.matching import _ready
from hubbub.reach.filters.screening import words_of
from hubbub.reach.posts.rendering import Piece
from tests.reach.polls.asking import asks
from tests.town import Person, Town


async def a_filter(person: Person, *words: str, **given: object) -> str:
    """A filter with these keywords, made as apps do; its id."""
    asked = {"title": "Not now", "context": ["home"]} | given
    rows = [{"keyword": word, "whole_word": False} for word in words]
    answer = await person.post("/api/v2/filters", **asked, keywords_attributes=rows)
    assert answer.status == 200, answer.text
    return str(answer.json["id"])


async def found(person: Person, post: object) -> list[list[str]]:
    """What the person's filters find in the post: the keywords of each filter that does."""
    status = (await person.get(f"/api/v1/statuses/{post}")).json
    return [each["keyword_matches"] for each in status["filtered"]]


def finds(keyword: str, words: str, *, whole: bool) -> bool:
    row = Filter(1, 1, "t", ["home"], "warn", None)  # type: ignore[arg-type]
    rules = [_ready(Whole(row, [Keyword(1, 1, keyword, whole)], []))]
    return bool(filters.match(rules, filters.folded(words), ()))


@pytest.mark.parametrize(("keyword", "words", "whole", "wanted"), [
    ("cat", "A cat.", True, True), ("cat", "concatenate", True, False), ("cat", "concatenate", False, True),
    ("Cat", "CAT!", True, True), ("#cat", "a #cat here", True, True), ("#cat", "a #cats", True, False),
    ("c++", "I write c++, mostly", True, True), ("größe", "GRÖSSE", False, True), ("ﬁlm", "film", True, True),
    (".*", "anything", False, False), ("two words", "two words", True, True), ("猫", "黒猫です", False, True),
    ("cat", "concatenate a cat", True, True),
])
def test_a_keyword_stands_in_words(keyword: str, words: str, whole: bool, wanted: bool):
    assert finds(keyword, words, whole=whole) is wanted


def test_a_post_picked_by_hand_is_found_whatever_its_words():
    row = Filter(1, 1, "t", ["home"], "hide", None)  # type: ignore[arg-type]
    rules = [_ready(Whole(row, [], [Picked(1, 1, PostId(7))]))]
    assert filters.match(rules, "", {PostId(7)})[0].posts == [7]
    assert filters.match(rules, "", {PostId(8)}) == []


async def test_the_warning_and_the_words_are_looked_at_but_not_the_marks(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await a_filter(bob, "spider")
    for given in ({"status": "A spider"}, {"status": "See", "spoiler_text": "Spiders"}):
        assert await found(bob, (await ann.posts(**given))["id"]) == [["spider"]]
    assert await found(bob, (await ann.posts("See https://spi.test/der and spi<b>der"))["id"]) == []
    assert await found(ann, (await ann.posts("A spider"))["id"]) == []


async def test_a_boost_is_what_it_shows_outside_and_inside(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await a_filter(bob, "spider")
    made = await ann.posts("A spider")
    boost = (await ann.post(f"/api/v1/statuses/{made['id']}/reblog")).json
    shown = (await bob.get(f"/api/v1/statuses/{boost['id']}")).json
    assert shown["filtered"] == shown["reblog"]["filtered"]
    assert len(shown["filtered"]) == 1


async def test_an_edit_is_read_anew(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await a_filter(bob, "spider")
    made = await ann.posts("A spyder")
    assert await found(bob, made["id"]) == []
    async with town.db.write() as tx:
        await posts.edit(tx, PostId(int(made["id"])), posts.Edit("<p>A <b>spider</b></p>", now()))
    assert await found(bob, made["id"]) == [["spider"]]


async def test_what_a_picture_shows_is_looked_at_too(town: Town):
    head = b'{"content":"<p>One</p><p>two</p>","spoiler_text":"Three","account":'
    piece = Piece(ProfileId(1), None, head, b',"media_attachments":[{"description":"Four"},{"description":null}]')
    assert (await words_of(town.db, {PostId(1): piece}))[PostId(1)].split() == ["three", "one", "two", "four"]


async def test_what_may_be_chosen_in_a_poll_is_looked_at_too(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await a_filter(bob, "spider")
    asked = await asks(ann, ["A spider", "A beetle"])
    assert await found(bob, asked["id"]) == [["spider"]]
    assert await found(bob, (await asks(ann))["id"]) == []


async def test_a_filter_that_has_ended_finds_nothing(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await a_filter(bob, "spider", expires_in=3600)
    made = await ann.posts("A spider")
    await bob.follows(ann)
    await town.settle()
    assert len((await bob.home())[0]["filtered"]) == 1
    town.forward(hours=2)
    await town.settle()
    assert await found(bob, made["id"]) == []
    assert (await bob.home())[0]["filtered"] == []


async def test_a_kept_home_follows_every_change_of_the_filters(town: Town):
    bob, ann = await town.person("bob"), await town.person("ann")
    await bob.follows(ann)
    await bob.home()
    await ann.posts("A spider")
    await town.settle()
    seen = []
    number = None
    for step in ("none", "make", "word", "gone"):
        if step == "make":
            number = await a_filter(bob)
            await bob.post(f"/api/v2/filters/{number}/keywords", keyword="spider")
        elif step == "word":
            word = (await bob.get(f"/api/v2/filters/{number}/keywords")).json[0]["id"]
            await bob.call("PUT", f"/api/v2/filters/keywords/{word}", {"keyword": "snake"})
        elif step == "gone":
            await bob.call("PUT", f"/api/v2/filters/{number}", {"keywords_attributes": [{"keyword": "A"}]})
            seen.append(len((await bob.home())[0]["filtered"]))
            await bob.call("DELETE", f"/api/v2/filters/{number}")
        seen.append(len((await bob.home())[0]["filtered"]))
    assert seen == [0, 1, 0, 1, 0]


async def test_who_has_no_filter_pays_nothing(town: Town, statements):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    await a_filter(cleo, "spider")
    await ann.posts("A spider")
    where = f"/api/v1/accounts/{ann.profile}/statuses"
    with_none = await statements(lambda: bob.get(where))
    before = await statements(lambda: bob.get(where))
    assert await statements(lambda: cleo.get(where)) == before + 4  # once: flags, the filters, their words and posts
    assert await statements(lambda: cleo.get(where)) == before
    assert with_none > before                                        # once for all: who has any
    bus.gap()


async def test_one_persons_filters_are_nobody_elses(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    number = await a_filter(ann, "spider")
    keyword = (await ann.get(f"/api/v2/filters/{number}")).json["keywords"][0]["id"]
    post = (await ann.posts("x"))["id"]
    picked = (await ann.post(f"/api/v2/filters/{number}/statuses", status_id=post)).json["id"]
    for method, path in (
        ("GET", f"v2/filters/{number}"), ("PUT", f"v2/filters/{number}"), ("DELETE", f"v2/filters/{number}"),
        ("GET", f"v2/filters/{number}/keywords"), ("POST", f"v2/filters/{number}/keywords"),
        ("GET", f"v2/filters/keywords/{keyword}"), ("PUT", f"v2/filters/keywords/{keyword}"),
        ("DELETE", f"v2/filters/keywords/{keyword}"), ("GET", f"v2/filters/{number}/statuses"),
        ("POST", f"v2/filters/{number}/statuses"), ("GET", f"v2/filters/statuses/{picked}"),
        ("DELETE", f"v2/filters/statuses/{picked}"), ("GET", f"v1/filters/{keyword}"),
        ("PUT", f"v1/filters/{keyword}"), ("DELETE", f"v1/filters/{keyword}"),
    ):
        given = None if method == "GET" else {"keyword": "x", "status_id": post, "title": "x", "phrase": "x"}
        assert (await bob.call(method, f"/api/{path}", given)).status == 404, path
    assert len((await ann.get("/api/v2/filters")).json[0]["keywords"]) == 1


async def test_a_keyword_of_another_cannot_be_changed_through_ones_own_filter(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    theirs = (await ann.get(f"/api/v2/filters/{await a_filter(ann, 'spider')}")).json["keywords"][0]["id"]
    mine = await a_filter(bob)
    rows = [{"id": theirs, "keyword": "mine now"}]
    assert (await bob.call("PUT", f"/api/v2/filters/{mine}", {"keywords_attributes": rows})).status == 404


async def test_there_are_bounds_for_everything(town: Town, monkeypatch: pytest.MonkeyPatch):
    for name in ("MOST", "MOST_KEYWORDS", "MOST_POSTS"):
        monkeypatch.setattr(f"hubbub.reach.filters.filters.{name}", 1)
    ann = await town.person("ann")
    number = await a_filter(ann, "one")
    assert (await ann.post("/api/v2/filters", title="Two", context=["home"])).status == 422
    assert (await ann.post(f"/api/v2/filters/{number}/keywords", keyword="two")).status == 422
    for status in (200, 422):
        post = (await ann.posts("x"))["id"]
        assert (await ann.post(f"/api/v2/filters/{number}/statuses", status_id=post)).status == status
