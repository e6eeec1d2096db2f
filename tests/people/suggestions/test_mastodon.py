"""Suggestions and the directory through the client API."""

from tests.town import Town


async def test_suggestions_say_why_and_dismissed_ones_stay_away(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    await ann.follows(bob)
    await bob.follows(cleo)
    found = (await ann.get("/api/v2/suggestions")).json
    assert [(row["source"], row["sources"], row["account"]["acct"]) for row in found] == [
        ("past_interactions", ["friends_of_friends", "most_followed"], "cleo")]
    assert [who["acct"] for who in (await ann.get("/api/v1/suggestions")).json] == ["cleo"]
    assert (await ann.call("DELETE", f"/api/v1/suggestions/{cleo.profile}")).json == {}
    assert (await ann.get("/api/v2/suggestions")).json == []


async def test_the_directory_goes_on_by_offset_and_knows_two_orders(town: Town):
    for name in ("ann", "bob"):
        await town.person(name)
    for order, names in (("active", ["bob", "ann"]), ("new", ["bob", "ann"])):
        for offset in range(2):
            page = (await town.get(f"/api/v1/directory?order={order}&local=true&limit=1&offset={offset}")).json
            assert [who["acct"] for who in page] == names[offset:offset + 1]
    assert (await town.get("/api/v1/directory?order=loud")).status == 422
