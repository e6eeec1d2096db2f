"""The admin API over accounts and reports."""

from typing import Any

import pytest

from hubbub.base.db import made
from hubbub.people import accounts, invites
from tests.studio.people import elsewhere
from tests.town import Town
from tests.trust.staff import acts, moderator, owner

V1, V2, REPORTS = "/api/v1/admin/accounts", "/api/v2/admin/accounts", "/api/v1/admin/reports"


async def waits(town: Town, name: str, reason: str = "Friends") -> int:
    account, profile = await accounts.create(
        town.db, accounts.SignUp(name, f"{name}@mail.test", "a good password", reason=reason, address="192.0.2.7"))
    async with town.db.alone() as connection:
        await connection.execute("UPDATE accounts SET approved_at = NULL WHERE id = $1", account)
    return profile


async def names(town: Town, path: str) -> list[str]:
    return [each["username"] for each in (await town.people["ann"].get(path)).json]


async def test_people_are_listed_by_where_they_are_and_how_they_stand(town: Town):
    ann, bob, eve = await owner(town), await town.person("bob"), await town.person("eve")
    await elsewhere(town)
    await waits(town, "yan")
    await acts(ann, bob, "silence")
    await acts(ann, eve, "suspend")
    for path, who in (
        (f"{V1}?pending=true", ["yan"]), (f"{V2}?status=pending", ["yan"]), (f"{V1}?remote=1", ["zoe"]),
        (f"{V2}?origin=remote&by_domain=two.test", ["zoe"]), (f"{V1}?silenced=true", ["bob"]),
        (f"{V2}?status=suspended", ["eve"]), (f"{V1}?staff=true", ["ann"]), (f"{V2}?permissions=staff", ["ann"]),
        (f"{V2}?role_ids[]=3", ["ann"]), (f"{V1}?username=bo", ["bob"]), (f"{V1}?email=EVE@mail.test", ["eve"]),
        (f"{V1}?ip=192.0.2.7", ["yan"]), (f"{V2}?origin=local&status=active", ["bob", "ann"]),
        (f"{V1}?local=true&limit=1", ["yan"]),
    ):
        assert await names(town, path) == who, path


async def test_staff_see_who_came_by_whose_invitation(town: Town):
    ann, bob = await owner(town), await town.person("bob")
    async with town.db.write() as tx:
        code = (await invites.make(tx, ann.account, None, None)).code
    _, zed = await accounts.create(
        town.db, accounts.SignUp("zed", "zed@mail.test", "a good password", invite=code))
    assert await names(town, f"{V2}?invited_by={ann.profile}") == ["zed"]
    assert await names(town, f"{V2}?invited_by={bob.profile}") == []
    assert (await ann.get(f"{V2}?invited_by=1")).status == 404
    shown = {each["username"]: each["invited_by_account_id"] for each in (await ann.get(V2)).json}
    assert shown == {"zed": str(ann.profile), "bob": None, "ann": None}
    assert (await ann.get(f"{V1}/{zed}")).json["invited_by_account_id"] == str(ann.profile)


async def test_a_warning_by_words_kept_ready_is_none_as_there_are_no_such_words(town: Town):
    ann, bob = await owner(town), await town.person("bob")
    answer = await ann.post(f"{V1}/{bob.profile}/action", type="none", warning_preset_id="1")
    assert (answer.status, answer.json) == (404, {"error": "Record not found"})
    assert not any(each["type"] == "moderation_warning" for each in (await bob.get("/api/v1/notifications")).json)


async def test_the_list_goes_on_by_its_link(town: Town):
    await owner(town)
    await town.person("bob")
    answer = await town.people["ann"].get(f"{V1}?local=true&limit=1")
    following = answer.headers["link"].split(">")[0].removeprefix("<http://here.test")
    assert await names(town, following) == ["ann"]


async def test_an_account_is_shown_whole(town: Town):
    ann = await owner(town)
    profile = await waits(town, "yan", "Friends are here")
    told = (await ann.get(f"{V1}/{profile}")).json
    assert set(told) == {
        "id", "username", "domain", "created_at", "email", "ip", "ips", "locale", "invite_request", "role", "confirmed",
        "approved", "disabled", "suspended", "silenced", "sensitized", "created_by_application_id",
        "invited_by_account_id", "account"}
    assert (told["id"], told["email"], told["ip"], told["invite_request"]) == (
        str(profile), "yan@mail.test", "192.0.2.7", "Friends are here")
    assert (told["confirmed"], told["approved"], told["domain"]) == (True, False, None)
    assert told["account"]["acct"] == "yan"
    zoe = (await ann.get(f"{V1}/{await elsewhere(town)}")).json
    assert (zoe["domain"], zoe["email"], zoe["approved"]) == ("two.test", "", True)


