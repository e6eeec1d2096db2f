"""Keeping pictures: whole or not at all, whatever ends in the middle; those from elsewhere made ours."""

import asyncio
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from PIL import Image

from hubbub.base.clock import now
from hubbub.base.db import Statement
from hubbub.base.errors import Conflict, Invalid, Unavailable
from hubbub.base.ids import MediaId, PostId, ProfileId
from hubbub.base.postgres import Postgres
from hubbub.base.workshop import Workshop
from hubbub.people import profiles
from hubbub.reach import copies, media, posts, renditions
from hubbub.reach.copies.copies import LARGEST_FILM
from hubbub.reach.media import Elsewhere, Media
from hubbub.reach.media.media import work
from tests.base.hostile import listening
from tests.base.test_files import Store, bucket
from tests.outside import Peer
from tests.reach.renditions.filming import SECRET, film
from tests.reach.renditions.strangers import TELLTALES, bytes_of, gradient, personal_exif, png_of
from tests.town import Person, Town

PHOTO = bytes_of(gradient((900, 600)), "JPEG")
JOBS = Statement(str, "SELECT name FROM jobs WHERE name LIKE 'media.%' ORDER BY id")


async def take(town: Town, person: Person, data: bytes = PHOTO) -> Media:
    return await media.take(town.db, person.profile, io.BytesIO(data))


def files(town: Town) -> list[str]:
    """What is there of media, whole or in parts, and on benches."""
    settings = town.db.here.settings
    return sorted(str(path.relative_to(settings.data)) for root in (settings.media, settings.data / "making")
                  for path in root.rglob("*") if path.is_file() and "profiles" not in path.parts)


@pytest.fixture(autouse=True)
def nothing_there(town: Town) -> None:
    for name in files(town):
        (town.db.here.settings.data / name).unlink()


async def own(town: Town, person: Person, wanted: Media) -> list[Media]:
    return await media.list_own(town.db, person.profile, [wanted.id])


async def test_a_picture_is_kept_in_two_sizes_under_a_name_that_cannot_be_guessed(town: Town):
    ann = await town.person("ann")
    one, two = await take(town, ann), await take(town, ann)
    assert files(town) == sorted(f"media/{key}" for row in (one, two) for key in (row.original_key, row.small_key))
    assert one.original_key is not None
    assert two.original_key is not None
    first, name, file = one.original_key.split("/")
    assert (name[:2], len(name), file) == (first, 32, "original.jpg")
    assert name != two.original_key.split("/")[1]


async def test_what_nobody_publishes_is_gone_after_a_day(town: Town):
    ann = await town.person("ann")
    loose, used = await take(town, ann), await take(town, ann)
    await ann.posts("", media_ids=[str(used.id)])
    town.forward(hours=23)
    await town.settle()
    assert await own(town, ann, loose) == [loose]
    town.forward(hours=2)
    await town.settle()
    assert await own(town, ann, loose) == []
    assert files(town) == sorted([f"media/{used.original_key}", f"media/{used.small_key}"])


async def test_what_is_held_waits_for_its_post(town: Town):
    ann = await town.person("ann")
    row = await take(town, ann)
    async with town.db.write() as tx:
        await media.hold(tx, ann.profile, [row.id], now().replace(year=now().year + 1))
    town.forward(days=30)
    await town.settle()
    assert (await ann.posts("", media_ids=[str(row.id)]))["media_attachments"]


async def test_a_deleted_post_keeps_its_pictures_for_two_hours_more(town: Town):
    ann = await town.person("ann")
    row = await take(town, ann)
    status = await ann.posts("", media_ids=[str(row.id)])
    await ann.call("DELETE", f"/api/v1/statuses/{status['id']}")
    await town.settle()
    assert [each.post for each in await own(town, ann, row)] == [None]
    town.forward(hours=3)
    await town.settle()
    assert await own(town, ann, row) == []
    assert files(town) == []


async def test_whoever_leaves_takes_their_pictures_along(town: Town):
    ann = await town.person("ann")
    row = await take(town, ann)
    await ann.posts("", media_ids=[str(row.id)])
    async with town.db.write() as tx:
        await profiles.remove(tx, ann.profile)
    await town.settle()
    assert files(town) == []


