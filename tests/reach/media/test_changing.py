"""Editing what a post carries to be seen."""

from typing import Any

import pytest
from PIL import Image

from tests.outside import Peer
from tests.reach.media.sending import form, sent
from tests.reach.media.test_mastodon import load
from tests.reach.posts.befriending import befriend, shown
from tests.reach.renditions.strangers import bytes_of, gradient
from tests.town import Answer, Person, Town, ask

PHOTO = bytes_of(gradient((90, 60)), "JPEG")
RED = bytes_of(Image.new("RGB", (50, 40), "red"), "PNG")
BLUE = bytes_of(Image.new("RGB", (60, 30), "blue"), "PNG")


async def edit(person: Person, status: dict[str, Any], *pictures: dict[str, Any], **more: Any) -> Answer:
    given = {"status": "Look", "media_ids": [picture["id"] for picture in pictures]}
    return await person.call("PUT", f"/api/v1/statuses/{status['id']}", given | more)


async def dress(person: Person, status: dict[str, Any], *attributes: tuple[str, bytes], text: str = "Look") -> Answer:
    """An edit by a form with a picture for each of what it carries."""
    parts: list[tuple[str, str | tuple[str, bytes]]] = [("status", text)]
    parts += [("media_ids[]", picture["id"]) for picture in status["media_attachments"]]
    for media, picture in attributes:
        parts += [("media_attributes[][id]", media), ("media_attributes[][thumbnail]", ("still.png", picture))]
    body, kind = form(parts)
    headers = {"authorization": f"Bearer {person.token}", "content-type": kind}
    return await ask(person.town.app, "PUT", f"/api/v1/statuses/{status['id']}", body=body, headers=headers)


def small(status: dict[str, Any]) -> list[str]:
    return [each["meta"]["small"]["size"] for each in status["media_attachments"]]


def seen(status: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["id"], each["description"]) for each in status["media_attachments"]]


async def test_pictures_come_go_and_change_places(town: Town):
    ann = await town.person("ann")
    one, two, three = [await sent(ann, PHOTO, description=name) for name in ("One", "Two", "Three")]
    status = await ann.posts("Look", media_ids=[one["id"], two["id"]])
    changed = (await edit(ann, status, three, two)).json
    assert seen(changed) == [(three["id"], "Three"), (two["id"], "Two")]
    assert seen((await edit(ann, status)).json) == []
    again = await ann.posts("Anew", media_ids=[one["id"]])
    assert seen(again) == [(one["id"], "One")]


async def test_a_picture_is_described_anew_and_its_old_words_stay_in_the_history(town: Town):
    ann = await town.person("ann")
    picture = await sent(ann, PHOTO, description="A dog")
    status = await ann.posts("Look", media_ids=[picture["id"]])
    attributes = [{"id": picture["id"], "description": "A cat", "focus": "0.5,-0.5"}]
    changed = (await edit(ann, status, picture, media_attributes=attributes)).json
    assert seen(changed) == [(picture["id"], "A cat")]
    assert changed["media_attachments"][0]["meta"]["focus"] == {"x": 0.5, "y": -0.5}
    history = (await ann.get(f"/api/v1/statuses/{status['id']}/history")).json
    assert [seen(version) for version in history] == [[(picture["id"], "A dog")], [(picture["id"], "A cat")]]


