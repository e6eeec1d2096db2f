"""Quotes here: who may quote what, what becomes of it, and that each is counted once."""

from datetime import timedelta
from typing import Any

import pytest

from hubbub.base.clock import iso, now
from hubbub.base.ids import PostId
from hubbub.reach import quotes
from tests.town import Person, Town


async def quoted_in(who: Person, status: dict[str, Any]) -> dict[str, Any]:
    return dict((await who.get(f"/api/v1/statuses/{status['id']}")).json["quote"])


async def count(who: Person, status: dict[str, Any]) -> int:
    return int((await who.get(f"/api/v1/statuses/{status['id']}")).json["quotes_count"])


async def test_a_quote_of_a_post_here_stands_at_once(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = await ann.posts("Soup is good")
    quoting = await bob.posts("It is", quoted_status_id=post["id"])
    assert (quoting["quote"]["state"], quoting["quote"]["quoted_status"]["id"]) == ("accepted", post["id"])
    assert await count(ann, post) == 1


async def test_quoting_a_boost_quotes_what_it_boosts(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = await ann.posts("Soup")
    boost = (await bob.post(f"/api/v1/statuses/{post['id']}/reblog")).json
    quoting = await bob.posts("Yes", quoted_status_id=boost["id"])
    assert quoting["quote"]["quoted_status"]["id"] == post["id"]


async def test_a_quote_alone_makes_a_post(town: Town):
    ann = await town.person("ann")
    post = await ann.posts("Soup")
    assert (await ann.posts("", quoted_status_id=post["id"]))["content"] == ""


@pytest.mark.parametrize(("policy", "follows", "taken"), [
    ("public", False, 200), ("followers", False, 403), ("followers", True, 200), ("nobody", True, 403),
])
async def test_the_policy_of_the_author_decides(town: Town, policy: str, follows: bool, taken: int):
    ann, bob = await town.person("ann"), await town.person("bob")
    if follows:
        await bob.follows(ann)
    post = await ann.posts("Soup", quote_approval_policy=policy)
    seen = (await bob.get(f"/api/v1/statuses/{post['id']}")).json["quote_approval"]
    assert seen["current_user"] == ("automatic" if taken == 200 else "denied")
    assert seen["automatic"] == ([] if policy == "nobody" else [policy])
    assert (await bob.post("/api/v1/statuses", status="So", quoted_status_id=post["id"])).status == taken
    assert (await ann.post("/api/v1/statuses", status="So", quoted_status_id=post["id"])).status == 200


@pytest.mark.parametrize(("visibility", "mine", "code"), [
    ("private", "public", 422), ("private", "unlisted", 422), ("private", "private", 200), ("direct", "direct", 403),
    ("unlisted", "public", 200),
])
async def test_a_quote_is_not_shown_to_more_people_than_the_quoted_post(town: Town, visibility, mine, code):
    ann = await town.person("ann")
    post = await ann.posts("Soup", visibility=visibility)
    answer = await ann.post("/api/v1/statuses", status="So", quoted_status_id=post["id"], visibility=mine)
    assert answer.status == code, answer.text


async def test_what_one_may_not_see_one_cannot_quote(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = await ann.posts("Soup", visibility="private")
    assert (await bob.post("/api/v1/statuses", status="So", quoted_status_id=post["id"])).status == 404
    public = await ann.posts("Soup")
    await ann.post(f"/api/v1/accounts/{bob.profile}/block")
    assert (await bob.post("/api/v1/statuses", status="So", quoted_status_id=public["id"])).status == 404


async def test_only_the_quoted_author_takes_a_quote_back_and_for_good(town: Town):
    ann, bob, eve = await town.person("ann"), await town.person("bob"), await town.person("eve")
    post = await ann.posts("Soup")
    quoting = await bob.posts("Ha", quoted_status_id=post["id"])
    path = f"/api/v1/statuses/{post['id']}/quotes/{quoting['id']}/revoke"
    assert (await eve.post(path)).status == 403
    assert (await bob.post(path)).status == 403
    assert (await ann.post(f"/api/v1/statuses/{quoting['id']}/quotes/{quoting['id']}/revoke")).status == 404
    for _ in range(2):
        answer = (await ann.post(path)).json
        assert (answer["id"], answer["quote"]) == (quoting["id"], {"state": "revoked", "quoted_status": None})
    assert await count(ann, post) == 0
    async with town.db.write() as tx:
        assert await quotes.turn_down(tx, PostId(int(quoting["id"])), "rejected") is False


async def test_a_quote_is_seen_as_the_viewer_stands_with_the_quoted_author(town: Town):
    ann, bob, eve = await town.person("ann"), await town.person("bob"), await town.person("eve")
    post = await ann.posts("Soup")
    quoting = await bob.posts("Ha", quoted_status_id=post["id"])
    await eve.post(f"/api/v1/accounts/{ann.profile}/mute")
    muted = await quoted_in(eve, quoting)
    assert (muted["state"], muted["quoted_status"]["id"]) == ("muted_account", post["id"])
    await eve.post(f"/api/v1/accounts/{ann.profile}/block")
    assert await quoted_in(eve, quoting) == {"state": "blocked_account", "quoted_status": None}
    await eve.post(f"/api/v1/accounts/{ann.profile}/unblock")
    await ann.post(f"/api/v1/accounts/{eve.profile}/block")
    assert await quoted_in(eve, quoting) == {"state": "unauthorized", "quoted_status": None}
    assert (await town.get(f"/api/v1/statuses/{quoting['id']}")).json["quote"]["state"] == "accepted"


async def test_a_post_for_followers_is_not_shown_inside_another_to_anybody_else(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = await ann.posts("Soup", visibility="private")
    quoting = await ann.posts("@bob look", quoted_status_id=post["id"], visibility="direct")
    assert await quoted_in(bob, quoting) == {"state": "unauthorized", "quoted_status": None}
    await bob.follows(ann)
    assert (await quoted_in(bob, quoting))["quoted_status"]["id"] == post["id"]


async def test_an_end_of_either_post_ends_the_quote(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = await ann.posts("Soup")
    first, second = [await bob.posts("Ha", quoted_status_id=post["id"]) for _ in range(2)]
    await bob.call("DELETE", f"/api/v1/statuses/{first['id']}")
    await town.settle()
    assert await count(ann, post) == 1
    await ann.call("DELETE", f"/api/v1/statuses/{post['id']}")
    await town.settle()
    assert await quoted_in(bob, second) == {"state": "deleted", "quoted_status": None}


async def test_a_scheduled_post_quotes_when_it_is_out(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = await ann.posts("Soup")
    later = iso(now() + timedelta(hours=2))
    made = (await bob.post("/api/v1/statuses", status="So", quoted_status_id=post["id"], scheduled_at=later)).json
    assert made["params"]["quoted_status_id"] == post["id"]
    town.forward(hours=3)
    await town.settle()
    newest = (await bob.get(f"/api/v1/accounts/{bob.profile}/statuses")).json[0]
    assert newest["quote"]["quoted_status"]["id"] == post["id"]
