"""Where an app wants to be called."""

import pytest

from hubbub.base.errors import Invalid, NotFound
from hubbub.relations import pushes
from hubbub.relations.pushes import Wanted
from tests.town import Town

from .phones import keys, phone


async def test_a_kind_that_there_is_not_is_refused(town: Town):
    ann, device = await town.person("ann"), keys(phone())
    wanted = Wanted("https://push.example/a", device["p256dh"], device["auth"], alerts=["poke"])
    async with town.db.write() as tx:
        with pytest.raises(Invalid) as refused:
            await pushes.subscribe(tx, 1, "secret", ann.profile, wanted)
    assert refused.value.field == "alerts"


async def test_what_is_not_there_cannot_be_changed(town: Town):
    with pytest.raises(NotFound):
        await pushes.get(town.db, 7)
    async with town.db.write() as tx:
        with pytest.raises(NotFound):
            await pushes.adjust(tx, 7, [], "all")
        await pushes.unsubscribe(tx, 7)
