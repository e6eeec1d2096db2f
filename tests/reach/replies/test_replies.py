"""Who may answer, said by the author and held to."""

import pytest

from tests.outside import Peer
from tests.reach.posts.befriending import befriend, shown
from tests.town import Town

REFUSED = "The author lets only some people answer this post, and you are not among them."


@pytest.mark.parametrize(("policy", "may"), [
    ("public", {"fan", "friend", "named", "other"}), ("followers", {"fan", "named"}),
    ("following", {"friend", "named"}), ("mentioned", {"named"}),
])
async def test_who_may_answer_answers_and_nobody_else(town: Town, policy: str, may: set[str]):
    ann = await town.person("ann")
    people = {name: await town.person(name) for name in ("fan", "friend", "named", "other")}
    await people["fan"].follows(ann)
    await ann.follows(people["friend"])
    status = await ann.posts("Hello @named", reply_policy=policy)
    assert status["reply_policy"] == policy
    for name, person in people.items():
        answer = await person.post("/api/v1/statuses", status="Hi", in_reply_to_id=status["id"])
        assert answer.status == (200 if name in may else 403)
        assert name in may or answer.error == REFUSED
    await ann.posts("My own", in_reply_to_id=status["id"])
    assert (await ann.get(f"/api/v1/statuses/{status['id']}")).json["replies_count"] == len(may) + 1


async def test_an_answer_from_elsewhere_is_held_to_it_too(town: Town, peer: Peer):
    ann, zoe, yan = await town.person("ann"), peer.person("zoe"), peer.person("yan")
    await befriend(town, ann, zoe)
    status = await ann.posts("Hello", reply_policy="followers")
    for who, welcome in ((zoe, True), (yan, False)):
        note = who.note("Hi", inReplyTo=status["uri"])
        assert (await who.sends(town, who.create(note))).status == 202
        assert (await shown(town, note, ann) is not None) is welcome
    assert (await ann.get(f"/api/v1/statuses/{status['id']}")).json["replies_count"] == 1


async def test_an_edit_changes_it_only_if_it_says_so(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    status = await ann.posts("Hello", reply_policy="mentioned")
    path = f"/api/v1/statuses/{status['id']}"
    assert (await ann.call("PUT", path, {"status": "Hello!"})).json["reply_policy"] == "mentioned"
    changed = await ann.call("PUT", path, {"status": "Hello!", "reply_policy": "public"})
    assert changed.json["reply_policy"] == "public"
    await bob.posts("Hi", in_reply_to_id=status["id"])
