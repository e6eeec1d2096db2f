"""What other servers are told of who may sign up."""

from hubbub.people import accounts
from tests.town import Town


async def test_nodeinfo_says_whether_strangers_may_sign_up(town: Town):
    ann = await town.person("ann")
    for mode, told in (("closed", False), ("approval", True), ("open", True)):
        async with town.db.write() as tx:
            await accounts.admitting.choose(tx, ann.account, mode)
        assert (await town.get("/nodeinfo/2.1")).json["openRegistrations"] is told, mode
