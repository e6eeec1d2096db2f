"""Files of servers that are shut out, or heard without their pictures."""

from typing import Any

import pytest
from aiohttp import web

from hubbub.reach import copies
from hubbub.trust import domains
from tests.outside import Peer
from tests.reach.renditions.strangers import bytes_of, gradient
from tests.town import Town


@pytest.mark.parametrize("shape", ["file", "small", "avatar", "banner"])
@pytest.mark.parametrize("wanted", [{"severity": "suspend"}, {"severity": "noop", "rejects_media": True}])
async def test_no_file_is_asked_of_a_server_whose_files_are_not_wanted(town: Town, peer: Peer, shape, wanted):
    picture = bytes_of(gradient((90, 60)), "JPEG")
    peer.answers["/a"] = lambda _: web.Response(body=picture, content_type="image/jpeg")
    given: dict[str, Any] = wanted
    async with town.db.write() as tx:
        blocked = await domains.block(tx, peer.host, domains.Wanted(**given))
    where = copies.address(town.db.here, f"{peer.url}/a", shape).removeprefix("http://here.test")
    assert (await town.get(where)).status == 404
    assert peer.asked == []
    async with town.db.write() as tx:
        await domains.unblock(tx, blocked.id)
    town.forward(days=2)
    assert (await town.get(where)).status == 200
