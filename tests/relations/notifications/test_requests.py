"""Who waits until the reader has said that they may come in."""

import pytest

from hubbub.base.errors import Invalid, NotFound
from hubbub.base.ids import PostId
from hubbub.relations import notifications
from hubbub.relations.notifications import Page, Policy, requests
from tests.town import Person, Town


async def holds_back(town: Town, person: Person) -> None:
    async with town.db.write() as tx:
        await requests.decide(tx, person.profile, Policy(not_following="filter"))


async def test_an_answer_that_is_none_is_refused_by_its_field(town: Town):
    ann = await town.person("ann")
    async with town.db.write() as tx:
        with pytest.raises(Invalid) as refused:
            await requests.decide(tx, ann.profile, Policy(bots="perhaps"))
    assert refused.value.field == "for_bots"


async def test_nobody_is_called_for_what_is_kept_apart(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await holds_back(town, ann)
    post = await bob.posts("Hello @ann")
    await town.settle()
    async with town.db.write() as tx:
        await notifications.notify(tx, "mention", [ann.profile], bob.profile, PostId(int(post["id"])))
        assert not tx._said.get("notification")


async def test_a_request_goes_with_the_post_that_made_it(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await holds_back(town, ann)
    post = await bob.posts("Hello @ann")
    await town.settle()
    [request] = await requests.list_requests(town.db, ann.profile)
    await bob.call("DELETE", f"/api/v1/statuses/{post['id']}")
    assert await requests.list_requests(town.db, ann.profile) == []
    with pytest.raises(NotFound):
        await requests.get_request(town.db, ann.profile, request.id)
    assert (await requests.pending(town.db, ann.profile)).requests == 0


async def test_nobody_answers_for_somebody_else(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await holds_back(town, ann)
    await bob.posts("Hello @ann")
    await town.settle()
    [request] = await requests.list_requests(town.db, ann.profile)
    async with town.db.write() as tx:
        assert await requests.accept(tx, bob.profile, [request.id]) == 0
        assert await requests.dismiss(tx, bob.profile, [request.id]) == 0
    assert await notifications.list_notifications(town.db, ann.profile, Page()) == []
