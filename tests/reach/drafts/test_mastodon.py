"""Scheduled statuses, as client apps use them."""

from datetime import timedelta
from typing import Any

import pytest

from hubbub.base.clock import iso, now
from hubbub.people import teams
from tests.reach.media.sending import sent
from tests.reach.renditions.strangers import bytes_of, gradient
from tests.town import Person, Town


async def schedule(person: Person, status: str, **more: object) -> dict[str, Any]:
    at = iso(now() + timedelta(hours=1))
    answer = await person.post("/api/v1/statuses", **({"status": status, "scheduled_at": at} | more))
    assert answer.status == 200, answer.text
    return dict(answer.json)


async def test_a_status_for_later_is_answered_with_a_scheduled_status(town: Town):
    ann = await town.person("ann")
    given = {"spoiler_text": "Soup", "visibility": "unlisted", "language": "en", "sensitive": True}
    kept = await schedule(ann, "Later", **given)
    assert isinstance(kept["id"], str)
    assert str(kept["scheduled_at"]).endswith("Z")
    assert kept["media_attachments"] == []
    assert {name: kept["params"][name] for name in ("text", *given)} == {"text": "Later"} | given
    assert await ann.home() == []
    assert (await ann.get(f"/api/v1/scheduled_statuses/{kept['id']}")).json == kept


async def test_it_goes_out_and_is_no_longer_scheduled(town: Town):
    ann = await town.person("ann")
    kept = await schedule(ann, "Later")
    town.forward(hours=1, seconds=1)
    await town.settle()
    assert [status["content"] for status in await ann.home()] == ["<p>Later</p>"]
    assert (await ann.get("/api/v1/scheduled_statuses")).json == []
    assert (await ann.get(f"/api/v1/scheduled_statuses/{kept['id']}")).status == 404


async def test_what_is_due_within_five_minutes_is_published_at_once(town: Town):
    ann = await town.person("ann")
    status = await ann.posts("Now", scheduled_at=iso(now() + timedelta(minutes=4)))
    assert status["content"] == "<p>Now</p>"
    past = await ann.posts("Then", scheduled_at=iso(now() - timedelta(days=4)))
    assert past["content"] == "<p>Then</p>"


async def test_an_idempotency_key_gives_the_same_scheduled_status_again(town: Town):
    ann = await town.person("ann")
    given = {"status": "Once", "scheduled_at": iso(now() + timedelta(hours=1))}
    first = await ann.call("POST", "/api/v1/statuses", given, {"idempotency-key": "k"})
    again = await ann.call("POST", "/api/v1/statuses", given, {"idempotency-key": "k"})
    assert (first.status, again.status) == (200, 200)
    assert first.json == again.json
    assert len((await ann.get("/api/v1/scheduled_statuses")).json) == 1


async def test_an_idempotency_key_still_gives_a_status_that_was_published_at_once(town: Town):
    ann = await town.person("ann")
    first = await ann.call("POST", "/api/v1/statuses", {"status": "Once"}, {"idempotency-key": "k"})
    again = await ann.call("POST", "/api/v1/statuses", {"status": "Once"}, {"idempotency-key": "k"})
    assert first.json["id"] == again.json["id"]


async def test_the_time_can_be_changed_and_too_soon_is_refused(town: Town):
    ann = await town.person("ann")
    kept = await schedule(ann, "Later")
    at = iso(now() + timedelta(hours=5))
    assert (await ann.call("PUT", f"/api/v1/scheduled_statuses/{kept['id']}", {"scheduled_at": at})).status == 200
    soon = {"scheduled_at": iso(now() + timedelta(minutes=1))}
    assert (await ann.call("PUT", f"/api/v1/scheduled_statuses/{kept['id']}", soon)).status == 422
    assert (await ann.call("PUT", f"/api/v1/scheduled_statuses/{kept['id']}", {})).status == 422
    town.forward(hours=2)
    await town.settle()
    assert await ann.home() == []
    town.forward(hours=4)
    await town.settle()
    assert len(await ann.home()) == 1


async def test_a_cancelled_one_is_gone(town: Town):
    ann = await town.person("ann")
    kept = await schedule(ann, "Later")
    answer = await ann.call("DELETE", f"/api/v1/scheduled_statuses/{kept['id']}")
    assert (answer.status, answer.json) == (200, {})
    assert (await ann.get("/api/v1/scheduled_statuses")).json == []
    town.forward(hours=2)
    await town.settle()
    assert await ann.home() == []


async def test_the_list_goes_by_pages(town: Town):
    ann = await town.person("ann")
    kept = [(await schedule(ann, f"number {n}"))["id"] for n in range(5)]
    first = await ann.get("/api/v1/scheduled_statuses?limit=2")
    assert [one["id"] for one in first.json] == [kept[4], kept[3]]
    assert 'rel="next"' in first.headers["link"]
    rest = await ann.get(f"/api/v1/scheduled_statuses?max_id={kept[3]}")
    assert [one["id"] for one in rest.json] == kept[2::-1]


async def test_anothers_scheduled_status_is_not_found(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    kept = await schedule(ann, "Mine")
    where = f"/api/v1/scheduled_statuses/{kept['id']}"
    assert (await bob.get("/api/v1/scheduled_statuses")).json == []
    assert (await bob.get(where)).status == 404
    assert (await bob.call("DELETE", where)).status == 404
    at = iso(now() + timedelta(hours=5))
    assert (await bob.call("PUT", where, {"scheduled_at": at})).status == 404
    assert (await town.get(where)).status == 401


async def test_its_pictures_wait_with_it_however_long_and_go_out_with_it(town: Town):
    ann = await town.person("ann")
    picture = await sent(ann, bytes_of(gradient((90, 60)), "JPEG"), description="Sand and sea")
    at = iso(now() + timedelta(days=20))
    kept = await schedule(ann, "Later", media_ids=[picture["id"]], scheduled_at=at)
    assert [one["id"] for one in kept["media_attachments"]] == [picture["id"]]
    assert kept["params"]["media_ids"] == [picture["id"]]
    town.forward(days=19)
    await town.settle()
    town.forward(days=1, hours=1)
    await town.settle()
    status = (await ann.home())[0]
    assert [one["description"] for one in status["media_attachments"]] == ["Sand and sea"]


@pytest.mark.parametrize("role", [teams.Role.ANALYST, teams.Role.CONTRIBUTOR])
async def test_who_may_not_publish_for_a_profile_may_neither_post_nor_schedule_by_an_app(
    town: Town, role: teams.Role
):
    ann = await town.person("ann")
    status = await ann.posts("Mine")
    async with town.db.write() as tx:
        await teams.join(tx, ann.profile, ann.account, role)
    for more in ({}, {"scheduled_at": "2999-01-01T00:00:00Z"}):
        answer = await ann.post("/api/v1/statuses", status="Theirs", **more)
        assert (answer.status, answer.error) == (
            403, "Your role in this team does not allow that. Its owner can change your role.")
    assert (await ann.post(f"/api/v1/statuses/{status['id']}/reblog")).status == 403
    assert (await ann.call("DELETE", f"/api/v1/statuses/{status['id']}")).status == 403
