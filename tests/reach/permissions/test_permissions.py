"""Permissions: what is asked before somebody likes or boosts, and what pages say of it."""

import re
from pathlib import Path

import pytest

from hubbub.base.clock import iso, now
from hubbub.base.db import Statement
from hubbub.base.ids import PostId
from hubbub.reach import permissions, posts, reactions
from tests.browser import Browser, browser
from tests.outside import PUBLIC, Peer
from tests.reach.posts.befriending import befriend, shown
from tests.town import Person, Town

from .test_activitypub import kept, only

ACTS = [("favourite", "canLike", "Like"), ("boost", "canAnnounce", "Announce")]
BEFORE = Path(reactions.__file__).parent / "migrations" / "2026-11-29-11-reactions.after.sql"
acts = pytest.mark.parametrize(("verb", "may", "type"), ACTS, ids=["like", "boost"])


async def test_what_is_asked_for_is_asked_once_however_often_it_is_pressed(town: Town, peer: Peer):
    ann = await town.person("ann")
    status = await kept(town, ann, peer.person("zoe"), canLike=only(manual=(PUBLIC,)))
    for _ in range(2):
        await ann.post(f"/api/v1/statuses/{status['id']}/favourite")
        await town.settle()
    assert len(peer.received("LikeRequest")) == 1


async def test_what_was_agreed_to_is_done_once(town: Town, peer: Peer):
    ann = await town.person("ann")
    status = await kept(town, ann, peer.person("zoe"), canLike=only(manual=(PUBLIC,)))
    post = PostId(int(status["id"]))
    await ann.post(f"/api/v1/statuses/{post}/favourite")
    for _ in range(2):
        async with town.db.write() as tx:
            row = await permissions.find_like(tx, ann.profile, post)
            assert row
            await permissions.agree(tx, row, "https://there.example/stamps/1")
    assert (await posts.counts_of(town.db, [post]))[post].favourites == 1


async def test_whoever_is_elsewhere_likes_what_others_write_only_where_anybody_may(
    town: Town, peer: Peer, third: Peer
):
    ann, zoe, far = await town.person("ann"), peer.person("zoe"), third.person("far")
    await kept(town, ann, zoe)
    for may, count in ((only(PUBLIC), 1), (only(zoe.followers), 0), (only(far.uri), 1)):
        note = zoe.note("Hello", interactionPolicy={"canLike": may})
        await zoe.sends(town, zoe.create(note))
        await far.sends(town, far.activity("Like", note["id"]))
        status = await shown(town, note, ann)
        assert status
        assert status["favourites_count"] == count


