"""The addresses under which files of other servers are loaded."""

from pathlib import Path

import pytest
from aiohttp import web

from hubbub.base.errors import TooMany
from hubbub.people import profiles
from hubbub.reach import copies
from hubbub.reach.copies.web import FETCHES
from tests.base.hostile import listening
from tests.base.test_files import Store, bucket
from tests.outside import Peer
from tests.reach.renditions.strangers import bytes_of, gradient
from tests.town import Answer, Town

PHOTO = bytes_of(gradient((900, 600)), "JPEG")


@pytest.fixture
def photos(peer: Peer) -> Peer:
    peer.answers["/a"] = lambda _: web.Response(body=PHOTO, content_type="text/html")
    return peer


def path(town: Town, url: str, shape: str = "file") -> str:
    return copies.address(town.db.here, url, shape).removeprefix("http://here.test")


async def test_a_copy_is_sent_as_the_picture_that_it_is_whole_or_in_part(town: Town, photos: Peer):
    where = path(town, f"{photos.url}/a")
    whole = await town.get(where)
    assert (whole.status, whole.headers["content-type"]) == (200, "image/jpeg")
    assert whole.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert whole.headers["access-control-allow-origin"] == "*"
    part = await town.get(where, range="bytes=10-19")
    assert (part.status, part.body) == (206, whole.body[10:20])
    small = await town.get(path(town, f"{photos.url}/a", "small"))
    assert (small.status, len(small.body) < len(whole.body)) == (200, True)
    assert photos.asked.count("/a") == 1


async def test_an_address_that_is_not_ours_fetches_nothing(town: Town, photos: Peer):
    good = path(town, f"{photos.url}/a")
    _, _, shape, proof, packed = good.split("/")
    other = path(town, f"{photos.url}/b").split("/")[4]
    for wrong in (
        f"/copies/{shape}/{'0' * 32}/{packed}", f"/copies/small/{proof}/{packed}", f"/copies/page/{proof}/{packed}",
        f"/copies/{shape}/{proof}/{other}", f"/copies/{shape}/{proof}/%FF", f"/copies/{shape}/ä/{packed}",
        f"/copies/{shape}/{proof}/A",
    ):
        assert (await town.get(wrong)).status == 404
    assert photos.asked == []


async def test_what_cannot_be_had_is_not_there(town: Town, peer: Peer):
    answer = await town.get(path(town, f"{peer.url}/none"))
    assert (answer.status, answer.headers["cache-control"]) == (404, "no-store")


async def test_fetching_has_a_limit_and_what_is_here_none(town: Town, photos: Peer):
    assert (await town.get(path(town, f"{photos.url}/a"))).status == 200
    town.app.state.counter.on = True
    with pytest.raises(TooMany):
        for _ in range(301):
            town.app.state.counter.take(FETCHES, "127.0.0.1")
    assert (await town.get(path(town, f"{photos.url}/b"))).status == 429
    assert (await town.get(path(town, f"{photos.url}/a"))).status == 200


async def test_a_copy_in_a_bucket_is_loaded_from_there(town: Town, photos: Peer, tmp_path: Path):
    async with listening() as server, bucket(tmp_path, Store(server)) as there:
        was, town.db.here.files = town.db.here.files, there
        try:
            answer = await town.get(path(town, f"{photos.url}/a"))
            assert answer.status == 307
            assert answer.headers["location"].startswith(there.origin)
            assert (answer.headers["access-control-allow-origin"], "immutable" in answer.headers["cache-control"]) == (
                "*", False)
        finally:
            town.db.here.files = was


async def faces(town: Town, peer: Peer) -> tuple[Answer, Answer]:
    """Somebody from elsewhere, as apps and as pages show them."""
    zoe = peer.person("zoe")
    zoe.more |= {
        "icon": {"type": "Image", "url": f"{peer.url}/a"}, "image": {"type": "Image", "url": f"{peer.url}/a"},
    }
    them = await profiles.seek(town.db, zoe.handle)
    return await town.get(f"/api/v1/accounts/{them}"), await town.get(f"/@{zoe.handle}")


async def test_people_from_elsewhere_are_shown_with_their_pictures_and_from_here(town: Town, photos: Peer):
    account, page = await faces(town, photos)
    for name in ("avatar", "avatar_static", "header", "header_static"):
        assert account.json[name].startswith("http://here.test/copies/")
        loaded = await town.get(account.json[name].removeprefix("http://here.test"))
        assert (loaded.status, loaded.headers["content-type"]) == (200, "image/jpeg")
    assert account.json["avatar"] in page.text
    assert f"{photos.url}/a" not in page.text
