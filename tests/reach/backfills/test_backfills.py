"""How often a thread or a page is asked for."""

from hubbub.reach import backfills
from tests.town import Town


async def test_a_backfill_begins_once_in_a_while_and_is_forgotten(town: Town):
    for hours, begins in ((0, True), (1, False), (2, True)):
        town.forward(hours=hours)
        async with town.db.write() as tx:
            assert (await backfills.begin(tx, "https://there.test/1") is not None) == begins
    town.forward(hours=12)
    await town.settle()
    assert await backfills.find(town.db, uri="https://there.test/1") is None


async def test_what_is_not_done_after_a_while_is_over_all_the_same(town: Town):
    async with town.db.write() as tx:
        begun = await backfills.begin(tx, "https://there.test/1")
    assert begun
    assert backfills.runs(begun)
    town.forward(minutes=6)
    assert not backfills.runs(begun)
