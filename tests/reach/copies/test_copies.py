"""Files of other servers: fetched once, kept for a while, and as many as there is room for."""

import asyncio

import pytest
from aiohttp import web

from hubbub.base.db import Statement
from hubbub.base.errors import NotFound
from hubbub.reach import copies
from hubbub.reach.copies.copies import drop_surplus
from hubbub.reach.copies.store import Copy
from tests.outside import Peer
from tests.reach.renditions.filming import recording
from tests.reach.renditions.strangers import TELLTALES, bytes_of, gradient, personal_exif, png_of
from tests.town import Town

PHOTO = bytes_of(gradient((900, 600)), "JPEG", exif=personal_exif())
NAMES = Statement(str, "SELECT url FROM copies ORDER BY url")


@pytest.fixture
def photos(peer: Peer) -> Peer:
    for name in "abc":
        peer.answers[f"/{name}"] = lambda _: web.Response(body=PHOTO)
    return peer


def files(town: Town) -> int:
    return sum(path.is_file() for path in town.db.here.settings.media.rglob("*"))


async def fetched(town: Town, peer: Peer, name: str = "a", purpose: str = "file") -> Copy:
    return await copies.fetch(town.db, f"{peer.url}/{name}", purpose)


async def test_a_file_is_fetched_once_and_made_anew(town: Town, photos: Peer):
    one, other = await asyncio.gather(fetched(town, photos), fetched(town, photos))
    again = await fetched(town, photos)
    assert one == other == again
    assert photos.asked.count("/a") == 1
    assert (one.kind, one.width, one.height, one.mime) == ("image", 900, 600, "image/jpeg")
    data = await town.db.here.files.read(one.original_key or "")
    assert data
    assert not [telltale for telltale in TELLTALES if telltale in data]
    assert one.bytes > len(data)


async def test_an_avatar_is_cut_to_its_size_and_a_recording_keeps_its_sound(town: Town, photos: Peer):
    icon = await fetched(town, photos, "a", "avatar")
    assert (icon.width, icon.height, icon.small_key) == (400, 400, None)
    assert (await fetched(town, photos, "a", "banner")).width == 1500
    photos.answers["/sound"] = lambda _: web.Response(body=recording(seconds=0.3))
    sound = await fetched(town, photos, "sound")
    assert (sound.kind, sound.mime) == ("audio", "audio/mpeg")
    assert sound.palette


@pytest.mark.parametrize(("answer", "asked"), [
    (lambda _: web.Response(body=b"<script>"), 1), (lambda _: web.Response(body=png_of(50_000, 50_000)), 1),
    (lambda _: web.Response(status=404), 1), (lambda _: web.Response(body=b""), 1),
    (lambda _: web.Response(status=503), 2),
])
async def test_what_cannot_be_had_is_not_asked_for_again_at_once(town: Town, peer: Peer, answer, asked: int):
    peer.answers["/a"] = answer
    for _ in range(3):
        assert (await fetched(town, peer)).original_key is None
    assert peer.asked.count("/a") == 1
    town.forward(minutes=5)
    await fetched(town, peer)
    assert peer.asked.count("/a") == asked
    assert files(town) == 0
    peer.answers["/a"] = lambda _: web.Response(body=PHOTO)
    town.forward(days=2)
    assert (await fetched(town, peer)).original_key is not None


async def test_a_private_address_is_not_asked(town: Town):
    for url in ("http://10.0.0.1/a.png", "file:///etc/passwd", "http://[::1]/", "x" * 5000):
        assert (await copies.fetch(town.db, url, "file")).refused_at is not None


async def test_what_nobody_looks_at_goes_and_is_fetched_again_when_somebody_does(town: Town, photos: Peer):
    seen, unseen = await fetched(town, photos, "a"), await fetched(town, photos, "b")
    town.forward(days=10)
    await copies.look(town.db, seen)
    town.forward(days=5)
    await town.settle()
    assert await town.db.all(NAMES) == [seen.url]
    assert files(town) == 2
    assert (await fetched(town, photos, "b")).original_key not in (None, unseen.original_key)


async def test_looking_is_written_down_once_an_hour(town: Town, photos: Peer):
    copy = await fetched(town, photos)
    await copies.look(town.db, copy)
    assert (await copies.get(town.db, copy.name)).seen_at == copy.seen_at
    town.forward(hours=2)
    await copies.look(town.db, copy)
    assert (await copies.get(town.db, copy.name)).seen_at > copy.seen_at


async def test_of_what_there_is_no_room_for_those_seen_last_stay(town: Town, photos: Peer):
    for name in "abc":
        await fetched(town, photos, name)
        town.forward(minutes=1)
    async with town.db.alone() as connection:
        await connection.execute("UPDATE copies SET bytes = 4::bigint << 30")
    async with town.db.write() as tx:
        await drop_surplus.call(tx)
    await town.settle()
    assert [url[-1] for url in await town.db.all(NAMES)] == ["b", "c"]
    assert files(town) == 4


async def test_files_of_which_no_row_came_to_speak_are_removed(town: Town, photos: Peer):
    kept = await fetched(town, photos, "a")
    lost = await fetched(town, photos, "b")
    async with town.db.alone() as connection:
        await connection.execute("DELETE FROM copies WHERE name = $1", lost.name)
    town.forward(hours=2)
    await town.settle()
    assert files(town) == 2
    assert await town.db.here.files.read(kept.original_key or "")


async def test_a_copy_that_is_forgotten_is_gone_with_its_files(town: Town, photos: Peer):
    copy = await fetched(town, photos)
    async with town.db.write() as tx:
        await copies.forget(tx, [copy.url])
    await town.settle()
    assert (await copies.find(town.db, copy.url, "file"), files(town)) == (None, 0)
    with pytest.raises(NotFound):
        await copies.get(town.db, copy.name)
