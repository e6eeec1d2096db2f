"""Two Hubbubs: people meet, write, answer, like, pass on and delete across them."""

import json
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest

from tests.reach.media.sending import form
from tests.reach.renditions.strangers import bytes_of, gradient
from tests.served import Served, eventually


def found(server: Served, token: str, wanted: str) -> dict[str, Any]:
    """The account that a search for a handle or address gives."""
    answer = server.get(f"/api/v2/search?resolve=true&type=accounts&q={wanted}", token)
    assert len(answer["accounts"]) == 1, (wanted, answer)
    return dict(answer["accounts"][0])


def sent(server: Served, token: str, data: bytes, description: str) -> dict[str, Any]:
    """An attachment made of a file."""
    body, kind = form([("description", description), ("file", ("bread.jpg", data))])
    headers = {"authorization": f"Bearer {token}", "content-type": kind}
    request = urllib.request.Request(f"{server.url}/api/v2/media", body, headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return dict(json.load(answer))


def at_home(server: Served, token: str, words: str) -> Callable[[], dict[str, Any] | None]:
    return lambda: next((s for s in server.get("/api/v1/timelines/home", token) if words in s["content"]), None)


@pytest.fixture(scope="module")
def ann(one: Served) -> str:
    return one.person("ann")


@pytest.fixture(scope="module")
def zoe(one: Served, two: Served, ann: str) -> str:
    """Somebody on the other server who follows Ann."""
    token = two.person("zoe")
    there = found(two, token, f"@ann@{one.domain}")
    two.post(f"/api/v1/accounts/{there['id']}/follow", token)
    eventually(lambda: two.get(f"/api/v1/accounts/relationships?id[]={there['id']}", token)[0]["following"])
    return token


def test_a_person_of_another_server_is_found_and_followed(one: Served, two: Served, ann: str, zoe: str):
    there = found(two, zoe, f"ann@{one.domain}")
    assert there["acct"] == f"ann@{one.domain}"
    assert there["url"] == f"{one.url}/@ann"
    assert found(two, zoe, f"{one.url}/@ann")["id"] == there["id"]
    assert one.get("/api/v1/accounts/lookup?acct=ann")["followers_count"] == 1


def test_a_post_arrives_and_its_author_sees_how_far_it_got(one: Served, two: Served, ann: str, zoe: str):
    status = one.post("/api/v1/statuses", ann, status="Across the water #ferry")
    arrived = eventually(at_home(two, zoe, "Across the water"))
    assert arrived["uri"] == status["uri"]
    assert arrived["account"]["acct"] == f"ann@{one.domain}"
    reached = eventually(lambda: (one.get(f"/api/v1/statuses/{status['id']}", ann).get("hubbub") or {}).get("reached"))
    assert reached == 1
    assert one.get(f"/api/v1/statuses/{status['id']}", ann)["hubbub"] == {"reached": 1, "of": 1}
    assert "hubbub" not in one.get(f"/api/v1/statuses/{status['id']}")


def test_a_picture_arrives_as_the_other_servers_own(one: Served, two: Served, ann: str, zoe: str):
    picture = sent(one, ann, bytes_of(gradient((90, 60)), "JPEG"), "A loaf of bread")
    one.post("/api/v1/statuses", ann, status="Fresh bread", media_ids=[picture["id"]])

    def shown() -> dict[str, Any] | None:
        arrived = at_home(two, zoe, "Fresh bread")()
        attached = (arrived or {}).get("media_attachments") or [{}]
        return attached[0] if str(attached[0].get("url")).startswith(two.url) else None

    attached = eventually(shown)
    assert (attached["type"], attached["description"]) == ("image", "A loaf of bread")
    with urllib.request.urlopen(attached["url"], timeout=10) as file:
        assert file.headers["content-type"] == "image/jpeg"


def test_an_answer_comes_back_into_the_thread(one: Served, two: Served, ann: str, zoe: str):
    status = one.post("/api/v1/statuses", ann, status="Who is there?")
    arrived = eventually(at_home(two, zoe, "Who is there?"))
    two.post("/api/v1/statuses", zoe, status=f"@ann@{one.domain} Me!", in_reply_to_id=arrived["id"])
    answers = eventually(lambda: one.get(f"/api/v1/statuses/{status['id']}/context", ann)["descendants"])
    assert answers[0]["account"]["acct"] == f"zoe@{two.domain}"
    assert answers[0]["in_reply_to_id"] == status["id"]
    assert [mention["acct"] for mention in answers[0]["mentions"]] == ["ann"]


def test_likes_and_boosts_are_counted_and_taken_back(one: Served, two: Served, ann: str, zoe: str):
    status = one.post("/api/v1/statuses", ann, status="Like this")
    arrived = eventually(at_home(two, zoe, "Like this"))

    def counts() -> tuple[int, int]:
        now = one.get(f"/api/v1/statuses/{status['id']}", ann)
        return now["favourites_count"], now["reblogs_count"]

    for verb in ("favourite", "reblog"):
        two.post(f"/api/v1/statuses/{arrived['id']}/{verb}", zoe)
    eventually(lambda: counts() == (1, 1))
    for verb in ("unfavourite", "unreblog"):
        two.post(f"/api/v1/statuses/{arrived['id']}/{verb}", zoe)
    eventually(lambda: counts() == (0, 0))


def test_a_deleted_post_is_gone_at_the_other_server(one: Served, two: Served, ann: str, zoe: str):
    status = one.post("/api/v1/statuses", ann, status="Not for long")
    arrived = eventually(at_home(two, zoe, "Not for long"))
    assert one.ask("DELETE", f"/api/v1/statuses/{status['id']}", token=ann)[0] == 200
    eventually(lambda: two.ask("GET", f"/api/v1/statuses/{arrived['id']}", token=zoe)[0] == 404)
    eventually(lambda: at_home(two, zoe, "Not for long")() is None)


def test_what_is_for_followers_reaches_the_follower_and_nobody_else(one: Served, two: Served, ann: str, zoe: str):
    yan = two.person("yan")
    status = one.post("/api/v1/statuses", ann, status="Just us", visibility="private")
    arrived = eventually(at_home(two, zoe, "Just us"))
    assert arrived["visibility"] == "private"
    assert two.ask("GET", f"/api/v1/statuses/{arrived['id']}", token=yan)[0] == 404
    accept = {"accept": "application/activity+json"}
    assert one.ask("GET", status["uri"].removeprefix(one.url), headers=accept)[0] == 404


def test_what_stays_here_goes_nowhere(one: Served, two: Served, ann: str, zoe: str):
    one.post("/api/v1/statuses", ann, status="Only in our house", local_only=True)
    one.post("/api/v1/statuses", ann, status="And this for all")
    eventually(at_home(two, zoe, "And this for all"))
    assert at_home(two, zoe, "Only in our house")() is None


def test_somebody_unknown_is_met_by_being_mentioned(one: Served, two: Served, ann: str):
    two.person("wim")
    status = one.post("/api/v1/statuses", ann, status=f"Hello @wim@{two.domain}, we have not met")
    assert [mention["acct"] for mention in status["mentions"]] == [f"wim@{two.domain}"]


def test_an_unfollow_ends_it(one: Served, two: Served, ann: str):
    vic = two.person("vic")
    there = found(two, vic, f"ann@{one.domain}")
    two.post(f"/api/v1/accounts/{there['id']}/follow", vic)
    before = eventually(lambda: (n := one.get("/api/v1/accounts/lookup?acct=ann")["followers_count"]) > 1 and n)
    two.post(f"/api/v1/accounts/{there['id']}/unfollow", vic)
    eventually(lambda: one.get("/api/v1/accounts/lookup?acct=ann")["followers_count"] == before - 1)


def test_a_locked_profile_grants_before_anything_is_shown(one: Served, two: Served):
    amy, una = one.person("amy"), two.person("una")
    assert one.ask("PATCH", "/api/v1/accounts/update_credentials", {"locked": True}, token=amy)[0] == 200
    there = found(two, una, f"amy@{one.domain}")
    two.post(f"/api/v1/accounts/{there['id']}/follow", una)
    asked = eventually(lambda: one.get("/api/v1/follow_requests", amy))
    relation = two.get(f"/api/v1/accounts/relationships?id[]={there['id']}", una)[0]
    assert (relation["following"], relation["requested"]) == (False, True)
    one.post(f"/api/v1/follow_requests/{asked[0]['id']}/authorize", amy)
    eventually(lambda: two.get(f"/api/v1/accounts/relationships?id[]={there['id']}", una)[0]["following"])
