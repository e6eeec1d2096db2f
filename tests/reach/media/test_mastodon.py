"""Pictures in the client API."""

import io
from typing import Any

import pytest
from PIL import Image

from hubbub.base.errors import Invalid
from hubbub.reach import media
from hubbub.reach.media import UPLOADS
from hubbub.reach.media.mastodon import SIZE
from hubbub.reach.renditions import LARGEST_PICTURE
from tests.reach.media.sending import attended, send, sent
from tests.reach.renditions.filming import SECRET, film, recording
from tests.reach.renditions.strangers import TELLTALES, bytes_of, gradient, moving, personal_exif, png_of
from tests.town import Answer, Person, Town

PHOTO = bytes_of(gradient((900, 600)), "JPEG")


async def load(town: Town, url: str) -> Answer:
    return await town.get(url.removeprefix("http://here.test"))


def opened(answer: Answer) -> Image.Image:
    return Image.open(io.BytesIO(answer.body))


async def status_with(person: Person, *pictures: dict[str, Any], **given: Any) -> Answer:
    return await person.post("/api/v1/statuses", media_ids=[picture["id"] for picture in pictures], **given)


async def test_a_photograph_of_twelve_megapixels_loses_what_it_carried_and_keeps_its_looks(town: Town):
    ann = await town.person("ann")
    photo = bytes_of(gradient((4000, 3000)), "JPEG", exif=personal_exif())
    assert any(telltale in photo for telltale in TELLTALES)
    made = await sent(ann, photo, description="Sand and sea", focus="-0.42,0.69")
    assert (made["type"], made["description"], made["remote_url"]) == ("image", "Sand and sea", None)
    assert made["meta"]["focus"] == {"x": -0.42, "y": 0.69}
    assert len(made["blurhash"]) == 28
    for name, url in (("original", made["url"]), ("small", made["preview_url"])):
        shown = await load(town, url)
        size = made["meta"][name]
        assert opened(shown).size == (size["width"], size["height"])
        assert size["aspect"] == pytest.approx(4 / 3, abs=0.01)
        assert not [telltale for telltale in TELLTALES if telltale in shown.body]


async def test_a_status_carries_its_pictures_in_the_order_given(town: Town):
    ann = await town.person("ann")
    one, two = await sent(ann, PHOTO, description="One"), await sent(ann, PHOTO)
    status = (await status_with(ann, two, one, status="Look")).json
    shown = (await town.get(f"/api/v1/statuses/{status['id']}")).json["media_attachments"]
    assert shown == [two, one]
    assert (await ann.posts("None"))["media_attachments"] == []


async def test_pictures_alone_make_a_status(town: Town):
    ann = await town.person("ann")
    answer = await status_with(ann, await sent(ann, PHOTO))
    assert (answer.status, answer.json["content"]) == (200, "")


async def test_a_gif_that_moves_still_does(town: Town):
    ann = await town.person("ann")
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "green", "blue")]
    made = await sent(ann, moving(frames, duration=100))
    film, still = await load(town, made["url"]), await load(town, made["preview_url"])
    assert (made["type"], film.headers["content-type"], film.body[4:8]) == ("gifv", "video/mp4", b"ftyp")
    assert opened(still).size == (40, 30)
    assert made["meta"]["original"]["duration"] == pytest.approx(0.3, abs=0.05)


async def test_the_older_address_takes_pictures_too(town: Town):
    ann = await town.person("ann")
    assert (await send(ann, PHOTO, path="/api/v1/media")).json["type"] == "image"


async def test_nothing_sent_and_nothing_readable_are_refused_with_a_sentence(town: Town):
    ann = await town.person("ann")
    for data, sentence in (
        (None, "Validation failed: File can't be blank"), (b"", "This file is empty."),
        (PHOTO[:2000], "This picture is damaged and could not be read."),
        (b"<svg onload='alert(1)'/>",
         "This is not a picture that can be shown here: send JPEG, PNG, WebP, GIF, AVIF or HEIC."),
    ):
        answer = await send(ann, data)
        assert (answer.status, answer.error) == (422, sentence)


async def test_a_bomb_is_refused_and_the_next_picture_is_taken(town: Town):
    ann = await town.person("ann")
    answer = await send(ann, png_of(50_000, 50_000))
    assert (answer.status, answer.error) == (422, "This picture is too large: at most 40 megapixels and 40 MB.")
    assert (await send(ann, PHOTO)).status == 200


