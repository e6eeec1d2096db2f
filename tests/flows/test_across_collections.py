"""Two Hubbubs: somebody is put into a collection across them, is asked, agrees, and leaves it; both ways."""

from typing import Any

import pytest

from tests.served import Served, eventually

from .test_across import found
from .test_across_consents import document
from .test_across_threads import follows

both_ways = pytest.mark.parametrize("back", [False, True], ids=["there", "back"])


class Meeting:
    """Who puts a collection together here, whom they put into it there, and somebody else there who follows them."""

    def __init__(self, pair: tuple[Served, Served], back: bool, name: str) -> None:
        self.near, self.far = pair[::-1] if back else pair
        self.owner, self.member = self.near.person("olga"), self.far.person("mia")
        self.reader = self.far.person("rob")
        follows(self.far, self.reader, "olga", self.near)
        self.there = found(self.near, self.owner, f"@mia@{self.far.domain}")
        self.made = self.near.post("/api/v1/collections", self.owner, name=name)["collection"]

    def puts_in(self) -> dict[str, Any]:
        path = f"/api/v1/collections/{self.made['id']}/items"
        return dict(self.near.post(path, self.owner, account_id=self.there["id"])["collection_item"])

    def here(self) -> list[str]:
        """How those in it stand, as its owner sees it."""
        shown = self.near.get(f"/api/v1/collections/{self.made['id']}", self.owner)["collection"]
        return [item["state"] for item in shown["items"]]

    def away(self) -> dict[str, Any] | None:
        """The collection as the other server has it."""
        owner = found(self.far, self.reader, f"@olga@{self.near.domain}")
        every = self.far.get(f"/api/v1/accounts/{owner['id']}/collections", self.reader)["collections"]
        return next((each for each in every if each["uri"] == self.made["uri"]), None)

    def of_member(self) -> dict[str, Any] | None:
        me = self.far.get("/api/v1/accounts/verify_credentials", self.member)["id"]
        every = self.far.get(f"/api/v1/accounts/{me}/in_collections", self.member)["collections"]
        return next((each for each in every if each["uri"] == self.made["uri"]), None)


@both_ways
def test_somebody_there_is_asked_is_in_it_and_leaves_for_good(pair: tuple[Served, Served], back: bool):
    met = Meeting(pair, back, "Bakers and millers")
    assert met.there["feature_approval"]["current_user"] == "automatic"
    eventually(met.away, why="a follower has not heard of it")
    assert met.puts_in()["state"] == "pending"
    eventually(lambda: met.here() == ["accepted"], why="there was no consent")
    eventually(lambda: (met.away() or {}).get("item_count") == 1, why="a follower has not heard who is in it")
    mine = eventually(met.of_member)
    told = eventually(lambda: met.far.get("/api/v1/notifications?types[]=added_to_collection", met.member))
    assert told[0]["collection"]["name"] == "Bakers and millers"
    [item] = document(met.near, met.made["uri"])["orderedItems"]
    consent = document(met.far, item["featureAuthorization"])
    assert (consent["type"], consent["interactingObject"], consent["interactionTarget"]) == (
        "FeatureAuthorization", met.made["uri"], item["featuredObject"])
    met.far.post(f"/api/v1/collections/{mine['id']}/items/{mine['items'][0]['id']}/revoke", met.member)
    eventually(lambda: met.here() == [], why="who has left is still in it")
    eventually(lambda: (met.away() or {}).get("item_count") == 0)
    assert document(met.near, met.made["uri"])["orderedItems"] == []


@both_ways
def test_what_its_owner_changes_is_changed_there_until_it_is_gone(pair: tuple[Served, Served], back: bool):
    met = Meeting(pair, back, "Rye")
    item = met.puts_in()
    eventually(lambda: (met.away() or {}).get("item_count") == 1)
    path = f"/api/v1/collections/{met.made['id']}"
    met.near.ask("PATCH", path, {"name": "Rye and spelt"}, token=met.owner)
    eventually(lambda: (met.away() or {}).get("name") == "Rye and spelt")
    met.near.ask("DELETE", f"{path}/items/{item['id']}", token=met.owner)
    eventually(lambda: (met.away() or {}).get("item_count") == 0)
    met.near.ask("DELETE", path, token=met.owner)
    eventually(lambda: met.away() is None)
    assert met.of_member() is None
