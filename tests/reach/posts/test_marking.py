"""Marks: whatever a viewer would see otherwise has another."""

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass

import pytest

from hubbub.base import bus, db
from hubbub.base.ids import PostId
from hubbub.reach.posts.marking import marks
from tests.town import Person, Town


@dataclass(frozen=True, slots=True)
class Street:
    """Ann answers Bob with a poll and boosts a post of Dan's; Cleo looks."""

    town: Town
    ann: Person
    bob: Person
    cleo: Person
    dan: Person
    poll: str
    passed_on: str
    boost: str


async def street(town: Town) -> Street:
    ann, bob, cleo, dan = [await town.person(name) for name in ("ann", "bob", "cleo", "dan")]
    begun = await bob.posts("Tea or coffee?")
    poll = await ann.posts("Which?", in_reply_to_id=begun["id"], poll={"options": ["tea", "coffee"], "expires_in": 300})
    passed_on = await dan.posts("Bread is ready")
    boost = (await ann.post(f"/api/v1/statuses/{passed_on['id']}/reblog")).json
    await town.settle()
    return Street(town, ann, bob, cleo, dan, poll["id"], passed_on["id"], boost["id"])


async def mark(street: Street, post: str, who: Person | None) -> Hashable:
    number = PostId(int(post))
    return (await marks(street.town.db, [number], who.profile if who else None)).by_post.get(number)


def renamed(who: Person, name: str) -> Awaitable[object]:
    return who.call("PATCH", "/api/v1/accounts/update_credentials", {"display_name": name})


CHANGES: dict[str, tuple[str, Callable[[Street], Awaitable[object]]]] = {
    "its author's name": ("poll", lambda s: renamed(s.ann, "Annie")),
    "whom it answers": ("poll", lambda s: renamed(s.bob, "Bobby")),
    "its words": ("poll", lambda s: s.ann.call("PUT", f"/api/v1/statuses/{s.poll}", {"status": "Which of them?"})),
    "how often it was liked": ("poll", lambda s: s.dan.post(f"/api/v1/statuses/{s.poll}/favourite")),
    "what the viewer did": ("poll", lambda s: s.cleo.post(f"/api/v1/statuses/{s.poll}/bookmark")),
    "the emoji of others": (
        "poll", lambda s: s.dan.call("PUT", f"/api/v1/pleroma/statuses/{s.poll}/reactions/🎉")),
    "what the viewer filters": ("poll", lambda s: s.cleo.post(
        "/api/v2/filters", title="Choices", context=["home"], keywords_attributes=[{"keyword": "which"}])),
    "whoever passes it on": ("boost", lambda s: renamed(s.ann, "Annie")),
    "what is passed on": (
        "boost", lambda s: s.dan.call("PUT", f"/api/v1/statuses/{s.passed_on}", {"status": "Bread is gone"})),
    "whose it is": ("boost", lambda s: renamed(s.dan, "Danny")),
    "what the viewer did with it": ("boost", lambda s: s.cleo.post(f"/api/v1/statuses/{s.passed_on}/favourite")),
}


@pytest.mark.parametrize("what", CHANGES)
async def test_what_is_seen_otherwise_has_another_mark(town: Town, what: str):
    here = await street(town)
    post, change = CHANGES[what]
    before = await mark(here, getattr(here, post), here.cleo)
    assert before is not None
    await change(here)
    await town.settle()
    assert await mark(here, getattr(here, post), here.cleo) != before


async def test_who_has_voted_sees_another_poll_than_who_has_not(town: Town):
    here = await street(town)
    poll = (await here.bob.get(f"/api/v1/statuses/{here.poll}")).json["poll"]["id"]
    assert await mark(here, here.poll, here.bob) == await mark(here, here.poll, here.cleo)
    assert (await here.bob.post(f"/api/v1/polls/{poll}/votes", choices=[0])).status == 200
    await town.settle()
    assert await mark(here, here.poll, here.bob) != await mark(here, here.poll, here.cleo)


async def test_what_stays_as_it_was_keeps_its_mark(town: Town):
    here = await street(town)
    before = await mark(here, here.poll, here.cleo)
    await here.dan.posts("Something else")
    await town.settle()
    assert await mark(here, here.poll, here.cleo) == before is not None


async def test_what_is_ones_own_is_marked_as_that(town: Town):
    here = await street(town)
    for post, owner in ((here.poll, here.ann), (here.boost, here.ann), (here.boost, here.dan)):
        assert await mark(here, post, owner) not in (None, await mark(here, post, here.cleo))


async def test_what_speaks_of_the_viewer_or_is_theirs_for_few_has_none(town: Town):
    here = await street(town)
    private = await here.ann.posts("For few", visibility="private")
    assert await mark(here, private["id"], here.ann) is None
    quoting = await here.bob.posts("Hear, hear", quoted_status_id=here.passed_on)
    await town.settle()
    assert await mark(here, quoting["id"], here.dan) is None
    assert await mark(here, quoting["id"], here.cleo) is not None


async def test_nobody_is_shown_another_than_a_stranger_is(town: Town):
    here = await street(town)
    assert await mark(here, here.poll, None) == await mark(here, here.poll, None) is not None


async def test_how_far_it_got_is_told_to_its_author_alone(town: Town):
    here = await street(town)
    mine, others = await mark(here, here.poll, here.ann), await mark(here, here.poll, here.cleo)
    assert mine is not None
    async with town.db.alone() as connection:
        await connection.execute(
            "INSERT INTO deliveries (post_id, host, inboxes, promised_at) VALUES ($1, 'far.example', '{}', now())",
            int(here.poll))
    assert await mark(here, here.poll, here.ann) != mine
    assert await mark(here, here.poll, here.cleo) == others


async def test_a_page_of_posts_that_nobody_was_shown_asks_for_them_and_their_people_once(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    begun = await bob.posts("Tea or coffee?")
    for number in range(5):
        await ann.posts(f"Bread {number}", in_reply_to_id=begun["id"], visibility="public")
    await town.settle()
    bus.gap()  # nothing is kept of them
    log: list[str] = []
    token = db.made.set(log)
    try:
        page = (await town.get("/@ann?tab=replies")).text
    finally:
        db.made.reset(token)
    assert [f"Bread {number}" in page for number in range(5)] == [True] * 5
    assert sum("post_counts k" in statement for statement in log) == 1
    assert sum("FROM profiles p JOIN profile_counts c" in statement for statement in log) == 2  # hers; whom she answers
    assert not any("FROM post_counts" in statement for statement in log)
