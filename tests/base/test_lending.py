"""The addresses that files of other servers have here."""

from hubbub.base import lending
from tests.town import Town


async def test_a_file_elsewhere_has_the_address_that_the_room_of_copies_says(town: Town, monkeypatch):
    here = town.db.here
    assert (lending.lent(here, "https://elsewhere.example/a.png", "avatar") or "").startswith("http://here.test/copies/")
    monkeypatch.setattr(lending, "_lend", [])
    assert lending.lent(here, "https://elsewhere.example/a.png", "avatar") is None
    lending.lends(lambda here, url, shape: f"{shape} {url}")
    assert lending.lent(here, "https://a.example", "small") == "small https://a.example"
