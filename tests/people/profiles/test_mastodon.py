"""Profiles as apps see them: the Account entity."""

from datetime import date

from tests.town import Town

FIELDS = {
    "acct": str, "avatar": str, "avatar_static": str, "bot": bool, "created_at": str, "display_name": str,
    "emojis": list, "fields": list, "followers_count": int, "following_count": int, "group": bool, "header": str,
    "header_static": str, "id": str, "indexable": bool, "locked": bool, "note": str, "statuses_count": int, "uri": str,
    "url": str, "username": str, "avatar_description": str, "header_description": str, "discoverable": bool,
    "roles": list,
}


async def test_every_field_that_apps_need_is_there_with_its_type(town: Town):
    ann = await town.person("ann")
    told = (await town.get(f"/api/v1/accounts/{ann.profile}")).json
    for name, kind in FIELDS.items():
        assert isinstance(told[name], kind), name
    assert told["created_at"].endswith("T00:00:00.000Z")
    assert told["last_status_at"] is None


async def test_the_day_of_the_last_post_is_a_date(town: Town):
    ann = await town.person("ann")
    await ann.posts("One")
    told = (await town.get(f"/api/v1/accounts/{ann.profile}")).json
    assert date.fromisoformat(told["last_status_at"])
    assert told["statuses_count"] == 1


async def test_an_account_is_looked_up_by_its_handle(town: Town):
    ann = await town.person("ann")
    for acct in ("ann", "@ann", "ANN@here.test"):
        assert (await town.get(f"/api/v1/accounts/lookup?acct={acct}")).json["id"] == str(ann.profile)
    answer = await town.get("/api/v1/accounts/lookup?acct=nobody")
    assert (answer.status, answer.error) == (404, "Record not found")


async def test_many_accounts_come_in_the_order_asked_for_and_unknown_ones_not_at_all(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    answer = await town.get(f"/api/v1/accounts?id[]={bob.profile}&id[]=1&id[]=x&id[]={ann.profile}")
    assert [row["username"] for row in answer.json] == ["bob", "ann"]
