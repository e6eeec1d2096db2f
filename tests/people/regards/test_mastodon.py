"""Notes and endorsements through the client API."""

import pytest

from tests.town import Town

FIELDS = {"id", "following", "showing_reblogs", "notifying", "languages", "followed_by", "blocking", "block_expires_at",
          "blocked_by", "muting", "muting_notifications", "muting_expires_at", "requested", "requested_by",
          "domain_blocking", "endorsed", "note"}


async def test_a_relationship_has_all_its_fields_and_they_are_true(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await bob.follows(ann)
    await ann.post(f"/api/v1/accounts/{bob.profile}/follow", reblogs=False, notify=True, languages=["de", "en"])
    await ann.post(f"/api/v1/accounts/{bob.profile}/endorse")
    await ann.post(f"/api/v1/accounts/{bob.profile}/note", comment="From the lake")
    muted = (await ann.post(f"/api/v1/accounts/{bob.profile}/mute", notifications=False, duration=3600)).json
    shown = (await ann.get(f"/api/v1/accounts/relationships?id[]={bob.profile}")).json[0]
    assert shown == muted
    assert set(shown) == FIELDS
    assert shown.pop("muting_expires_at")
    assert shown == {
        "id": str(bob.profile), "following": True, "showing_reblogs": False, "notifying": True,
        "languages": ["de", "en"], "followed_by": True, "blocking": False, "block_expires_at": None,
        "blocked_by": False, "muting": True, "muting_notifications": False, "requested": False, "requested_by": False,
        "domain_blocking": False, "endorsed": True, "note": "From the lake",
    }
    town.forward(hours=2)
    shown = (await ann.get(f"/api/v1/accounts/relationships?id[]={bob.profile}")).json[0]
    assert (shown["muting"], shown["muting_expires_at"]) == (False, None)


async def test_posts_in_other_languages_do_not_come_home(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.home()
    await ann.post(f"/api/v1/accounts/{bob.profile}/follow", languages=["de"])
    made = [await bob.posts("Hm", language=language) for language in ("en", "de-AT", None)]
    await town.settle()
    assert [status["id"] for status in await ann.home()] == [made[2]["id"], made[1]["id"]]
    kept = (await ann.post(f"/api/v1/accounts/{bob.profile}/follow", reblogs=False)).json
    assert (kept["languages"], kept["showing_reblogs"]) == (["de"], False)
    answer = await ann.post(f"/api/v1/accounts/{bob.profile}/follow", languages=["german!"])
    assert answer.status == 422


@pytest.mark.parametrize(("on", "off"), [("endorse", "unendorse"), ("pin", "unpin")])
async def test_recommended_people_are_listed_in_pages(town: Town, on, off):
    ann, others = await town.person("ann"), [await town.person(name) for name in ("bob", "cleo", "dan")]
    assert (await ann.post(f"/api/v1/accounts/{others[0].profile}/{on}")).status == 422
    for other in others:
        await ann.follows(other)
        assert (await ann.post(f"/api/v1/accounts/{other.profile}/{on}")).json["endorsed"]
    page = await ann.get("/api/v1/endorsements?limit=2")
    assert [who["acct"] for who in page.json] == ["dan", "cleo"]
    older = page.headers["link"].partition(">")[0].removeprefix("<http://here.test")
    assert [who["acct"] for who in (await ann.get(older)).json] == ["bob"]
    assert len((await town.get(f"/api/v1/accounts/{ann.profile}/endorsements")).json) == 3
    assert not (await ann.post(f"/api/v1/accounts/{others[0].profile}/{off}")).json["endorsed"]
    await ann.post(f"/api/v1/accounts/{others[1].profile}/block")
    assert (await others[1].get(f"/api/v1/accounts/{ann.profile}/endorsements")).json == []


async def test_what_cannot_be_is_refused(town: Town):
    ann = await town.person("ann")
    assert (await ann.post("/api/v1/accounts/1/note", comment="x")).status == 404
    assert (await ann.post(f"/api/v1/accounts/{ann.profile}/note", comment="x" * 2001)).status == 422
    assert (await town.get("/api/v1/accounts/1/endorsements")).status == 404
    assert (await ann.get(f"/api/v1/accounts/{ann.profile}/identity_proofs")).json == []