async def test_a_form_that_breaks_off_is_no_picture(town: Town):
    ann = await town.person("ann")
    answer = await send(ann, PHOTO, cut=5000)
    assert (answer.status, answer.error) == (422, "Validation failed: File can't be blank")


async def test_sixteen_megabytes_are_the_most_of_a_picture(town: Town):
    ann = await town.person("ann")
    answer = await send(ann, bytes(LARGEST_PICTURE + 1))
    assert (answer.status, answer.error) == (422, "This picture is too large: at most 16 MB.")
    assert (await send(ann, PHOTO, declared=SIZE + 1)).status == 413  # which nobody waits for
    assert (await send(ann, bytes(LARGEST_PICTURE))).status == 422


async def test_another_picture_may_stand_for_it(town: Town):
    ann = await town.person("ann")
    still = bytes_of(Image.new("RGB", (300, 100), "#c86432"), "PNG")
    made = await sent(ann, PHOTO, thumbnail=("still.png", still))
    assert (made["meta"]["original"]["width"], made["meta"]["small"]["size"]) == (900, "300x100")
    assert opened(await load(town, made["preview_url"])).size == (300, 100)
    path = f"/api/v1/media/{made['id']}"
    other = bytes_of(Image.new("RGB", (50, 50), "blue"), "PNG")
    changed = (await send(ann, None, path=path, method="PUT", thumbnail=("other.png", other))).json
    assert (changed["meta"]["small"]["size"], changed["url"]) == ("50x50", made["url"])
    await town.settle()
    assert [(await load(town, each["preview_url"])).status for each in (made, changed)] == [404, 200]
    town.forward(hours=2)
    await town.settle()
    assert [(await load(town, changed[name])).status for name in ("url", "preview_url")] == [200, 200]


