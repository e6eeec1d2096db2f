"""Who has moved, as apps see it."""

from tests.town import Town

from .test_moves import moves_to


async def test_an_account_says_where_it_has_moved_to_wherever_it_is_shown(town: Town):
    old, new, ann = [await town.person(name) for name in ("old", "new", "ann")]
    await moves_to(town, old, new)
    for path in (f"/api/v1/accounts/{old.profile}", "/api/v1/accounts/lookup?acct=old"):
        assert (await ann.get(path)).json["moved"]["acct"] == "new", path
    assert (await old.get("/api/v1/accounts/verify_credentials")).json["moved"]["acct"] == "new"
    assert "moved" not in (await ann.get(f"/api/v1/accounts/{new.profile}")).json


async def test_what_is_kept_of_it_follows_the_other(town: Town):
    old, new = await town.person("old"), await town.person("new")
    await moves_to(town, old, new)
    assert (await old.get(f"/api/v1/accounts/{old.profile}")).json["moved"]["display_name"] == "new"
    await new.call("PATCH", "/api/v1/accounts/update_credentials", {"display_name": "Newer"})
    assert (await old.get(f"/api/v1/accounts/{old.profile}")).json["moved"]["display_name"] == "Newer"


async def test_who_has_moved_is_found_last_and_suggested_to_nobody(town: Town):
    old, new, ann = [await town.person(name) for name in ("robin_old", "robin", "ann")]
    await ann.follows(old)
    await town.settle()
    await moves_to(town, old, new)
    found = (await ann.get("/api/v2/search?type=accounts&q=robi")).json["accounts"]
    assert [each["acct"] for each in found] == ["robin", "robin_old"]
    listed = [each["acct"] for each in (await ann.get("/api/v1/directory?local=true")).json]
    assert "robin_old" not in listed
    assert "robin" in listed