async def test_who_waits_is_let_in_or_not(town: Town):
    ann = await owner(town)
    yan, zed = await waits(town, "yan"), await waits(town, "zed")
    assert (await ann.post(f"{V1}/{yan}/approve")).json["approved"] is True
    assert (await ann.post(f"{V1}/{yan}/approve")).status == 422
    assert (await ann.post(f"{V1}/{zed}/reject")).json["approved"] is False
    assert (await ann.get(f"{V2}?status=pending")).json == []


async def test_only_who_is_suspended_is_deleted(town: Town):
    ann, eve = await owner(town), await town.person("eve")
    assert (await ann.call("DELETE", f"{V1}/{eve.profile}")).status == 403
    await acts(ann, eve, "suspend")
    assert (await ann.call("DELETE", f"{V1}/{eve.profile}")).json["suspended"] is True
    assert (await eve.get("/api/v1/timelines/home")).status == 401


@pytest.mark.parametrize("given", [{}, {"type": "banish"}, {"type": "none", "text": "x" * 5001}])
async def test_what_is_wrong_with_an_action_is_refused(town: Town, given: dict[str, str]):
    ann, eve = await owner(town), await town.person("eve")
    assert (await ann.post(f"{V1}/{eve.profile}/action", **given)).status == 422
    assert (await ann.post(f"{V1}/7/action", type="silence")).status == 404
    assert (await ann.post(f"{V1}/{eve.profile}/action", type="none", report_id="7")).status == 404


async def report(town: Town, **more: Any) -> dict[str, Any]:
    bob, eve = await town.person("bob"), await town.person("eve")
    status = await eve.posts("Something rude")
    answer = await bob.post("/api/v1/reports", account_id=str(eve.profile), status_ids=[status["id"]], **more)
    return dict(answer.json)


async def test_a_report_is_taken_up_resolved_and_opened_again(town: Town):
    ann = await owner(town)
    number = (await report(town, comment="Rude"))["id"]
    told = (await ann.get(f"{REPORTS}/{number}")).json
    assert (told["account"]["username"], told["target_account"]["username"]) == ("bob", "eve")
    assert "Something rude" in told["statuses"][0]["content"]
    assert (told["assigned_account"], told["action_taken"], told["rules"]) == (None, False, [])
    assert (await ann.post(f"{REPORTS}/{number}/assign_to_self")).json["assigned_account"]["username"] == "ann"
    assert (await ann.post(f"{REPORTS}/{number}/unassign")).json["assigned_account"] is None
    done = (await ann.post(f"{REPORTS}/{number}/resolve")).json
    assert (done["action_taken"], done["action_taken_by_account"]["username"]) == (True, "ann")
    assert (await ann.get(REPORTS)).json == []
    assert [each["id"] for each in (await ann.get(f"{REPORTS}?resolved=true")).json] == [number]
    assert (await ann.post(f"{REPORTS}/{number}/reopen")).json["action_taken"] is False
    assert (await ann.call("PUT", f"{REPORTS}/{number}", {"category": "spam"})).json["category"] == "spam"
    assert (await ann.post(f"{REPORTS}/{number}/burn")).status == 404


async def test_a_list_of_reports_makes_as_many_statements_for_many_as_for_two(town: Town):
    ann = await owner(town)
    counts = []
    for _ in range(2):
        for _ in range(2):
            await report(town)
        await ann.get(REPORTS)
        log: list[str] = []
        mark = made.set(log)
        assert (await ann.get(REPORTS)).status == 200
        made.reset(mark)
        counts.append(len(log))
    assert counts[0] == counts[1]


async def test_whoever_is_not_staff_or_has_no_such_token_gets_nothing(town: Town):
    ann = await owner(town)
    mod = await moderator(town)
    eve = await town.person("eve", "read write admin:read admin:write")
    ann_reads = await town.token(ann.account, ann.profile, "read write")
    for path in (V1, V2, f"{V1}/{eve.profile}", REPORTS):
        assert (await mod.get(path)).status == 200, path
        assert (await eve.get(path)).status == 403, path
        assert (await town.get(path, authorization=f"Bearer {ann_reads}")).status == 403, path
        assert (await town.get(path)).status == 401, path
    assert (await acts(eve, ann, "suspend")).status == 403
    assert (await mod.call("DELETE", f"{V1}/{eve.profile}")).status == 403