async def test_two_posts_that_want_one_picture_do_not_both_get_it(town: Town):
    ann = await town.person("ann")
    row = await take(town, ann)

    async def publish() -> PostId:
        async with town.db.write() as tx:
            return await posts.publish(tx, ann.profile, posts.Note("Mine", parts={"media": [row.id]}))

    outcomes = await asyncio.gather(publish(), publish(), return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NotAtHand", "int"]


async def test_a_picture_in_a_post_is_not_removed(town: Town):
    ann = await town.person("ann")
    row = await take(town, ann)
    await ann.posts("", media_ids=[str(row.id)])
    with pytest.raises(Conflict):
        async with town.db.write() as tx:
            await media.remove(tx, ann.profile, row.id)


async def test_a_boost_shows_the_pictures_of_what_it_boosts(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    row = await take(town, ann)
    status = await ann.posts("", media_ids=[str(row.id)])
    boost = (await bob.post(f"/api/v1/statuses/{status['id']}/reblog")).json
    assert (boost["media_attachments"], len(boost["reblog"]["media_attachments"])) == ([], 1)


async def test_a_workshop_that_is_away_keeps_nothing(town: Town, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("hubbub.base.workshop.RETRIES", (0.001,))
    monkeypatch.setattr(town.db.here, "workshop", Workshop(Path("/nowhere")))
    ann = await town.person("ann")
    answer = await ann.get("/api/v1/media/1")
    assert answer.status == 404
    with pytest.raises(Exception, match="workshop"):
        await take(town, ann)
    assert files(town) == []


# Where a process can end between the form and the row: before a rendition has its name, and when both have theirs.
MOMENTS = [("os.rename", 1, 1), ("os.rename", 2, 2), ("os.remove", 4, 2), ("shutil.rmtree", 1, 2)]


async def dies(town: Town, postgres: Postgres, tmp_path: Path, *given: str, before: Any = (), **more: str) -> Any:
    """Take a picture in another process, which may not live to see the end of it."""
    (tmp_path / "photo").write_bytes(bytes_of(Image.effect_noise((1600, 1200), 90), "PNG"))
    database = json.dumps(postgres.address | {"database": "town"})
    words = [given[0], database, given[1], str(tmp_path / "photo"), *given[2:]]
    return await asyncio.to_thread(
        subprocess.run, [*before, sys.executable, "-m", "tests.reach.media.dying", *words], stdout=subprocess.PIPE,
        env=os.environ | {"HUBBUB_DATA": str(town.db.here.settings.data)} | more, cwd=Path(__file__).parents[3],
    )


def small_disk(at: Path, size: str) -> list[str]:
    """What to run a command with so that it, and it alone, sees a disk of that size there."""
    at.mkdir(exist_ok=True)
    mounted = f'mount -t tmpfs -o size={size} none "$1" && shift && exec "$@"'
    mount = ["unshare", "--mount", "sh", "-c", mounted, "sh", str(at)]
    if subprocess.run([*mount, "true"], capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small disk")
    return mount


@pytest.mark.parametrize(("event", "count", "left"), MOMENTS)
async def test_a_process_killed_before_the_row_leaves_nothing_for_long(
    town: Town, postgres: Postgres, tmp_path: Path, event: str, count: int, left: int
):
    ann = await town.person("ann")
    died = await dies(town, postgres, tmp_path, "take", str(ann.profile), event, str(count))
    assert died.returncode == 9
    assert await town.db.all(Statement(int, "SELECT id FROM media")) == []
    assert len([name for name in files(town) if name.startswith("media/")]) == left
    await town.settle()
    assert files(town) != []
    town.forward(hours=2)
    await town.settle()
    assert files(town) == []
    assert await town.db.all(JOBS) == []


@pytest.mark.parametrize(("event", "count"), [
    ("os.mkdir", 1), ("os.rename", 1), ("os.rename", 2), ("os.remove", 4), ("shutil.rmtree", 1), ("shutil.rmtree", 2),
])
async def test_a_film_whose_maker_was_killed_is_begun_again_and_made_once(
    town: Town, postgres: Postgres, tmp_path: Path, event: str, count: int
):
    ann = await town.person("ann")
    row = await take(town, ann, film(frames=3))
    assert (row.state, files(town)) == ("waiting", [])
    died = await dies(town, postgres, tmp_path, "work", str(row.id), event, str(count))
    assert died.returncode == 9
    await town.settle()
    (made,) = await own(town, ann, row)
    assert (made.state, made.given) == ("ready", None)
    assert made.original_key is not None
    assert town.db.here.settings.media.joinpath(made.original_key).stat().st_size == made.bytes
    await ann.posts("", media_ids=[str(row.id)])
    town.forward(hours=2)
    await town.settle()
    assert files(town) == sorted([f"media/{made.original_key}", f"media/{made.small_key}"])
    assert list((town.db.here.settings.data / "given").iterdir()) == []
    assert await town.db.all(JOBS) == []


async def test_what_was_laid_by_for_a_row_that_never_came_is_swept(town: Town):
    with pytest.raises(Exception, match="profile"):
        await media.take(town.db, ProfileId(1), io.BytesIO(film(frames=3)))
    given = town.db.here.settings.data / "given"
    assert len(list(given.iterdir())) == 1
    await take(town, await town.person("ann"), film(frames=3))
    town.forward(hours=2)
    await town.settle()
    assert list(given.iterdir()) == []


async def test_with_a_bucket_another_machine_may_make_a_film(town: Town, tmp_path: Path):
    ann = await town.person("ann")
    async with listening() as server, bucket(tmp_path, Store(server)) as there:
        was, town.db.here.files = town.db.here.files, there
        try:
            row = await take(town, ann, film(frames=3))
            assert not (town.db.here.settings.data / "given").joinpath(row.given or "").exists()
            await town.settle()
            (made,) = await own(town, ann, row)
            assert made.state == "ready"
            assert await there.read(made.original_key or "")
            assert await there.read(f"given/{row.given}") is None
        finally:
            town.db.here.files = was


async def test_a_workshop_that_dies_on_a_film_is_asked_again(town: Town, monkeypatch: pytest.MonkeyPatch):
    ann = await town.person("ann")
    row = await take(town, ann, film(frames=3))
    there = town.db.here.workshop
    monkeypatch.setattr("hubbub.base.workshop.RETRIES", (0.001,))
    monkeypatch.setattr(town.db.here, "workshop", Workshop(Path("/nowhere")))
    with pytest.raises(Unavailable):
        await work.call(town.db, row.id)
    assert [each.state for each in await own(town, ann, row)] == ["waiting"]
    monkeypatch.setattr(town.db.here, "workshop", there)
    await work.call(town.db, row.id)
    await work.call(town.db, row.id)
    assert [each.state for each in await own(town, ann, row)] == ["ready"]


async def test_a_row_that_could_not_be_written_leaves_nothing_for_long(town: Town):
    with pytest.raises(Exception, match="profile"):
        await media.take(town.db, ProfileId(1), io.BytesIO(PHOTO))
    assert len(files(town)) == 2
    town.forward(hours=2)
    await town.settle()
    assert files(town) == []


async def test_what_was_taken_is_not_swept(town: Town):
    ann = await town.person("ann")
    row = await take(town, ann)
    town.forward(hours=2)
    await town.settle()
    assert files(town) == sorted([f"media/{row.original_key}", f"media/{row.small_key}"])


async def test_a_full_disk_is_said_and_nothing_is_kept(town: Town, postgres: Postgres, tmp_path: Path):
    """There is room for the original, and then none for the small one."""
    ann = await town.person("ann")
    assert (await dies(town, postgres, tmp_path, "send", ann.token)).stdout == b"200 2\n"
    original, small = sorted(town.db.here.settings.data.joinpath(name).stat().st_size for name in files(town))[::-1]
    mount = small_disk(town.db.here.settings.media, f"{original + small // 2 >> 10}k")
    tried = await dies(town, postgres, tmp_path, "send", ann.token, before=mount)
    assert tried.stdout == b"507 0\n"
    assert len(await town.db.all(Statement(int, "SELECT id FROM media"))) == 1


async def test_a_full_temporary_folder_is_said_too(town: Town, postgres: Postgres, tmp_path: Path):
    mount = small_disk(tmp_path / "small", "1m")
    ann = await town.person("ann")
    tried = await dies(town, postgres, tmp_path, "send", ann.token, before=mount, TMPDIR=str(tmp_path / "small"))
    assert tried.stdout == b"507 0\n"


async def test_a_picture_of_too_many_bytes_is_refused_before_it_is_opened(town: Town):
    ann = await town.person("ann")
    with pytest.raises(Invalid, match="at most 16 MB"):
        await take(town, ann, PHOTO + bytes(renditions.LARGEST_PICTURE))


async def arrives(town: Town, peer: Peer, *pictures: Elsewhere) -> tuple[PostId, list[Media]]:
    """A post from elsewhere with these pictures."""
    author = await profiles.seek(town.db, peer.person("zoe").handle)
    assert author is not None
    uri = peer.person("zoe").note("Look")["id"]
    async with town.db.write() as tx:
        post = await posts.arrive(tx, posts.Arrived(
            uri=uri, url=uri, author=author, html="<p>Look</p>", visibility="public", published_at=now(),
            parts={"media": list(pictures)},
        ))
    assert post is not None
    return post, await carried(town, post)


async def carried(town: Town, post: PostId) -> list[Media]:
    return (await media.of(town.db, [post], None)).get(post, [])


async def shown(town: Town, post: PostId) -> dict[str, Any]:
    return dict((await town.get(f"/api/v1/statuses/{post}")).json["media_attachments"][0])


async def test_a_picture_from_elsewhere_becomes_ours(town: Town, peer: Peer):
    peer.answers["/photo"] = web.Response(
        body=bytes_of(gradient((900, 600)), "JPEG", exif=personal_exif()), content_type="text/html")
    url = f"{peer.url}/photo"
    post, _ = await arrives(town, peer, Elsewhere(url, description="A dune", focus=(0.5, 0.0)))
    before = await shown(town, post)
    assert (before["type"], before["remote_url"]) == ("image", url)
    assert before["url"].startswith("http://here.test/copies/file/")
    await town.settle()
    after = await shown(town, post)
    assert (after["type"], after["remote_url"], after["description"]) == ("image", url, "A dune")
    assert (after["meta"]["original"]["width"], len(after["blurhash"])) == (900, 28)
    for address in (after["url"], after["preview_url"]):
        loaded = await town.get(address.removeprefix("http://here.test"))
        assert not [telltale for telltale in TELLTALES if telltale in loaded.body]
        assert Image.open(io.BytesIO(loaded.body)).format == "JPEG"
    assert peer.asked.count("/photo") == 1


async def test_a_picture_that_is_here_already_is_shown_in_the_next_post_too(town: Town, peer: Peer):
    peer.answers["/photo"] = lambda _: web.Response(body=PHOTO)
    for _ in range(2):
        post, _ = await arrives(town, peer, Elsewhere(f"{peer.url}/photo"))
        await town.settle()
        assert [(row.state, row.width) for row in await carried(town, post)] == [("ready", 900)]
    assert peer.asked.count("/photo") == 1


async def test_what_is_no_picture_stays_a_link_and_is_not_asked_for_again(town: Town, peer: Peer):
    peer.answers["/page"] = web.Response(body=b"<script>alert(1)</script>", content_type="image/jpeg")
    peer.answers["/bomb"] = web.Response(body=png_of(50_000, 50_000), content_type="image/png")
    post, _ = await arrives(town, peer, *(Elsewhere(f"{peer.url}/{name}") for name in ("page", "bomb", "none")))
    await town.settle()
    town.forward(days=2)
    await town.settle()
    assert [row.state for row in await carried(town, post)] == ["failed"] * 3
    assert (await shown(town, post))["url"] == f"{peer.url}/page"
    assert files(town) == []
    assert [peer.asked.count(f"/{name}") for name in ("page", "bomb", "none")] == [1, 1, 1]


async def test_a_server_that_is_busy_is_asked_again(town: Town, peer: Peer):
    peer.answers["/photo"] = lambda _: web.Response(status=503)
    post, _ = await arrives(town, peer, Elsewhere(f"{peer.url}/photo"))
    await town.settle()
    assert [row.state for row in await carried(town, post)] == ["failed"]
    peer.answers["/photo"] = web.Response(body=PHOTO)
    town.forward(minutes=6)
    await town.settle()
    assert [row.state for row in await carried(town, post)] == ["ready"]


async def test_a_server_that_stays_away_is_given_up(town: Town, peer: Peer):
    peer.answers["/photo"] = lambda _: web.Response(status=503)
    await arrives(town, peer, Elsewhere(f"{peer.url}/photo"))
    for _ in range(6):
        await town.settle()
        town.forward(hours=13)
    assert peer.asked.count("/photo") == 4
    assert await town.db.all(JOBS) == []


async def test_a_picture_that_is_too_large_is_not_fetched_to_its_end(town: Town, peer: Peer):
    peer.answers["/photo"] = lambda _: web.Response(body=PHOTO + bytes(LARGEST_FILM))
    post, _ = await arrives(town, peer, Elsewhere(f"{peer.url}/photo"))
    await town.settle()
    assert [row.state for row in await carried(town, post)] == ["failed"]
    assert files(town) == []


async def test_the_pictures_of_a_post_that_is_gone_go_with_it(town: Town, peer: Peer):
    peer.answers["/photo"] = lambda _: web.Response(body=PHOTO)
    post, _ = await arrives(town, peer, Elsewhere(f"{peer.url}/photo"))
    peer.answers["/other"] = lambda _: web.Response(body=PHOTO)
    await arrives(town, peer, Elsewhere(f"{peer.url}/other"))
    await town.settle()
    async with town.db.write() as tx:
        await posts.remove(tx, post)
    await town.settle()
    assert await carried(town, post) == []
    copy = await copies.find(town.db, f"{peer.url}/other", "file")
    assert copy is not None
    assert files(town) == sorted(f"media/{key}" for key in (copy.original_key, copy.small_key))


async def test_a_film_from_elsewhere_is_fetched_when_it_is_played(town: Town, peer: Peer):
    data = film()
    peer.answers["/film"] = lambda _: web.Response(body=data, content_type="video/mp4")
    post, rows = await arrives(town, peer, Elsewhere(f"{peer.url}/film", kind="video", mime="video/mp4"))
    await town.settle()
    assert ([(row.kind, row.state) for row in rows], peer.asked.count("/film")) == ([("video", "ready")], 0)
    before = await shown(town, post)
    assert (before["type"], before["preview_url"]) == ("video", None)
    played = await town.get(before["url"].removeprefix("http://here.test"), range="bytes=0-99")
    assert (played.status, played.headers["content-type"], len(played.body)) == (206, "video/mp4", 100)
    assert played.headers["access-control-allow-origin"] == "*"
    await town.settle()
    after = await shown(town, post)
    assert after["meta"]["original"]["frame_rate"] == "30/1"
    still = await town.get(after["preview_url"].removeprefix("http://here.test"))
    assert (still.status, still.headers["content-type"]) == (200, "image/jpeg")
    assert SECRET.encode() not in (await town.get(after["url"].removeprefix("http://here.test"))).body
    assert peer.asked.count("/film") == 1


async def test_a_film_that_no_browser_plays_is_a_link(town: Town, peer: Peer):
    peer.answers["/film"] = lambda _: web.Response(body=film("webm", "libvpx", None, frames=2))
    url = f"{peer.url}/film"
    post, _ = await arrives(town, peer, Elsewhere(url, kind="video", mime="video/mp4"))
    other, _ = await arrives(town, peer, Elsewhere(url, kind="video", mime="video/webm"))
    assert ((await shown(town, other))["type"], (await shown(town, other))["url"]) == ("unknown", url)
    before = await shown(town, post)
    assert (await town.get(before["url"].removeprefix("http://here.test"))).status == 404
    await town.settle()
    assert ((await shown(town, post))["type"], (await shown(town, post))["url"]) == ("unknown", url)


async def test_nothing_that_a_stranger_says_of_a_picture_is_believed(town: Town, peer: Peer):
    url = f"{peer.url}/none"
    _, rows = await arrives(
        town, peer, Elsewhere("javascript:alert(1)"), Elsewhere("ftp://files.example/a"), Elsewhere("http://["),
        Elsewhere(url, kind="<b>", blurhash='"><script>', width=-5, height=10**9, description="x" * 20_000),
    )
    assert [(row.remote_url, row.kind, row.blurhash, row.width, row.height, len(row.description)) for row in rows] == [
        (url, "unknown", None, None, None, 10_000)]


async def test_no_more_than_sixteen_come_with_a_post(town: Town, peer: Peer):
    _, rows = await arrives(town, peer, *(Elsewhere(f"{peer.url}/{n}", kind="video") for n in range(20)))
    assert [row.remote_url for row in rows] == [f"{peer.url}/{n}" for n in range(16)]


@pytest.mark.parametrize(("given", "focus"), [
    ("", None), (" ", None), ("0,0", (0.0, 0.0)), (" 0.25 , -1 ", (0.25, -1.0)), ("9,-9", (1.0, -1.0)),
])
def test_a_focus_is_two_numbers(given: str, focus: tuple[float, float] | None):
    assert media.focus_of(given) == focus


def test_a_focus_that_is_none_is_refused():
    for given in ("a,b", "1", "1,2,3", "nan,1", "1,inf"):
        with pytest.raises(Invalid):
            media.focus_of(given)


def row(**given: Any) -> Media:
    blank = dict.fromkeys(Media.__dataclass_fields__)
    return Media(**(blank | {"id": MediaId(1)} | given))  # type: ignore[arg-type]


async def test_the_average_colour_of_a_picture_is_known(town: Town):
    ann = await town.person("ann")
    assert (await take(town, ann, bytes_of(Image.new("RGB", (90, 60), "#c86432"), "PNG"))).colour == "#c86432"
    assert len(row(blurhash="L~~~~~WB2yk8pyo0adR*.7kCMdnj").colour) == 7
    assert row().colour == "#808080"


def test_the_point_that_matters_is_one_of_five_each_way():
    assert row().focus == "media__x2 media__y2"
    assert row(focus_x=-1.0, focus_y=0.9).focus == "media__x0 media__y4"
