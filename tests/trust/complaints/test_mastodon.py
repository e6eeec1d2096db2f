"""POST /api/v1/reports, in each form that apps send it."""

from tests.browser import browser
from tests.town import Town


async def test_a_report_is_made_and_shown_whole(town: Town):
    bob, eve = await town.person("bob"), await town.person("eve")
    status = await eve.posts("Buy this")
    answer = await bob.post("/api/v1/reports/", account_id=str(eve.profile), status_ids=[status["id"]],
                            comment="Ads", category="spam", forward=True)
    told = answer.json
    assert answer.status == 200
    assert (told["category"], told["comment"], told["status_ids"]) == ("spam", "Ads", [status["id"]])
    assert (told["action_taken"], told["action_taken_at"], told["rule_ids"]) == (False, None, None)
    assert told["forwarded"] is False, "eve is here: there is nowhere to forward it to"
    assert told["target_account"]["username"] == "eve"
    assert isinstance(told["id"], str)


async def test_what_is_wrong_is_refused_in_words(town: Town):
    bob, eve = await town.person("bob"), await town.person("eve")
    for given, status in (
        ({}, 404), ({"account_id": "1"}, 404), ({"account_id": "eve"}, 422),
        ({"account_id": str(eve.profile), "category": "rude"}, 422),
        ({"account_id": str(eve.profile), "rule_ids": ["7"]}, 422),
        ({"account_id": str(eve.profile), "rule_ids": ["x"]}, 422),
        ({"account_id": str(eve.profile), "status_ids": ["7"]}, 404),
        ({"account_id": str(eve.profile), "comment": "x" * 1001}, 422),
    ):
        answer = await bob.post("/api/v1/reports", **given)
        assert (answer.status, bool(answer.error)) == (status, True), given


async def test_a_token_that_may_only_read_reports_nothing(town: Town):
    bob = await town.person("bob", "read")
    assert (await bob.post("/api/v1/reports", account_id=str(bob.profile))).status == 403


async def test_a_collection_of_theirs_can_be_named_and_of_nobody_else(town: Town):
    ann, bob, eve = [await town.person(name) for name in ("ann", "bob", "eve")]
    made = [(await who.post("/api/v1/collections", name="Rude")).json["collection"]["id"] for who in (eve, bob)]
    told = await bob.post("/api/v1/reports", account_id=str(eve.profile), collection_ids=made[:1])
    assert told.json["collection_ids"] == made[:1]
    for wrong in ([made[1]], made, ["7"]):
        answer = await bob.post("/api/v1/reports", account_id=str(eve.profile), collection_ids=wrong)
        assert answer.status == 404
    await town.settle()
    [heard] = (await ann.get("/api/v1/notifications?types[]=admin.report")).json
    assert heard["report"]["collection_ids"] == made[:1]
    shown = await (await browser(town, ann)).get("/settings/reports")
    assert f'href="/collections/{made[0]}"' in shown.text