async def test_what_is_no_picture_stands_for_nothing(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    assert (await send(ann, PHOTO, thumbnail=("still.png", b"<svg/>"))).status == 422
    made = await sent(ann, PHOTO)
    path = f"/api/v1/media/{made['id']}"
    assert (await send(ann, None, path=path, method="PUT", thumbnail=("still.png", b"<svg/>"))).status == 422
    assert (await send(bob, None, path=path, method="PUT", thumbnail=("still.png", PHOTO))).status == 404
    assert (await ann.get(path)).json == made


async def test_a_description_has_an_end_and_a_focus_is_two_numbers(town: Town):
    ann = await town.person("ann")
    assert (await sent(ann, PHOTO, description="x" * 1500))["description"] == "x" * 1500
    assert (await send(ann, PHOTO, description="x" * 1501)).error == "A description has at most 1,500 characters."
    for focus in ("here", "1", "1,2,3", "nan,0", "inf,0"):
        assert (await send(ann, PHOTO, focus=focus)).status == 422
    assert (await sent(ann, PHOTO, focus="7,-7"))["meta"]["focus"] == {"x": 1.0, "y": -1.0}


async def test_what_is_not_given_stays_when_a_picture_is_described(town: Town):
    ann = await town.person("ann")
    made = await sent(ann, PHOTO, focus="0.5,0.5")
    path = f"/api/v1/media/{made['id']}"
    assert (await ann.get(path)).json == made
    for method in ("PUT", "PATCH"):
        assert (await ann.call(method, path, {"description": " Rain "})).json == made | {"description": "Rain"}
    moved = (await ann.call("PUT", path, {"focus": "0,-1"})).json
    assert (moved["description"], moved["meta"]["focus"]) == ("Rain", {"x": 0.0, "y": -1.0})
    assert (await ann.call("PUT", path, {"description": ""})).json["description"] is None
    assert (await ann.call("PUT", path, {"description": "x" * 1501})).status == 422


async def test_describing_a_published_picture_shows_in_its_status(town: Town):
    ann = await town.person("ann")
    made = await sent(ann, PHOTO)
    status = (await status_with(ann, made)).json
    await ann.call("PUT", f"/api/v1/media/{made['id']}", {"description": "At last"})
    shown = (await town.get(f"/api/v1/statuses/{status['id']}")).json
    assert shown["media_attachments"][0]["description"] == "At last"


async def test_a_picture_is_removed_unless_a_status_has_it(town: Town):
    ann = await town.person("ann")
    made, used = await sent(ann, PHOTO), await sent(ann, PHOTO)
    await status_with(ann, used)
    path = f"/api/v1/media/{made['id']}"
    assert (await ann.call("DELETE", path)).json == {}
    assert (await ann.get(path)).status == 404
    refused = await ann.call("DELETE", f"/api/v1/media/{used['id']}")
    assert (refused.status, refused.error) == (422, "This picture is part of a post.")
    await town.settle()
    assert (await load(town, made["url"])).status == 404
    assert (await load(town, used["url"])).status == 200


async def test_another_s_picture_is_not_there(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    made = await sent(ann, PHOTO)
    path = f"/api/v1/media/{made['id']}"
    for method, given in (("GET", None), ("PUT", {"description": "x"}), ("DELETE", None)):
        answer = await bob.call(method, path, given)
        assert (answer.status, answer.error) == (404, "Record not found")
    refused = await status_with(bob, made, status="Mine now")
    assert (refused.status, refused.error) == (
        422, "A picture is not there any more, or is part of another post already.")
    assert await bob.home() == []


@pytest.mark.parametrize("media_ids", [["1"], ["nonsense"], ["-1"], ["9" * 30]])
async def test_a_picture_that_is_not_there_refuses_the_status(town: Town, media_ids: list[str]):
    ann = await town.person("ann")
    assert (await ann.post("/api/v1/statuses", status="Look", media_ids=media_ids)).status == 422


async def test_a_picture_is_published_once_and_at_most_four_together(town: Town):
    ann = await town.person("ann")
    pictures = [await sent(ann, PHOTO) for _ in range(5)]
    refused = await status_with(ann, *pictures)
    assert (refused.status, refused.error) == (422, "A post has at most 4 pictures.")
    assert len((await status_with(ann, *pictures[:4], pictures[0])).json["media_attachments"]) == 4
    assert (await status_with(ann, pictures[0], status="Again")).status == 422


@pytest.mark.parametrize(("query", "left"), [("", 200), ("?delete_media=false", 200), ("?delete_media=true", 404)])
async def test_with_a_status_its_pictures_go_at_once_if_that_is_asked_for(town: Town, query: str, left: int):
    ann = await town.person("ann")
    shot = await sent(ann, PHOTO)
    status = await ann.posts("Seen", media_ids=[shot["id"]])
    gone = await ann.call("DELETE", f"/api/v1/statuses/{status['id']}{query}")
    assert gone.json["media_attachments"][0]["id"] == shot["id"]
    assert (await ann.get(f"/api/v1/media/{shot['id']}")).status == left
    await town.settle()
    assert (await load(town, shot["url"])).status == left


async def test_a_deleted_status_gives_its_pictures_back_to_be_published_anew(town: Town):
    ann = await town.person("ann")
    made = await sent(ann, PHOTO)
    first = (await status_with(ann, made, status="Speling")).json
    deleted = (await ann.call("DELETE", f"/api/v1/statuses/{first['id']}")).json
    await town.settle()
    again = await status_with(ann, *deleted["media_attachments"], status="Spelling")
    assert again.json["media_attachments"] == [made]


async def test_the_token_must_be_for_media(town: Town):
    ann = await town.person("ann")
    ann.token = await town.token(ann.account, ann.profile, "read write:statuses")
    assert (await send(ann, PHOTO)).status == 403
    ann.token = await town.token(ann.account, ann.profile, "write:media")
    assert (await send(ann, PHOTO)).status == 200


async def test_thirty_pictures_in_half_an_hour_are_the_most(town: Town):
    ann = await town.person("ann")
    town.app.state.counter.on = True
    for _ in range(30):
        town.app.state.counter.take(UPLOADS, str(ann.profile))
    answer = await send(ann, PHOTO)
    assert (answer.status, answer.error) == (429, "Too many requests")
    assert (await send(await town.person("bob"), PHOTO)).status == 200


async def test_apps_are_told_the_limits(town: Town):
    for version in ("v1", "v2"):
        limits = (await town.get(f"/api/{version}/instance")).json["configuration"]
        assert limits["statuses"]["max_media_attachments"] == 4
        assert limits["media_attachments"]["image_size_limit"] == LARGEST_PICTURE
        assert limits["media_attachments"]["description_limit"] == 1500
        assert "image/jpeg" in limits["media_attachments"]["supported_mime_types"]


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits in these tests for a worker that is asked afterwards."""
    monkeypatch.setattr("hubbub.reach.media.mastodon.MOMENT", 0.01)


@pytest.mark.usefixtures("at_once")
async def test_a_film_is_taken_at_once_and_shown_when_it_is_made(town: Town):
    ann = await town.person("ann")
    answer = await send(ann, film(), description="A wave", focus="0.5,0")
    made = answer.json
    assert (answer.status, made["type"], made["url"], made["preview_url"]) == (202, "video", None, None)
    path = f"/api/v1/media/{made['id']}"
    assert ((await ann.get(path)).status, (await ann.get(path)).json) == (206, made)
    early = await status_with(ann, made, status="Look")
    assert (early.status, early.error) == (
        422, "Cannot attach files that have not finished processing. Try again in a moment!")
    await town.settle()
    done = await ann.get(path)
    shown, meta = done.json, done.json["meta"]
    assert (done.status, shown["type"], shown["description"], len(shown["blurhash"])) == (200, "video", "A wave", 28)
    assert (meta["original"]["width"], meta["original"]["frame_rate"]) == (320, "30/1")
    assert meta["original"]["duration"] == pytest.approx(1, abs=0.1)
    assert meta["original"]["bitrate"] > 1000
    assert (meta["small"]["size"], meta["focus"]) == ("320x180", {"x": 0.5, "y": 0.0})
    loaded = await load(town, shown["url"])
    assert (loaded.status, loaded.headers["content-type"]) == (200, "video/mp4")
    assert SECRET.encode() not in loaded.body
    assert (await load(town, shown["preview_url"])).headers["content-type"] == "image/jpeg"
    assert (await status_with(ann, made, status="Look")).json["media_attachments"] == [shown]


async def test_what_is_made_within_a_moment_is_answered_whole(town: Town, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("hubbub.reach.media.mastodon.MOMENT", 30.0)
    ann = await town.person("ann")
    for path in ("/api/v1/media", "/api/v2/media"):
        answer = await attended(town, send(ann, recording(seconds=0.3), path=path))
        assert (answer.status, answer.json["type"]) == (200, "audio")
    assert set(answer.json["meta"]) == {"original", "small", "colors", "focus"}
    assert "width" not in answer.json["meta"]["original"]
    assert (await load(town, answer.json["url"])).headers["content-type"] == "audio/mpeg"


@pytest.mark.usefixtures("at_once")
async def test_a_film_that_cannot_be_made_says_why_and_is_not_published(town: Town):
    ann = await town.person("ann")
    answer = await send(ann, film()[:2000])
    assert answer.status == 202
    await town.settle()
    path = f"/api/v1/media/{answer.json['id']}"
    failed = await ann.get(path)
    assert (failed.status, failed.error) == (422, "This file is damaged and could not be read.")
    assert (await status_with(ann, answer.json, status="Look")).status == 422
    assert (await ann.call("DELETE", path)).json == {}


@pytest.mark.usefixtures("at_once")
async def test_a_film_taken_back_before_it_is_made_stays_away(town: Town):
    ann = await town.person("ann")
    made = (await send(ann, film())).json
    assert (await ann.call("DELETE", f"/api/v1/media/{made['id']}")).json == {}
    await town.settle()
    assert (await ann.get(f"/api/v1/media/{made['id']}")).status == 404


@pytest.mark.usefixtures("at_once")
async def test_another_picture_may_stand_for_a_film_from_the_beginning(town: Town):
    ann = await town.person("ann")
    still = bytes_of(Image.new("RGB", (300, 100), "#c86432"), "PNG")
    made = (await send(ann, film(), thumbnail=("still.png", still))).json
    assert made["preview_url"]
    await town.settle()
    shown = (await ann.get(f"/api/v1/media/{made['id']}")).json
    assert (shown["preview_url"], shown["blurhash"]) == (made["preview_url"], made["blurhash"])
    assert shown["meta"]["small"]["size"] == "300x100"


async def test_a_film_of_more_than_there_may_be_is_refused(town: Town, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("hubbub.reach.renditions.LARGEST_FILM", 5000)
    ann = await town.person("ann")
    assert (await send(ann, film())).status == 413
    kept = await media.take(town.db, ann.profile, io.BytesIO(film()[:4000]))
    assert kept.state == "waiting"
    with pytest.raises(Invalid, match="at most 99 MB"):
        await media.take(town.db, ann.profile, io.BytesIO(film()))


async def test_apps_are_told_the_limits_of_films(town: Town):
    limits = (await town.get("/api/v2/instance")).json["configuration"]["media_attachments"]
    assert {"image/heic", "video/mp4", "audio/mpeg"} <= set(limits["supported_mime_types"])
    assert (limits["video_size_limit"], limits["video_frame_rate_limit"]) == (99 << 20, 120)
    assert limits["video_matrix_limit"] == 3840 * 2160
