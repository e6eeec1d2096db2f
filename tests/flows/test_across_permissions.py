"""Two Hubbubs: likes and boosts whose author wants to be asked: agreed to, thought better of, ended by a word.

What a Hubbub says of its own posts lets everybody like them and pass them on, so here their policy is told as people of
GoToSocial tell theirs; the requests, the answers and the consents are the servers' own.
"""

from typing import Any

import pytest

from hubbub.base.clock import iso, now
from hubbub.base.db import Db
from hubbub.base.ids import ProfileId
from hubbub.doors.fediverse.vocabulary import PUBLIC, activity
from tests.served import Served, eventually

from .test_across import at_home
from .test_across_consents import document
from .test_across_threads import follows, sent
from .test_orders import nothing_goes_out

ACTS = [("favourite", "Like", "favourites_count", "favourited"), ("reblog", "Announce", "reblogs_count", "reblogged")]
acts = pytest.mark.parametrize(("verb", "type", "counted", "flag"), ACTS, ids=["like", "boost"])
both_ways = pytest.mark.parametrize("back", [False, True], ids=["there", "back"])
ASKED = {"automaticApproval": [], "manualApproval": [PUBLIC]}


class Meeting:
    """An author here who wants to be asked, somebody there who follows them, and a post as both have it."""

    def __init__(self, pair: tuple[Served, Served], back: bool, words: str) -> None:
        self.near, self.far = pair[::-1] if back else pair
        self.author, self.reader = self.near.person("ira"), self.far.person("jon")
        me = self.near.get("/api/v1/accounts/verify_credentials", self.author)
        self.me, self.uri = ProfileId(int(me["id"])), f"{self.near.url}/users/{me['id']}"
        follows(self.far, self.reader, "ira", self.near)
        self.status = self.near.post("/api/v1/statuses", self.author, status=words)
        self.there = eventually(at_home(self.far, self.reader, words))["id"]
        policy = {"canLike": ASKED, "canAnnounce": ASKED}
        note = document(self.near, self.status["uri"])
        changed = note | {"updated": iso(now()), "interactionPolicy": note["interactionPolicy"] | policy}
        self.says("Update", changed)
        eventually(lambda: self.seen()["edited_at"])

    def says(self, type: str, what: Any) -> None:
        """The author's server sends this, signed."""
        told = activity(f"{self.uri}#said/{now().timestamp()}", type, self.uri, what, [PUBLIC])
        self.near.beside(sent(self.me, told, f"{self.far.url}/inbox"))

    def does(self, verb: str) -> None:
        self.far.post(f"/api/v1/statuses/{self.there}/{verb}", self.reader)

    def seen(self) -> dict[str, Any]:
        """The post as its reader sees it."""
        return dict(self.far.get(f"/api/v1/statuses/{self.there}", self.reader))

    def here(self) -> dict[str, Any]:
        """The post as its author sees it."""
        return dict(self.near.get(f"/api/v1/statuses/{self.status['id']}", self.author))

    def consent(self) -> tuple[str, str] | None:
        """What was asked for, and where the author has agreed to it, as the reader's server keeps it."""
        async def find(db: Db) -> tuple[str, str] | None:
            async with db.alone() as connection:
                row = await connection.fetchrow(
                    "SELECT r.id, r.act, r.post_id, r.profile_id, r.stamp_uri FROM permission_requests r "
                    "WHERE post_id = $1 AND stamp_uri IS NOT NULL", int(self.there))
            if row is None:
                return None
            way = f"likes/{row['post_id']}" if row["act"] == "like" else f"posts/{row['id']}"
            return f"{self.far.url}/users/{row['profile_id']}/{way}", row["stamp_uri"]

        return self.far.beside(find)


@acts
@both_ways
def test_what_an_author_wants_to_be_asked_for_is_asked_done_and_ended_by_a_word(
    pair: tuple[Served, Served], back: bool, verb: str, type: str, counted: str, flag: str
):
    met = Meeting(pair, back, f"Ask me before you {verb}")
    met.does(verb)
    eventually(lambda: met.here()[counted] == 1, why="the author has not got it")
    eventually(lambda: (met.seen()[counted], met.seen()[flag]) == (1, True))
    made, stamp = eventually(met.consent)
    assert stamp.startswith(f"{met.uri}/permissions/")
    consent = document(met.near, stamp)
    assert (consent["type"], consent["attributedTo"], consent["interactingObject"], consent["interactionTarget"]) == (
        f"{type}Authorization", met.uri, made, met.status["uri"])
    if type == "Announce":
        assert document(met.far, made)["announceAuthorization"] == stamp
    met.says("Reject", {"type": f"{type}Request", "actor": made.rpartition("/")[0].rpartition("/")[0],
                        "object": met.status["uri"], "instrument": made})
    eventually(lambda: (met.seen()[counted], met.seen()[flag]) == (0, False), why="it stands though it was refused")
    eventually(lambda: met.here()[counted] == 0, why="its end was not told")


@acts
@both_ways
def test_who_thinks_better_of_it_before_the_answer_has_not_done_it(
    pair: tuple[Served, Served], back: bool, verb: str, type: str, counted: str, flag: str
):
    met = Meeting(pair, back, f"Ask me, or do not {verb}")
    with nothing_goes_out(met.near):
        met.does(verb)
        assert met.seen()[counted] == 0
        met.does(f"un{verb}")
    # What is asked for afterwards comes after all of it.
    last = met.far.post("/api/v1/statuses", met.reader, status=f"@ira@{met.near.domain} never mind {verb}")
    eventually(lambda: [each for each in met.near.get("/api/v1/notifications?types[]=mention", met.author)
                        if each["status"]["uri"] == last["uri"]])
    assert met.here()[counted] == 0
    assert (met.seen()[counted], met.seen()[flag]) == (0, False)
