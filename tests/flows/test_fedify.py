"""A peer that nobody here wrote: an actor on Fedify, and a Hubbub; everything that people do, both ways."""

import json
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.served import Served, eventually

from .test_across import at_home, found

pytestmark = pytest.mark.long
HERE = Path(__file__).parent / "fedify"


@dataclass(slots=True)
class Fay:
    """Somebody on Fedify, who does what she is told."""

    origin: str

    @property
    def uri(self) -> str:
        return f"{self.origin}/users/fay"

    def does(self, verb: str, to: str, **given: Any) -> dict[str, Any]:
        body = json.dumps({"verb": verb, "to": to} | given).encode()
        with urllib.request.urlopen(urllib.request.Request(f"{self.origin}/do", body), timeout=20) as answer:
            return dict(json.load(answer))

    def seen(self, kind: str) -> list[dict[str, Any]]:
        with urllib.request.urlopen(f"{self.origin}/seen", timeout=20) as answer:
            return [each for each in json.load(answer) if each["type"] == kind]

    def note(self, given: dict[str, Any]) -> str:
        return f"{self.origin}/notes/{given['last']}"


@pytest.fixture(scope="module")
def fay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fay]:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not here, and Fedify is fetched by it")
    folder = tmp_path_factory.mktemp("fedify")
    for name in ("package.json", "peer.mjs"):
        shutil.copy(HERE / name, folder)
    done = subprocess.run([npm, "install", "--no-audit", "--no-fund"], cwd=folder, capture_output=True, text=True,
                          check=False, timeout=240)
    if done.returncode:
        pytest.skip(f"Fedify cannot be fetched: {done.stderr[-300:]}")
    node = folder / "node_modules" / "node" / "bin" / "node"
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([str(node), "peer.mjs"], cwd=folder, stdout=subprocess.PIPE, stderr=log, text=True)
    assert process.stdout
    yield Fay(process.stdout.readline().strip())
    process.terminate()
    process.wait(10)


@pytest.fixture(scope="module")
def ann(one: Served) -> str:
    return one.person("nan")


@pytest.fixture(scope="module")
def uri(one: Served, ann: str) -> str:
    """Ann's address, as Fay knows her."""
    return f"{one.url}/users/{one.get('/api/v1/accounts/verify_credentials', ann)['id']}"


@pytest.fixture(scope="module")
def friends(one: Served, ann: str, uri: str, fay: Fay) -> dict[str, Any]:
    """They follow each other; Fay as Ann knows her."""
    them = found(one, ann, f"@fay@{fay.origin.removeprefix('http://')}")
    one.post(f"/api/v1/accounts/{them['id']}/follow", ann)

    def relation() -> dict[str, Any]:
        return dict(one.get(f"/api/v1/accounts/relationships?id[]={them['id']}", ann)[0])

    eventually(lambda: relation()["following"], why="Fay does not accept")
    fay.does("follow", uri, who=uri)
    eventually(lambda: relation()["followed_by"], why="Fay does not follow")
    eventually(lambda: fay.seen("Accept"), why="Fay is not accepted")
    return them


def test_they_meet_and_follow_each_other(friends: dict[str, Any], fay: Fay):
    assert friends["display_name"] == "Fay of Fedify"
    assert fay.seen("Follow")


def test_what_ann_writes_changes_and_deletes_is_read_there(one: Served, ann: str, friends: dict[str, Any], fay: Fay):
    status = one.post("/api/v1/statuses", ann, status="Bread is ready #bread")
    read = eventually(lambda: [each["object"] for each in fay.seen("Create")])[-1]
    assert (read["id"], read["type"], "Bread is ready" in read["content"]) == (status["uri"], "Note", True)
    one.ask("PUT", f"/api/v1/statuses/{status['id']}", {"status": "Bread is gone"}, token=ann)
    eventually(lambda: [each for each in fay.seen("Update") if "Bread is gone" in str(each["object"])])
    one.ask("DELETE", f"/api/v1/statuses/{status['id']}", token=ann)
    eventually(lambda: [each for each in fay.seen("Delete") if status["uri"] in str(each["object"])])


def test_what_fay_writes_changes_and_deletes_is_read_here(
    one: Served, ann: str, uri: str, friends: dict[str, Any], fay: Fay
):
    made = fay.does("post", uri, words="<p>From Fedify</p>")
    status = eventually(at_home(one, ann, "From Fedify"))
    assert (status["uri"], status["visibility"]) == (fay.note(made), "public")
    fay.does("edit", uri, id=made["last"], words="<p>From Fedify with love</p>")
    eventually(lambda: one.get(f"/api/v1/statuses/{status['id']}", ann)["edited_at"])
    fay.does("delete", uri, id=made["last"])
    eventually(lambda: one.ask("GET", f"/api/v1/statuses/{status['id']}", token=ann)[0] == 404)