async def test_authors_like_and_boost_what_is_theirs_whatever_they_say(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await kept(town, ann, zoe, canLike=only(), canAnnounce=only())
    for type in ("Like", "Announce"):
        await zoe.sends(town, zoe.activity(type, status["uri"], to=[PUBLIC]))
    row = (await posts.get(town.db, [PostId(int(status["id"]))]))[0]
    counts = (await posts.counts_of(town.db, [row.id]))[row.id]
    assert (counts.favourites, counts.boosts) == (1, 1)
    assert await reactions.may(town.db, row.author, row, "boost")


async def button(page: Browser, verb: str) -> tuple[bool, bool, bool]:
    """Of the one post at home: whether the button is pressed, says that it waits, and takes back when it is pressed."""
    shown = (await page.get("/home")).text
    [(tag, name)] = re.findall(rf'(<\w+ class="press reactions__{verb}"[^>]*>).*?visually-hidden">([^<]*)<', shown)
    waits = "waits for the author’s word" in name
    assert waits == (f'title="{name}"' in tag) == (f'data-waits="{verb}"' in tag)
    return 'pressed="true"' in tag, waits, f'/un{verb}"' in shown


@acts
async def test_what_its_author_is_asked_for_says_so_until_they_agree(town: Town, peer: Peer, verb, may, type):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await kept(town, ann, zoe, **{may: only(manual=(PUBLIC,))})
    await town.settle()
    page = await browser(town, ann)
    assert await button(page, verb) == (False, False, False)
    pressed = await page.presses(f"/posts/{status['id']}/{verb}")
    assert f'data-waits="{verb}"' in pressed.text
    await town.settle()
    assert await button(page, verb) == (True, True, True)
    [request] = peer.received(f"{type}Request")
    await zoe.sends(town, zoe.activity("Accept", request, result=f"{zoe.uri}/stamps/1"))
    await town.settle()
    shown = (await page.get("/home")).text
    assert "data-waits" not in shown
    assert f'/posts/{status["id"]}/un{verb}"' in shown


@acts
async def test_what_was_asked_for_before_its_waiting_was_written_down_waits(town: Town, peer: Peer, verb, may, type):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await kept(town, ann, zoe, **{may: only(manual=(PUBLIC,))})
    done = (await ann.posts("Mine, which I like and pass on"))["id"]
    page = await browser(town, ann)
    for number in (status["id"], done):
        await page.presses(f"/posts/{number}/{verb}")
    await town.settle()
    async with town.db.write() as tx:
        await tx.run(Statement(None, "UPDATE reactions SET bits = bits & 15"))
        for sentence in BEFORE.read_text().split(";")[:-1]:
            await tx.run(Statement(None, sentence))
        tx.say("flags", ann.profile)
    shown = (await page.get("/home")).text
    assert shown.count(f'data-waits="{verb}"') == 1
    assert await waiting(town, ann, status["id"]) == verb
    assert await waiting(town, ann, done) == ""


async def waiting(town: Town, ann: Person, number: object) -> str:
    """What the one post says of itself that it waits for."""
    mine = (await posts.cards(town.db, [PostId(int(str(number)))], ann.profile))[0].parts["reactions"]
    return "favourite" if mine.like == "waits" else "boost" if mine.boost == "waits" else ""


@acts
@pytest.mark.parametrize("by", ["asker", "author"])
async def test_a_request_that_is_taken_back_or_refused_leaves_nothing_that_waits(
    town: Town, peer: Peer, verb, may, type, by: str
):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await kept(town, ann, zoe, **{may: only(manual=(PUBLIC,))})
    page = await browser(town, ann)
    await page.sends(f"/posts/{status['id']}/{verb}", back="/home")
    await town.settle()
    if by == "asker":
        await page.sends(f"/posts/{status['id']}/un{verb}", back="/home")
        await town.settle()
        assert [undo["object"]["type"] for undo in peer.received("Undo")] == [type]
    else:
        await zoe.sends(town, zoe.activity("Reject", peer.received(f"{type}Request")[0]))
    assert await button(page, verb) == (False, False, False)
    await page.sends(f"/posts/{status['id']}/{verb}", back="/home")
    assert await button(page, verb) == (True, True, True)


@acts
async def test_what_may_be_done_at_once_does_not_wait(town: Town, peer: Peer, verb, may, type):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await kept(town, ann, zoe, **{may: only(PUBLIC)})
    page = await browser(town, ann)
    assert "data-waits" not in (await page.presses(f"/posts/{status['id']}/{verb}")).text
    assert "data-waits" not in (await page.get("/home")).text


@acts
async def test_what_its_author_came_to_allow_to_all_is_done_when_it_is_pressed_anew(
    town: Town, peer: Peer, verb, may, type
):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    note = zoe.note("Hello", interactionPolicy={may: only(manual=(PUBLIC,))})
    await zoe.sends(town, zoe.create(note))
    status = await shown(town, note, ann)
    assert status
    page = await browser(town, ann)
    await page.sends(f"/posts/{status['id']}/{verb}")
    town.forward(minutes=1)
    await zoe.sends(town, zoe.activity("Update", note | {"updated": iso(now()), "interactionPolicy": {
        may: only(PUBLIC)}}))
    await page.sends(f"/posts/{status['id']}/{verb}")
    assert "data-waits" not in (await page.get("/home")).text


async def test_a_boost_that_waits_outlives_the_end_of_an_earlier_one(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await kept(town, ann, zoe, canAnnounce=only(manual=(PUBLIC,)))
    page = await browser(town, ann)
    await page.sends(f"/posts/{status['id']}/boost")
    await town.settle()
    await zoe.sends(town, zoe.activity("Accept", peer.received("AnnounceRequest")[0], result=f"{zoe.uri}/stamps/1"))
    await page.sends(f"/posts/{status['id']}/unboost")
    await page.sends(f"/posts/{status['id']}/boost")
    await town.settle()
    assert await button(page, "boost") == (True, True, True)
