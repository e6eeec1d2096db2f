"""Two Hubbubs, further: edits, profiles, polls, pins, quotes, blocks, refusals and complaints across them."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.served import Served, eventually

from .test_across import at_home, found


@pytest.fixture(scope="module")
def friends(one: Served, two: Served) -> tuple[str, str]:
    """Ida here and Tom there follow each other."""
    tokens = one.person("ida"), two.person("tom")
    for (near, mine), (far, name) in zip(
        ((one, tokens[0]), (two, tokens[1])), ((two, "tom"), (one, "ida")), strict=True
    ):
        there = found(near, mine, f"@{name}@{far.domain}")
        near.post(f"/api/v1/accounts/{there['id']}/follow", mine)
        eventually(lambda near=near, mine=mine, there=there: stands(near, mine, there["id"])["following"])
    return tokens


def stands(server: Served, token: str, other: str) -> dict[str, Any]:
    return dict(server.get(f"/api/v1/accounts/relationships?id[]={other}", token)[0])


def told(server: Served, token: str, kind: str) -> Callable[[], list[dict[str, Any]]]:
    return lambda: list(server.get(f"/api/v1/notifications?types[]={kind}", token))


def arrives(one: Served, two: Served, friends: tuple[str, str], words: str, **more: Any) -> tuple[Any, Any]:
    """A post of Ida's, here and as Tom has it."""
    status = one.post("/api/v1/statuses", friends[0], status=words, **more)
    return status, eventually(at_home(two, friends[1], words))


def shown(server: Served, token: str, status: dict[str, Any]) -> Callable[[], Any]:
    return lambda: server.get(f"/api/v1/statuses/{status['id']}", token)


def test_an_edit_is_seen_there_with_what_it_said_before(one: Served, two: Served, friends: tuple[str, str]):
    status, there = arrives(one, two, friends, "Ferries at nine")
    one.ask("PUT", f"/api/v1/statuses/{status['id']}", {"status": "Ferries at ten"}, token=friends[0])
    edited = eventually(lambda: (s := shown(two, friends[1], there)())["edited_at"] and s)
    assert "Ferries at ten" in edited["content"]
    history = two.get(f"/api/v1/statuses/{there['id']}/history", friends[1])
    assert [("nine" in version["content"]) for version in history] == [True, False]


def test_a_changed_profile_is_seen_there(one: Served, two: Served, friends: tuple[str, str]):
    one.ask("PATCH", "/api/v1/accounts/update_credentials", {"display_name": "Ida of the Ferries"}, token=friends[0])
    there = found(two, friends[1], f"@ida@{one.domain}")
    eventually(lambda: two.get(f"/api/v1/accounts/{there['id']}")["display_name"] == "Ida of the Ferries")


def test_a_vote_counts_at_home(one: Served, two: Served, friends: tuple[str, str]):
    poll = {"options": ["tea", "coffee"], "expires_in": 3600}
    status, there = arrives(one, two, friends, "What is it to be?", poll=poll)
    two.post(f"/api/v1/polls/{there['poll']['id']}/votes", friends[1], choices=[1])
    eventually(lambda: shown(one, friends[0], status)()["poll"]["options"][1]["votes_count"] == 1)
    assert shown(one, friends[0], status)()["poll"]["voters_count"] == 1


def test_pins_come_and_go(one: Served, two: Served, friends: tuple[str, str]):
    status, there = arrives(one, two, friends, "First of all")
    where = f"/api/v1/accounts/{there['account']['id']}/statuses?pinned=true"
    one.post(f"/api/v1/statuses/{status['id']}/pin", friends[0])
    eventually(lambda: [each["id"] for each in two.get(where, friends[1])] == [there["id"]])
    one.post(f"/api/v1/statuses/{status['id']}/unpin", friends[0])
    eventually(lambda: two.get(where, friends[1]) == [])


def test_a_quote_is_agreed_to_and_taken_back(one: Served, two: Served, friends: tuple[str, str]):
    status, there = arrives(one, two, friends, "Quote me on this", quote_approval_policy="public")
    quoting = two.post("/api/v1/statuses", friends[1], status="She said it", quoted_status_id=there["id"])

    def state() -> str:
        return str(shown(two, friends[1], quoting)()["quote"]["state"])

    eventually(lambda: state() == "accepted")
    said = at_home(one, friends[0], "She said it")
    seen = eventually(lambda: (s := said()) and s["quote"]["state"] == "accepted" and s)
    assert seen["quote"]["quoted_status"]["id"] == status["id"]
    one.post(f"/api/v1/statuses/{status['id']}/quotes/{seen['id']}/revoke", friends[0])
    eventually(lambda: state() == "revoked")


def test_a_complaint_is_carried_to_the_other_server(one: Served, two: Served, friends: tuple[str, str]):
    status, there = arrives(one, two, friends, "Rather rude words")
    two.post("/api/v1/reports", friends[1], account_id=there["account"]["id"], status_ids=[there["id"]],
             comment="Rude", forward=True)
    one.account("boss", "owner")
    boss = one.command("token", "create", "boss", "--scopes", "read admin:read")
    made = eventually(lambda: one.get("/api/v1/admin/reports", boss))[0]
    assert (made["comment"], made["account"]["domain"]) == ("Rude", two.domain)
    assert [post["id"] for post in made["statuses"]] == [status["id"]]


def test_a_block_parts_them_on_both_servers_until_it_ends(one: Served, two: Served, friends: tuple[str, str]):
    kim, lee = one.person("kim"), two.person("lee")
    there, back = found(two, lee, f"@kim@{one.domain}"), found(one, kim, f"@lee@{two.domain}")
    two.post(f"/api/v1/accounts/{there['id']}/follow", lee)
    eventually(lambda: stands(one, kim, back["id"])["followed_by"])
    one.post(f"/api/v1/accounts/{back['id']}/block", kim)
    eventually(lambda: stands(two, lee, there["id"])["blocked_by"])
    assert not stands(two, lee, there["id"])["following"]
    one.post(f"/api/v1/accounts/{back['id']}/unblock", kim)
    eventually(lambda: not stands(two, lee, there["id"])["blocked_by"])


def test_a_follower_who_is_turned_away_follows_no_more(one: Served, two: Served, friends: tuple[str, str]):
    kay, lou = one.person("kay"), two.person("lou")
    there, back = found(two, lou, f"@kay@{one.domain}"), found(one, kay, f"@lou@{two.domain}")
    two.post(f"/api/v1/accounts/{there['id']}/follow", lou)
    eventually(lambda: stands(two, lou, there["id"])["following"])
    one.post(f"/api/v1/accounts/{back['id']}/remove_from_followers", kay)
    eventually(lambda: not stands(two, lou, there["id"])["following"])
    two.post(f"/api/v1/accounts/{there['id']}/follow", lou)
    eventually(lambda: stands(two, lou, there["id"])["following"])


def test_who_is_named_answered_and_boosted_is_told(one: Served, two: Served, friends: tuple[str, str]):
    _, there = arrives(one, two, friends, "Tell me of it")
    two.post("/api/v1/statuses", friends[1], status=f"@ida@{one.domain} gladly", in_reply_to_id=there["id"])
    two.post(f"/api/v1/statuses/{there['id']}/reblog", friends[1])
    two.post(f"/api/v1/statuses/{there['id']}/favourite", friends[1])
    for kind in ("mention", "reblog", "favourite", "follow"):
        assert eventually(told(one, friends[0], kind))[0]["account"]["acct"] == f"tom@{two.domain}"
