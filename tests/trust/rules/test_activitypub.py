"""What the server calls itself, for other servers."""

from hubbub.trust import rules
from tests.town import Town


async def test_nodeinfo_says_what_the_server_calls_itself(town: Town):
    async def names() -> dict[str, str]:
        return dict((await town.get("/nodeinfo/2.1")).json["metadata"])

    assert await names() == {"nodeName": "here.test", "nodeDescription": ""}
    async with town.db.write() as tx:
        await rules.write(tx, "title", "The Pond")
        await rules.write(tx, "summary", "Frogs & friends.")
    assert await names() == {"nodeName": "The Pond", "nodeDescription": "Frogs & friends."}