async def test_nobody_takes_anothers_picture_by_an_edit(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    theirs = await sent(bob, PHOTO)
    used = await sent(ann, PHOTO)
    await ann.posts("Used", media_ids=[used["id"]])
    status = await ann.posts("Look")
    for picture in (theirs, used):
        assert (await edit(ann, status, picture)).status == 422
    too_long = [{"id": used["id"], "description": "x" * 1501}]
    assert (await edit(ann, status, used, media_attributes=too_long)).status == 422
    assert (await ann.get(f"/api/v1/statuses/{status['id']}")).json["edited_at"] is None


async def test_a_description_changed_later_reaches_readers_elsewhere(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    picture = await sent(ann, PHOTO)
    status = await ann.posts("Look", media_ids=[picture["id"]])
    await town.settle()
    await ann.call("PUT", f"/api/v1/media/{picture['id']}", {"description": "A cat"})
    await town.settle()
    (update,) = peer.received("Update")
    assert (update["object"]["id"], update["object"]["attachment"][0]["name"]) == (status["uri"], "A cat")
    assert update["object"]["updated"]


async def test_an_edit_elsewhere_changes_what_a_post_carries(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    pictures = [{"type": "Document", "mediaType": "image/png", "url": f"{peer.url}/{name}.png", "name": name}
                for name in ("a", "b", "c")]
    note = zoe.note("Look", attachment=pictures[:2])
    await zoe.sends(town, zoe.create(note))
    before = await shown(town, note, ann)
    note |= {"attachment": [pictures[1] | {"name": "B"}, pictures[2]], "updated": "2099-01-01T00:00:00Z"}
    await zoe.sends(town, zoe.activity("Update", note))
    after = await shown(town, note, ann)
    assert before
    assert after
    assert [words for _, words in seen(after)] == ["B", "c"]
    assert seen(after)[0][0] == seen(before)[1][0]
    await zoe.sends(town, zoe.activity("Update", note | {"attachment": [], "updated": "2099-01-01T00:00:01Z"}))


async def test_an_edit_lets_other_pictures_stand_for_what_a_post_carries(town: Town):
    ann = await town.person("ann")
    was = await ann.posts("Look", media_ids=[(await sent(ann, PHOTO))["id"] for _ in range(2)])
    one, two = was["media_attachments"]
    changed = (await dress(ann, was, (two["id"], BLUE), (one["id"], RED))).json
    assert small(changed) == ["50x40", "60x30"]
    assert small((await town.get(f"/api/v1/statuses/{was['id']}")).json) == ["50x40", "60x30"]
    await town.settle()
    assert [(await load(town, each["preview_url"])).status for each in was["media_attachments"]] == [404, 404]
    town.forward(hours=2)
    await town.settle()
    for each in changed["media_attachments"]:
        assert [(await load(town, each[name])).status for name in ("url", "preview_url")] == [200, 200]


@pytest.mark.parametrize(("text", "picture"), [("Look", b"<svg/>"), ("x" * 100_000, RED)])
async def test_an_edit_that_is_refused_leaves_the_pictures_as_they_were(town: Town, text: str, picture: bytes):
    ann = await town.person("ann")
    was = await ann.posts("Look", media_ids=[(await sent(ann, PHOTO))["id"] for _ in range(2)])
    await town.settle()
    files = kept(town)
    one, two = [each["id"] for each in was["media_attachments"]]
    assert (await dress(ann, was, (one, RED), (two, picture), text=text)).status == 422
    assert (await ann.get(f"/api/v1/statuses/{was['id']}")).json == was
    assert kept(town) > files, "a picture that was made lies about"
    town.forward(hours=2)
    await town.settle()
    assert kept(town) == files


async def test_nobody_dresses_anothers_media_by_an_edit(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    theirs = (await bob.posts("Mine", media_ids=[(await sent(bob, PHOTO))["id"]]))
    mine = await ann.posts("Look", media_ids=[(await sent(ann, PHOTO))["id"]])
    files = kept(town)
    assert (await dress(ann, theirs, (theirs["media_attachments"][0]["id"], RED))).status == 404
    both = mine | {"media_attachments": mine["media_attachments"] + theirs["media_attachments"]}
    assert (await dress(ann, both, (theirs["media_attachments"][0]["id"], RED))).status == 422
    assert (await dress(ann, mine, (theirs["media_attachments"][0]["id"], RED))).status == 200
    assert kept(town) == files, "nor is anything made for it"
    assert (await bob.get(f"/api/v1/statuses/{theirs['id']}")).json == theirs


def kept(town: Town) -> set[str]:
    """What there is of files."""
    root = town.db.here.settings.data / "media"
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
