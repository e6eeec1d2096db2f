"""What an app shows of lost follows."""

from hubbub.people import follows
from tests.studio.people import elsewhere
from tests.town import Town


async def test_a_notification_says_which_server_and_how_many(town: Town):
    ann, zoe = await town.person("ann"), await elsewhere(town)
    async with town.db.write() as tx:
        await follows.follow(tx, zoe, ann.profile)
    await ann.post("/api/v1/domain_blocks", domain="two.test")
    await town.settle()
    [told] = (await ann.get("/api/v1/notifications?types[]=severed_relationships")).json
    event = told["event"]
    assert (told["type"], told["account"]["id"]) == ("severed_relationships", str(ann.profile))
    assert event == {
        "id": event["id"], "type": "user_domain_block", "purged": True, "target_name": "two.test",
        "following_count": 0, "followers_count": 1, "created_at": event["created_at"],
    }
    groups = (await ann.get("/api/v2/notifications?types[]=severed_relationships")).json["notification_groups"]
    assert groups[0]["event"] == event
    assert "event" not in (await (await town.person("bob")).get("/api/v1/notifications")).text
