"""How far something has come that an app waits for; rooms that know are tested with what they do."""

from tests.town import Town


async def test_what_nobody_knows_of_is_not_found(town: Town):
    ann = await town.person("ann")
    for name in ("1", "x", "year-1", "9" * 30):
        assert (await ann.get(f"/api/v1_alpha/async_refreshes/{name}")).status == 404