def test_likes_boosts_and_answers_go_there(one: Served, ann: str, uri: str, friends: dict[str, Any], fay: Fay):
    made = fay.does("post", uri, words="<p>Like this</p>")
    status = eventually(at_home(one, ann, "Like this"))
    for verb in ("favourite", "reblog"):
        one.post(f"/api/v1/statuses/{status['id']}/{verb}", ann)
    one.post("/api/v1/statuses", ann, status="An answer", in_reply_to_id=status["id"])
    for kind in ("Like", "Announce"):
        assert eventually(lambda kind=kind: fay.seen(kind))[-1]["object"] == fay.note(made)
    eventually(lambda: [each for each in fay.seen("Create") if each["object"].get("inReplyTo") == fay.note(made)])
    one.post(f"/api/v1/statuses/{status['id']}/unfavourite", ann)
    eventually(lambda: [each for each in fay.seen("Undo") if each["object"]["type"] == "Like"])


def test_likes_boosts_and_answers_come_from_there(one: Served, ann: str, uri: str, friends: dict[str, Any], fay: Fay):
    status = one.post("/api/v1/statuses", ann, status="Like that")
    done = [fay.does("like", uri, what=status["uri"]), fay.does("boost", uri, what=status["uri"])]
    fay.does("post", uri, words="<p>Gladly</p>", answers=status["uri"], names=uri)

    def counts() -> list[int]:
        shown = one.get(f"/api/v1/statuses/{status['id']}", ann)
        return [shown[f"{name}_count"] for name in ("favourites", "reblogs", "replies")]

    eventually(lambda: counts() == [1, 1, 1])
    wanted = {"favourite", "reblog", "mention", "follow"}
    eventually(lambda: wanted <= {each["type"] for each in one.get("/api/v1/notifications", ann)})
    for each in done:
        fay.does("undo", uri, what=each["id"])
    eventually(lambda: counts() == [0, 0, 1])


def test_a_quote_is_asked_for_and_granted(one: Served, ann: str, uri: str, friends: dict[str, Any], fay: Fay):
    status = one.post("/api/v1/statuses", ann, status="Quote me", quote_approval_policy="public")
    made = fay.does("post", uri, words="<p>She said</p>", quotes=status["uri"])
    accept = eventually(lambda: [each for each in fay.seen("Accept") if each.get("result")])[-1]
    asked = {"accept": "application/activity+json"}
    stamp = one.ask("GET", str(accept["result"]).removeprefix(one.url), headers=asked)[1]
    assert (stamp["type"], stamp["interactionTarget"]) == ("QuoteAuthorization", status["uri"])
    assert stamp["interactingObject"] == fay.note(made)
    fay.does("edit", uri, id=made["last"], words="<p>She has said</p>", stamp=str(accept["result"]))
    shown = eventually(at_home(one, ann, "She has said"))
    quote = eventually(lambda: quote_of(one, ann, shown["id"], "accepted"))
    assert quote["quoted_status"]["id"] == status["id"]


def test_a_quote_of_hers_is_asked_for_granted_and_taken_back(
    one: Served, ann: str, uri: str, friends: dict[str, Any], fay: Fay
):
    made = fay.does("post", uri, words="<p>Quote Fay</p>")
    theirs = eventually(at_home(one, ann, "Quote Fay"))
    status = one.post("/api/v1/statuses", ann, status="Fay said", quoted_status_id=theirs["id"])
    asked = eventually(lambda: [each for each in fay.seen("QuoteRequest") if each["object"] == fay.note(made)])[-1]
    assert (asked["instrument"] if isinstance(asked["instrument"], str) else asked["instrument"]["id"]) == status["uri"]
    quote = eventually(lambda: quote_of(one, ann, status["id"], "accepted"), why="her stamp is not taken")
    assert quote["quoted_status"]["id"] == theirs["id"]
    note = one.ask("GET", status["uri"].removeprefix(one.url), headers={"accept": "application/activity+json"})[1]
    assert note["quote"] == fay.note(made)
    assert note["quoteAuthorization"].startswith(f"{fay.origin}/stamps/")
    fay.does("revoke", uri, stamp=note["quoteAuthorization"])
    eventually(lambda: quote_of(one, ann, status["id"], "revoked"))


def quote_of(server: Served, token: str, status: str, state: str) -> dict[str, Any] | None:
    """The quote in a status, once it is in this state."""
    quote = server.get(f"/api/v1/statuses/{status}", token).get("quote") or {}
    return dict(quote) if quote.get("state") == state else None
