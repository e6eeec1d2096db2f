"""Two Hubbubs: who may answer and who may quote, said by one and held to by the other."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from hubbub.base.db import Db
from tests.served import Served, eventually

from .test_across import at_home, found
from .test_across_threads import follows
from .test_three_flows import Visitor

AP = {"accept": "application/activity+json"}


@pytest.fixture(scope="module")
def people(one: Served, two: Served) -> dict[str, str]:
    """Eva here; there Fred, who follows her, and Gus, who does not."""
    tokens = {"eva": one.person("eva"), "fred": two.person("fred"), "gus": two.person("gus")}
    follows(two, tokens["fred"], "eva", one)
    return tokens


def written(one: Served, two: Served, people: dict[str, str], words: str, **more: Any) -> tuple[Any, Any]:
    """A post of Eva's, here and as it is there."""
    status = one.post("/api/v1/statuses", people["eva"], status=words, **more)
    return status, eventually(at_home(two, people["fred"], words.rpartition(f"@{two.domain} ")[2]))


def answers(server: Served, token: str, status: dict[str, Any]) -> list[str]:
    return [each["account"]["acct"] for each in
            server.get(f"/api/v1/statuses/{status['id']}/context", token)["descendants"]]


def document(server: Served, uri: str) -> dict[str, Any]:
    return dict(server.ask("GET", uri.removeprefix(server.url), headers=AP)[1])


def test_only_a_follower_answers_there_what_is_for_followers_to_answer(
    one: Served, two: Served, people: dict[str, str]
):
    status, there = written(one, two, people, "Followers, what do you say?", reply_policy="followers")
    assert there["reply_policy"] == "followers"
    given = {"status": f"@eva@{one.domain} Me too", "in_reply_to_id": there["id"]}
    refused, why = two.ask("POST", "/api/v1/statuses", given, token=people["gus"])
    assert (refused, "not among them" in why["error"]) == (403, True)
    answer = two.post("/api/v1/statuses", people["fred"], **given)
    eventually(lambda: answers(one, people["eva"], status) == [f"fred@{two.domain}"])
    stamp = eventually(lambda: document(two, answer["uri"]).get("replyAuthorization"), why="no consent is shown")
    consent = document(one, stamp)
    assert (consent["type"], consent["interactingObject"], consent["interactionTarget"]) == (
        "ReplyAuthorization", answer["uri"], status["uri"])


def test_who_is_mentioned_answers_there_and_nobody_else(one: Served, two: Served, people: dict[str, str]):
    status, there = written(one, two, people, f"@gus@{two.domain} your turn", reply_policy="mentioned")
    given = {"status": f"@eva@{one.domain} Mine", "in_reply_to_id": there["id"]}
    assert two.ask("POST", "/api/v1/statuses", given, token=people["fred"])[0] == 403
    two.post("/api/v1/statuses", people["gus"], **given)
    eventually(lambda: answers(one, people["eva"], status) == [f"gus@{two.domain}"])


def test_the_page_there_says_who_may_answer_and_takes_no_other_answer(
    one: Served, two: Served, people: dict[str, str]
):
    _, there = written(one, two, people, "On the page too", reply_policy="followers")
    gus = Visitor(two, "gus@mail.test")
    page = gus.get(f"/@eva@{one.domain}/{there['id']}")
    assert "Only followers of the author may answer" in page.text
    form = gus.get(f"/compose?reply_to={there['id']}")
    token = re.findall(r'name="csrf" value="([0-9a-f]+)"', form.text)[0]
    refused = gus.session.post(f"{two.url}/posts", headers={"origin": two.url}, data={
        "csrf": token, "text": "Me", "reply_to": there["id"]})
    assert (refused.status_code, "not among them" in refused.text) == (422, True)


def test_a_policy_that_changes_is_held_to_there(one: Served, two: Served, people: dict[str, str]):
    status, there = written(one, two, people, "For all to answer")
    one.ask("PUT", f"/api/v1/statuses/{status['id']}", {"status": "For few to answer", "reply_policy": "mentioned"},
            token=people["eva"])
    eventually(lambda: two.get(f"/api/v1/statuses/{there['id']}", people["fred"])["reply_policy"] == "mentioned")
    given = {"status": "Too late", "in_reply_to_id": there["id"]}
    assert two.ask("POST", "/api/v1/statuses", given, token=people["fred"])[0] == 403


def test_only_a_follower_quotes_there_what_is_for_followers_to_quote(one: Served, two: Served, people: dict[str, str]):
    status, there = written(one, two, people, "Followers may quote me", quote_approval_policy="followers")
    given = {"status": "She said", "quoted_status_id": there["id"]}
    assert two.ask("POST", "/api/v1/statuses", given, token=people["gus"])[0] in (403, 422)
    quoting = two.post("/api/v1/statuses", people["fred"], **given)
    eventually(lambda: two.get(f"/api/v1/statuses/{quoting['id']}")["quote"]["state"] == "accepted")
    stamp = document(two, quoting["uri"])["quoteAuthorization"]
    assert document(one, stamp)["interactionTarget"] == status["uri"]


def test_a_follow_that_is_refused_is_asked_for_no_more(one: Served, two: Served, people: dict[str, str]):
    """Reject, of what was only asked for."""
    dee = one.person("dee")
    one.ask("PATCH", "/api/v1/accounts/update_credentials", {"locked": True}, token=dee)
    there = found(two, people["gus"], f"@dee@{one.domain}")
    two.post(f"/api/v1/accounts/{there['id']}/follow", people["gus"])
    asked = eventually(lambda: one.get("/api/v1/follow_requests", dee))
    one.post(f"/api/v1/follow_requests/{asked[0]['id']}/reject", dee)

    def relation() -> tuple[bool, bool]:
        given = two.get(f"/api/v1/accounts/relationships?id[]={there['id']}", people["gus"])[0]
        return given["requested"], given["following"]

    eventually(lambda: relation() == (False, False))


def test_a_poll_that_is_over_is_over_there_with_all_its_votes(one: Served, two: Served, people: dict[str, str]):
    """What was counted comes by an Update of the Question."""
    poll = {"options": ["tea", "coffee"], "expires_in": 3600, "multiple": True}
    status, there = written(one, two, people, "Tea, coffee, or both?", poll=poll)
    two.post(f"/api/v1/polls/{there['poll']['id']}/votes", people["fred"], choices=[0, 1])
    eventually(lambda: one.get(f"/api/v1/statuses/{status['id']}")["poll"]["votes_count"] == 2)
    one.post(f"/api/v1/polls/{status['poll']['id']}/votes", one.person("hal"), choices=[0])
    one.beside(is_over(int(status["id"])))
    over = eventually(lambda: (p := two.get(f"/api/v1/statuses/{there['id']}")["poll"])["expired"] and p)
    assert [row["votes_count"] for row in over["options"]] == [2, 1]


def is_over(post: int) -> Callable[[Db], Awaitable[None]]:
    """The time of the poll runs out now."""
    async def wind(db: Db) -> None:
        async with db.alone() as connection:
            await connection.execute("UPDATE polls SET ends_at = now() WHERE post_id = $1", post)
            await connection.execute("UPDATE jobs SET run_at = now() WHERE name = 'polls.end' AND args->>'post' = $1",
                                     str(post))

    return wind
