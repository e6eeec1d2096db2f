"""Client apps publish into campaigns."""

from tests.studio.campaigns.test_campaigns import begin
from tests.town import Town


async def test_a_client_app_publishes_into_a_campaign(town: Town):
    ann = await town.person("ann")
    campaign = await begin(town, ann)
    status = await ann.posts("https://shop.test/", campaign_id=str(campaign))
    assert "/l/" in status["content"]
    assert "shop.test" not in status["content"]


async def test_anothers_campaign_is_refused_and_nothing_is_published(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    campaign = await begin(town, ann)
    answer = await bob.post("/api/v1/statuses", status="https://shop.test/", campaign_id=str(campaign))
    assert answer.status == 404
    assert await bob.home() == []
