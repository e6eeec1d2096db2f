"""Quotes and edits of what one quotes, as those hear of them who have to do with it."""

from hubbub.base.clock import now
from hubbub.base.ids import PostId
from hubbub.reach import posts
from tests.town import Person, Town


async def heard(who: Person, kind: str) -> list[tuple[str, str]]:
    rows = (await who.get(f"/api/v1/notifications?types[]={kind}")).json
    return [(row["account"]["username"], row["status"]["id"]) for row in rows]


async def test_who_is_quoted_is_told_with_the_post_that_quotes(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = await ann.posts("Soup")
    quoting = await bob.posts("Ha", quoted_status_id=post["id"])
    await ann.posts("My own", quoted_status_id=post["id"])
    await town.settle()
    assert await heard(ann, "quote") == [("bob", quoting["id"])]
    assert await heard(bob, "quote") == []


async def test_a_quote_in_a_post_that_the_quoted_cannot_see_is_not_told(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = await ann.posts("Soup")
    await bob.posts("Psst", quoted_status_id=post["id"], visibility="private")
    await town.settle()
    assert await heard(ann, "quote") == []


async def test_who_quotes_is_told_when_the_quoted_post_changes(town: Town):
    ann, bob, eve = await town.person("ann"), await town.person("bob"), await town.person("eve")
    post = await ann.posts("Soup")
    quoting = await bob.posts("Ha", quoted_status_id=post["id"])
    revoked = await eve.posts("Ha", quoted_status_id=post["id"])
    await ann.post(f"/api/v1/statuses/{post['id']}/quotes/{revoked['id']}/revoke")
    async with town.db.write() as tx:
        await posts.edit(tx, PostId(int(post["id"])), posts.Edit("<p>Stew</p>", now(), "Stew"))
    await town.settle()
    assert await heard(bob, "quoted_update") == [("ann", quoting["id"])]
    assert await heard(eve, "quoted_update") == []
