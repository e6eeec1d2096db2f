"""Three Hubbubs: threads whose parts are at home on each of them; and two that mend what they have lost of follows."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.served import Served, eventually

from .test_across import at_home, found
from .test_across_further import stands
from .test_across_lives import runs
from .test_across_threads import follows


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Any:
    server = Served(tmp_path_factory.mktemp("three")).start()
    yield server
    server.stop()


def thread(server: Served, token: str, post: str) -> Callable[[], dict[str, str]]:
    """Who says what below a post, by the words."""
    return lambda: {each["content"]: each["account"]["acct"]
                    for each in server.get(f"/api/v1/statuses/{post}/context", token)["descendants"]}


def says(given: dict[str, str], words: str, acct: str) -> bool:
    return any(words in content and who == acct for content, who in given.items())


def by(server: Served, token: str, handle: str, words: str) -> Callable[[], str | None]:
    """The number that a post of somebody's has here, once it has come."""
    who = found(server, token, handle)["id"]
    return lambda: next((str(each["id"]) for each in server.get(f"/api/v1/accounts/{who}/statuses", token)
                         if words in each["content"]), None)


def test_an_answer_to_somebody_of_a_third_server_is_read_with_what_it_answers(one: Served, two: Served, three: Served):
    """Otto of the second answers Nina of the first; Pam of the third follows Otto alone, and answers in her turn."""
    nina, otto, pam = one.person("nina"), two.person("otto"), three.person("pam")
    follows(two, otto, "nina", one)
    follows(three, pam, "otto", two)
    first = one.post("/api/v1/statuses", nina, status="Who has seen the lighthouse?")
    there = eventually(at_home(two, otto, "lighthouse"))
    two.post("/api/v1/statuses", otto, status=f"@nina@{one.domain} I went up there", in_reply_to_id=there["id"])
    answer = eventually(by(three, pam, f"@otto@{two.domain}", "I went up there"))
    above = eventually(lambda: three.get(f"/api/v1/statuses/{answer}/context", pam)["ancestors"])
    assert [(each["account"]["acct"], each["uri"]) for each in above] == [(f"nina@{one.domain}", first["uri"])]
    three.post("/api/v1/statuses", pam, status=f"@nina@{one.domain} @otto@{two.domain} so did I", in_reply_to_id=answer)
    eventually(lambda: says(thread(one, nina, first["id"])(), "so did I", f"pam@{three.domain}"))
    eventually(lambda: says(thread(two, otto, there["id"])(), "so did I", f"pam@{three.domain}"))


def test_an_answer_is_passed_on_to_servers_that_know_nobody_there(one: Served, two: Served, three: Served):
    """Quin of the third answers Nora of the first, whom Olaf of the second follows; nobody there follows Quin."""
    nora, olaf, quin = one.person("nora"), two.person("olaf"), three.person("quin")
    follows(two, olaf, "nora", one)
    first = one.post("/api/v1/statuses", nora, status="Is the tide in?")
    here = eventually(at_home(two, olaf, "Is the tide in?"))
    there = three.get(f"/api/v2/search?resolve=true&type=statuses&q={first['uri']}", quin)["statuses"][0]
    three.post("/api/v1/statuses", quin, status=f"@nora@{one.domain} Not yet", in_reply_to_id=there["id"])

    eventually(lambda: says(kept(two, here["id"]), "Not yet", f"quin@{three.domain}"), why="it was not passed on")


def kept(server: Served, post: str) -> dict[str, str]:
    """What is below a post for somebody who is not signed in, for whom nothing is asked of other servers."""
    return {each["content"]: each["account"]["acct"]
            for each in server.get(f"/api/v1/statuses/{post}/context")["descendants"]}


def test_a_thread_of_three_servers_is_made_whole_from_each_of_them(one: Served, two: Served, three: Served):
    """Of what Rita and Sam said before anybody of the third server came, each part is had from where it was written."""
    rita, sam, uma = one.person("rita"), two.person("sam"), three.person("uma")
    first = one.post("/api/v1/statuses", rita, status="Once upon a time")
    there = two.get(f"/api/v2/search?resolve=true&type=statuses&q={first['uri']}", sam)["statuses"][0]
    two.post("/api/v1/statuses", sam, status=f"@rita@{one.domain} there was an island", in_reply_to_id=there["id"])
    eventually(lambda: says(thread(one, rita, first["id"])(), "an island", f"sam@{two.domain}"))
    known = three.get(f"/api/v2/search?resolve=true&type=statuses&q={first['uri']}", uma)["statuses"][0]
    eventually(lambda: says(thread(three, uma, known["id"])(), "an island", f"sam@{two.domain}"))


LOSE = """
    DELETE FROM follows USING profiles a, profiles b
    WHERE follower_id = a.id AND followed_id = b.id AND a.name = $1 AND b.name = $2
"""


def known_for_long(one: Served, two: Served, near: str, *far: str) -> tuple[str, list[tuple[str, str]]]:
    """Somebody here whom some of there have followed for a while; each of them with the number that they know."""
    token, followers = one.person(near), []
    for name in far:
        follower = two.person(name)
        followers.append((follower, follows(two, follower, near, one)))
    two.beside(runs("UPDATE follows SET made_at = made_at - interval '1 hour'"))
    return token, followers


def test_a_follow_that_the_one_side_has_lost_ends_at_the_other(one: Served, two: Served):
    """What is for followers goes there for Vera's sake, and says that Walt is none."""
    tess, [(vera, her), (walt, his)] = known_for_long(one, two, "tess", "vera", "walt")
    one.beside(runs(LOSE, "walt", "tess"))
    one.post("/api/v1/statuses", tess, status="For those who follow", visibility="private")
    eventually(lambda: not stands(two, walt, his)["following"], why="Walt believes still that he follows")
    assert stands(two, vera, her)["following"]


def test_a_follow_that_only_the_other_side_knows_is_undone_there(one: Served, two: Served):
    theo, _ = known_for_long(one, two, "theo", "vick", "wes")
    two.beside(runs(LOSE, "wes", "theo"))
    one.post("/api/v1/statuses", theo, status="For those who follow", visibility="private")
    them = found(one, theo, f"@wes@{two.domain}")["id"]
    eventually(lambda: not stands(one, theo, them)["followed_by"], why="Wes is a follower still")
