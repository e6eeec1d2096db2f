"""Who may quote a post, said for each post, and by whoever likes it always the same."""

from hubbub.reach import quotes
from tests.town import Town


async def test_the_author_alone_changes_the_policy_of_a_post(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = await ann.posts("Soup")
    path = f"/api/v1/statuses/{post['id']}/interaction_policy"
    assert (await bob.call("PUT", path, {"quote_approval_policy": "nobody"})).status == 403
    answer = await ann.call("PUT", path, {"quote_approval_policy": "nobody"})
    assert answer.json["quote_approval"] == {"automatic": [], "manual": [], "current_user": "automatic"}
    assert (await bob.post("/api/v1/statuses", status="So", quoted_status_id=post["id"])).status == 403
    await ann.call("PUT", path, {"quote_approval_policy": "public"})
    assert (await bob.post("/api/v1/statuses", status="So", quoted_status_id=post["id"])).status == 200


async def test_an_unheard_of_policy_is_refused(town: Town):
    ann = await town.person("ann")
    post = await ann.posts("Soup")
    refused = await ann.post("/api/v1/statuses", status="So", quote_approval_policy="friends")
    assert (refused.status, refused.error) == (422, quotes.NoPolicy.__doc__)
    path = f"/api/v1/statuses/{post['id']}/interaction_policy"
    assert (await ann.call("PUT", path, {"quote_approval_policy": "friends"})).status == 422


async def test_posts_have_the_policy_that_their_author_likes(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.call("PATCH", "/api/v1/accounts/update_credentials", {"source": {"quote_policy": "followers"}})
    assert (await ann.get("/api/v1/preferences")).json["posting:default:quote_policy"] == "followers"
    assert (await ann.get("/api/v1/accounts/verify_credentials")).json["source"]["quote_policy"] == "followers"
    post = await ann.posts("Soup")
    assert post["quote_approval"]["automatic"] == ["followers"]
    assert (await bob.post("/api/v1/statuses", status="So", quoted_status_id=post["id"])).status == 403
    said = await ann.posts("Soup", quote_approval_policy="public")
    assert said["quote_approval"]["automatic"] == ["public"]
    wrong = {"source": {"quote_policy": "friends"}}
    assert (await ann.call("PATCH", "/api/v1/accounts/update_credentials", wrong)).status == 422


async def test_what_is_not_for_everybody_is_quoted_by_nobody_else(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await bob.follows(ann)
    post = await ann.posts("Soup", visibility="private", quote_approval_policy="public")
    seen = (await bob.get(f"/api/v1/statuses/{post['id']}")).json["quote_approval"]
    assert seen == {"automatic": [], "manual": [], "current_user": "denied"}
    assert (await bob.post("/api/v1/statuses", status="So", quoted_status_id=post["id"])).status == 403


async def test_an_edit_may_change_the_policy_and_leaves_the_quote(town: Town):
    ann = await town.person("ann")
    first, other = await ann.posts("Soup"), await ann.posts("Stew")
    post = await ann.posts("Ha", quoted_status_id=first["id"], quote_approval_policy="nobody")
    path = f"/api/v1/statuses/{post['id']}"
    edited = (await ann.call("PUT", path, {"status": "Hm"})).json
    assert (edited["quote"]["quoted_status"]["id"], edited["quote_approval"]["automatic"]) == (first["id"], [])
    edited = (await ann.call("PUT", path, {"status": "Hm", "quote_approval_policy": "followers",
                                           "quoted_status_id": first["id"]})).json
    assert edited["quote_approval"]["automatic"] == ["followers"]
    assert (await ann.call("PUT", path, {"status": "Hm", "quoted_status_id": other["id"]})).status == 422
