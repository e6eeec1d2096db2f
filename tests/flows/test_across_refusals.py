"""Two Hubbubs, what is left: requests that are refused because their author thinks otherwise by now; tags beside a
profile; posts for a few."""

from typing import Any

import pytest

from tests.served import Served, eventually

from .test_across import at_home, found
from .test_across_consents import answers, document
from .test_across_threads import follows
from .test_orders import nothing_goes_out


@pytest.fixture(scope="module")
def people(one: Served, two: Served) -> tuple[str, str]:
    """Ren here, whom Sol there follows."""
    tokens = one.person("ren"), two.person("sol")
    follows(two, tokens[1], "ren", one)
    return tokens


def written(one: Served, two: Served, people: tuple[str, str], words: str, **more: Any) -> tuple[Any, Any]:
    status = one.post("/api/v1/statuses", people[0], status=words, **more)
    return status, eventually(at_home(two, people[1], words))


def hears_of(one: Served, two: Served, people: tuple[str, str], words: str) -> None:
    """What was written there before these words has come."""
    two.post("/api/v1/statuses", people[1], status=f"@ren@{one.domain} {words}")
    eventually(lambda: [each for each in one.get("/api/v1/notifications?types[]=mention", people[0])
                        if words in each["status"]["content"]])


def test_a_quote_that_is_not_agreed_to_any_more_is_refused(one: Served, two: Served, people: tuple[str, str]):
    """There it may be quoted still: that it may not has not been heard."""
    status, there = written(one, two, people, "Quote me while you can", quote_approval_policy="public")
    with nothing_goes_out(one):
        policy = {"quote_approval_policy": "nobody"}
        assert one.ask("PUT", f"/api/v1/statuses/{status['id']}/interaction_policy", policy, token=people[0])[0] == 200
        quoting = two.post("/api/v1/statuses", people[1], status="Too late", quoted_status_id=there["id"])
        assert quoting["quote"]["state"] == "pending"
    eventually(lambda: two.get(f"/api/v1/statuses/{quoting['id']}", people[1])["quote"]["state"] == "rejected")
    assert "quote" not in document(two, quoting["uri"])


def test_an_answer_that_is_not_welcome_any_more_is_refused_and_not_taken(
    one: Served, two: Served, people: tuple[str, str]
):
    status, there = written(one, two, people, "Answer me while you can", reply_policy="followers")
    with nothing_goes_out(one):
        changed = {"status": "Answer me no more", "reply_policy": "mentioned"}
        assert one.ask("PUT", f"/api/v1/statuses/{status['id']}", changed, token=people[0])[0] == 200
        answer = two.post("/api/v1/statuses", people[1], status="Late", in_reply_to_id=there["id"])
    hears_of(one, two, people, "what now?")
    assert answers(one, people[0], status) == []
    assert "replyAuthorization" not in document(two, answer["uri"])
    eventually(lambda: two.get(f"/api/v1/statuses/{there['id']}", people[1])["reply_policy"] == "mentioned")


def test_tags_beside_a_profile_come_and_go(one: Served, two: Served, people: tuple[str, str]):
    there = found(two, people[1], f"@ren@{one.domain}")["id"]

    def shown() -> list[str]:
        return [each["name"] for each in two.get(f"/api/v1/accounts/{there}/featured_tags", people[1])]

    made = one.post("/api/v1/featured_tags", people[0], name="Lighthouses")
    eventually(lambda: shown() == ["lighthouses"])
    assert one.ask("DELETE", f"/api/v1/featured_tags/{made['id']}", token=people[0])[0] == 200
    eventually(lambda: shown() == [])


@pytest.mark.parametrize("visibility", ["mutuals", "chosen"])
def test_what_is_for_a_few_is_for_those_of_them_there_alone(
    one: Served, two: Served, people: tuple[str, str], visibility: str
):
    """Its edit and its end come to them as well."""
    ren, sol = people
    tod = two.person("tod")
    follows(two, tod, "ren", one)
    follows(one, ren, "sol", two)
    few = {"reader_ids": [found(one, ren, f"@sol@{two.domain}")["id"]]} if visibility == "chosen" else {}
    status = one.post("/api/v1/statuses", ren, status=f"Between us: {visibility}", visibility=visibility, **few)
    there = eventually(at_home(two, sol, f"Between us: {visibility}"))
    one.post("/api/v1/statuses", ren, status=f"For all, after {visibility}")
    eventually(at_home(two, tod, f"For all, after {visibility}"))
    assert at_home(two, tod, "Between us")() is None
    path = f"/api/v1/statuses/{there['id']}"
    assert [two.ask("GET", path, token=who)[0] for who in (sol, tod, "")] == [200, 404, 404]
    one.ask("PUT", f"/api/v1/statuses/{status['id']}", {"status": "Still between us"}, token=ren)
    eventually(lambda: "Still" in two.get(path, sol)["content"])
    assert two.ask("GET", path, token=tod)[0] == 404
    one.ask("DELETE", f"/api/v1/statuses/{status['id']}", token=ren)
    eventually(lambda: two.ask("GET", path, token=sol)[0] == 404)
