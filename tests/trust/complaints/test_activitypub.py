"""Flag, both ways, with a real server at the other end."""

from hubbub.trust import complaints, domains
from tests.outside import Peer
from tests.town import Town


async def test_a_report_goes_to_the_other_server_in_our_servers_name(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    note = zoe.note("<p>Buy this</p>")
    await town.settle()
    found = (await ann.get(f"/api/v2/search?q={note['id']}&resolve=true")).json["statuses"][0]
    await ann.post("/api/v1/reports", account_id=found["account"]["id"], status_ids=[found["id"]], comment="Ads",
                   forward=True)
    await town.settle()
    flags = peer.received("Flag")
    assert len(flags) == 1
    assert flags[0]["object"] == [zoe.uri, note["id"]]
    assert flags[0]["content"] == "Ads"
    assert flags[0]["actor"] != (await ann.get("/api/v1/accounts/verify_credentials")).json["uri"]
    assert "ann" not in str(flags[0])


async def test_what_is_not_to_be_forwarded_stays_here(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    note = zoe.note("<p>Buy this</p>")
    await town.settle()
    found = (await ann.get(f"/api/v2/search?q={note['id']}&resolve=true")).json["statuses"][0]
    await ann.post("/api/v1/reports", account_id=found["account"]["id"])
    await town.settle()
    assert peer.received("Flag") == []


async def test_a_flag_from_elsewhere_is_a_complaint_once(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await ann.posts("Mine")
    uri = (await ann.get("/api/v1/accounts/verify_credentials")).json["uri"]
    flag = zoe.activity("Flag", [uri, status["uri"]], content="Rude")
    for _ in range(2):
        assert (await zoe.sends(town, flag)).status == 202
    await town.settle()
    found = await complaints.list_complaints(town.db)
    assert [(each.about, each.comment, each.posts) for each in found] == [(ann.profile, "Rude", [int(status["id"])])]


async def test_a_server_whose_complaints_are_not_wanted_is_not_heard(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    uri = (await ann.get("/api/v1/accounts/verify_credentials")).json["uri"]
    async with town.db.write() as tx:
        await domains.block(tx, peer.host, domains.Wanted("noop", rejects_reports=True))
    assert (await zoe.sends(town, zoe.activity("Flag", [uri]))).status == 202
    await town.settle()
    assert await complaints.list_complaints(town.db) == []
