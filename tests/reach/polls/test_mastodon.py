"""Polls in the client API."""


import pytest

from tests.reach.media.sending import sent
from tests.reach.posts.test_streams import picture
from tests.town import Town

from .asking import LUNCH, asks, counts, poll_of, sends, votes


async def test_a_status_carries_its_poll_as_each_viewer_has_it(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await bob.follows(ann)
    status = await asks(ann)
    await town.settle()
    assert [option["title"] for option in status["poll"]["options"]] == LUNCH
    assert (status["poll"]["voted"], status["poll"]["own_votes"], status["poll"]["expired"]) == (True, [], False)
    assert (await bob.home())[0]["poll"]["voted"] is False
    await votes(bob, status, 1)
    seen = (await bob.home())[0]["poll"]
    assert (seen["voted"], seen["own_votes"], counts(seen)) == (True, [1], [0, 1, 0])
    anybody = (await town.get(f"/api/v1/statuses/{status['id']}")).json["poll"]
    assert "voted" not in anybody
    assert "own_votes" not in anybody
    assert counts((await ann.home())[0]["poll"]) == [0, 1, 0]
    town.forward(hours=2)
    assert (await bob.home())[0]["poll"]["expired"] is True


async def test_a_poll_in_a_boost_stands_in_what_is_boosted(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    status = await asks(ann)
    await votes(bob, status, 1)
    boost = (await bob.post(f"/api/v1/statuses/{status['id']}/reblog")).json
    assert (boost["poll"], boost["reblog"]["poll"]["own_votes"]) == (None, [1])


async def test_totals_may_be_hidden_until_the_end(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    status = await asks(ann, hide_totals=True)
    assert counts((await votes(bob, status, 1)).json) == [None, None, None]
    town.forward(hours=2)
    assert counts(await poll_of(ann, status)) == [0, 1, 0]


@pytest.mark.parametrize(("poll", "error"), [
    ({"options": ["One"]}, "Options must have more than one item"),
    ({"options": [str(n) for n in range(9)]}, "Options can't contain more than 8 items"),
    ({"options": ["A", "A "]}, "Options contain duplicate items"),
    ({"options": ["A", " "]}, "Options can't be blank"),
    ({"options": ["A", "b" * 101]}, "Options can't be longer than 100 characters each"),
    ({"options": ["A", "B"], "expires_in": 10}, "Expires at is too soon"),
    ({"options": ["A", "B"], "expires_in": 10**9}, "Expires at is too far into the future"),
])
async def test_what_cannot_be_asked_is_refused_and_nothing_is_published(town: Town, poll, error):
    ann = await town.person("ann")
    answer = await ann.post("/api/v1/statuses", status="Lunch?", poll={"expires_in": 3600} | poll)
    assert (answer.status, answer.error) == (422, f"Validation failed: {error}")
    assert await ann.home() == []


async def test_the_limits_are_in_the_instance_document(town: Town):
    limits = (await town.get("/api/v2/instance")).json["configuration"]["polls"]
    assert limits == {
        "max_options": 8, "max_characters_per_option": 100, "min_expiration": 300, "max_expiration": 2678400}


async def test_a_form_asks_and_votes_like_json(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    form = b"status=Lunch%3F&poll[options][]=Soup&poll[options][]=Salad&poll[expires_in]=3600&poll[multiple]=true"
    status = (await sends(ann, "/api/v1/statuses", form)).json
    assert ([each["title"] for each in status["poll"]["options"]], status["poll"]["multiple"]) == (LUNCH[:2], True)
    answer = await sends(bob, f"/api/v1/polls/{status['id']}/votes", b"choices[]=0&choices[]=1")
    assert answer.json["own_votes"] == [0, 1]
    assert (await bob.post(f"/api/v1/polls/{status['id']}/votes", choices=["x"])).status == 422


async def test_a_poll_waits_with_the_status_that_it_belongs_to(town: Town):
    ann = await town.person("ann")
    answer = await ann.post("/api/v1/statuses", status="Lunch?", scheduled_at="2027-01-01T12:00:00Z",
                            poll={"options": LUNCH, "expires_in": 3600, "multiple": True})
    assert answer.json["params"]["poll"] == {
        "options": LUNCH, "expires_in": 3600, "multiple": True, "hide_totals": False}
    town.forward(days=60)
    await town.settle()
    poll = (await ann.home())[0]["poll"]
    assert ([option["title"] for option in poll["options"]], poll["expired"]) == (LUNCH, False)


async def test_a_post_asks_or_shows_pictures_but_not_both(town: Town):
    ann = await town.person("ann")
    media = (await sent(ann, picture()))["id"]
    answer = await ann.post("/api/v1/statuses", status="Which?", media_ids=[media],
                            poll={"options": ["One", "Two"], "expires_in": 3600})
    assert (answer.status, answer.error) == (422, "Validation failed: A post cannot carry media and a poll.")
    asked = await asks(ann)
    answer = await ann.call("PUT", f"/api/v1/statuses/{asked['id']}", {
        "status": "Which?", "media_ids": [media], "poll": {"options": ["One", "Two"], "expires_in": 3600}})
    assert answer.status == 422
