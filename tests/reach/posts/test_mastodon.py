"""What apps may do with statuses, and how often."""

from hubbub.reach.posts.mastodon import DELETIONS
from tests.town import Town


async def test_thirty_posts_and_boosts_in_half_an_hour_are_the_most_that_are_taken_back(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    status, other = await ann.posts("Hello"), await bob.posts("Mine")
    town.app.state.counter.on = True
    for _ in range(29):
        town.app.state.counter.take(DELETIONS, str(ann.profile))
    assert (await ann.post(f"/api/v1/statuses/{other['id']}/unreblog")).status == 200
    for method, path in (("DELETE", f"/api/v1/statuses/{status['id']}"),
                         ("POST", f"/api/v1/statuses/{other['id']}/unreblog")):
        late = await ann.call(method, path)
        assert (late.status, late.json) == (429, {"error": "Too many requests"})
    assert (await bob.call("DELETE", f"/api/v1/statuses/{other['id']}")).status == 200
