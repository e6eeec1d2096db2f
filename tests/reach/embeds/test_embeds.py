"""Which posts may stand on pages that are not ours."""

import pytest

from hubbub.base.errors import NotFound
from hubbub.reach import embeds
from tests.outside import Peer
from tests.town import Town


@pytest.mark.parametrize("visibility", ["public", "unlisted"])
async def test_what_anybody_may_see_is_found_by_its_page_and_by_its_id(town: Town, visibility: str):
    status = await (await town.person("ann")).posts("Hello", visibility=visibility)
    for url in (status["url"], status["uri"], status["url"] + "/", status["url"] + "/embed", status["url"] + "?a#b"):
        assert str((await embeds.find(town.db, url)).post.id) == status["id"]


@pytest.mark.parametrize("given", [{"visibility": "private"}, {"visibility": "direct"}, {"local_only": True}])
async def test_what_not_everybody_may_see_is_not_there(town: Town, given: dict[str, object]):
    status = await (await town.person("ann")).posts("Hello", **given)
    with pytest.raises(NotFound):
        await embeds.find(town.db, status["url"])


async def test_no_other_address_is_one_of_a_post_of_ours(town: Town, peer: Peer):
    ann, bob = await town.person("ann"), await town.person("bob")
    status = await ann.posts("Hello")
    boost = (await bob.post(f"/api/v1/statuses/{status['id']}/reblog")).json
    for url in ("", "x", "http://here.test", "http://here.test/@ann", f"http://here.test/@bob/{status['id']}",
                f"http://here.test/@bob/{boost['id']}", "http://here.test/@ann/99999999999999999999", 
                f"{peer.url}/@ann/1"):
        with pytest.raises(NotFound):
            await embeds.find(town.db, url)
    assert peer.asked == [], "and nobody is asked"
    await ann.call("DELETE", f"/api/v1/statuses/{status['id']}")
    with pytest.raises(NotFound):
        await embeds.find(town.db, status["url"])
