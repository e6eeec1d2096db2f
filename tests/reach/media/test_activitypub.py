"""Pictures as attachments of notes."""

import io
from typing import Any

import pytest

from hubbub.base.ids import PostId
from hubbub.people import follows, profiles
from hubbub.reach import media, posts
from tests.outside import ACTIVITY, Peer
from tests.reach.media.sending import sent
from tests.reach.renditions.filming import film
from tests.reach.renditions.strangers import bytes_of, gradient
from tests.town import Town

PHOTO = bytes_of(gradient((90, 60)), "JPEG")


async def arrived(town: Town, peer: Peer, attachment: Any) -> list[media.Media]:
    """What is kept of a note's attachments before any is fetched."""
    ann, zoe = await town.person("ann"), peer.person("zoe")
    them = await profiles.seek(town.db, zoe.handle)
    assert them
    async with town.db.write() as tx:
        await follows.follow(tx, ann.profile, them)
        await follows.accept(tx, them, ann.profile)
    note = zoe.note("Look", attachment=attachment)
    assert (await zoe.sends(town, zoe.create(note))).status == 202
    post = await posts.find(town.db, note["id"])
    assert post
    return (await media.of(town.db, [post], None)).get(post, [])


async def test_a_note_carries_its_pictures(town: Town):
    ann = await town.person("ann")
    picture = await sent(ann, PHOTO, description="A loaf of bread", focus="0.5,-0.25")
    status = await ann.posts("Bread", media_ids=[picture["id"]])
    note = (await town.get(status["uri"].removeprefix("http://here.test"), accept=ACTIVITY)).json
    (shown,) = note["attachment"]
    assert (shown["type"], shown["mediaType"], shown["name"]) == ("Document", "image/jpeg", "A loaf of bread")
    assert (shown["width"], shown["height"], shown["focalPoint"]) == (90, 60, [0.5, -0.25])
    assert shown["url"] == status["media_attachments"][0]["url"]
    assert shown["blurhash"]


async def test_a_note_carries_its_film_and_how_long_it_is(town: Town):
    ann = await town.person("ann")
    row = await media.take(town.db, ann.profile, io.BytesIO(film()), "A wave")
    await town.settle()
    status = await ann.posts("Look", media_ids=[str(row.id)])
    (shown,) = (await town.get(status["uri"].removeprefix("http://here.test"), accept=ACTIVITY)).json["attachment"]
    assert (shown["type"], shown["mediaType"], shown["name"]) == ("Document", "video/mp4", "A wave")
    assert (shown["width"], shown["height"], len(shown["blurhash"])) == (320, 180, 28)
    assert shown["duration"].startswith("PT1")
    (attachment,) = status["media_attachments"]
    assert (shown["url"], shown["icon"]["url"]) == (attachment["url"], attachment["preview_url"])


async def test_a_note_without_pictures_says_so(town: Town):
    ann = await town.person("ann")
    status = await ann.posts("Words")
    note = (await town.get(status["uri"].removeprefix("http://here.test"), accept=ACTIVITY)).json
    assert note["attachment"] == []


async def test_attachments_arrive_with_all_that_is_said_of_them(town: Town, peer: Peer):
    (kept,) = await arrived(town, peer, [{
        "type": "Document", "mediaType": "image/png", "url": f"{peer.url}/a.png", "name": "A cat", "width": 640,
        "height": 480, "blurhash": "UEHLh[WB2yk8pyoJadR*.7kCMdnjS#M|%1%2", "focalPoint": [0.1, 3],
    }])
    assert (kept.kind, kept.mime, kept.description) == ("image", "image/png", "A cat")
    assert (kept.width, kept.height, kept.focus_y) == (640, 480, 1)
    assert kept.focus_x == pytest.approx(0.1)
    assert (kept.remote_url, kept.blurhash) == (f"{peer.url}/a.png", "UEHLh[WB2yk8pyoJadR*.7kCMdnjS#M|%1%2")


@pytest.mark.parametrize(("attachment", "kinds"), [
    ({"type": "Image", "url": "https://x.test/a.webp", "summary": "One, not in a list"}, ["image"]),
    ([{"type": "Document", "mediaType": "video/mp4", "url": [{"type": "Link", "href": "https://x.test/a.mp4"}]}],
     ["video"]),
    ([{"type": "Audio", "url": "https://x.test/a.mp3"}, {"type": "Document", "url": "https://x.test/b"}],
     ["audio", "unknown"]),
    ([{"type": "Link", "href": "https://x.test/"}, {"type": "Image", "url": "javascript:x()"}, "nonsense", None], []),
    ([{"type": "Image", "url": f"https://x.test/{n}.png"} for n in range(100)], ["image"] * 16),
])
async def test_attachments_come_in_many_shapes(town: Town, peer: Peer, attachment, kinds):
    kept = await arrived(town, peer, attachment)
    assert [each.kind for each in kept] == kinds
    if kept:
        assert kept[0].description == ("One, not in a list" if isinstance(attachment, dict) else "")


async def test_pictures_of_what_is_not_taken_are_not_either(town: Town, peer: Peer):
    zoe = peer.person("zoe")
    note = zoe.note("Spam", attachment=[{"type": "Image", "url": f"{peer.url}/spam.png"}])
    await zoe.sends(town, zoe.create(note))
    await town.settle()
    assert "/spam.png" not in peer.asked
    assert await media.of(town.db, [PostId(1)], None) == {}
