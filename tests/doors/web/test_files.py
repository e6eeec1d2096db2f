"""What people have uploaded is sent as the pictures that they are, and as nothing else."""

from pathlib import Path

import pytest

from hubbub.doors.web.files import KINDS
from hubbub.reach.renditions.pictures import ENDINGS
from hubbub.reach.renditions.streams import FORMS
from tests.base.hostile import HOME, listening
from tests.base.test_files import Store, bucket
from tests.town import Town, ask


async def put(town: Town, key: str, data: bytes = b"bytes") -> None:
    path = town.db.here.settings.media / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


@pytest.mark.parametrize(("ending", "kind"), KINDS.items())
async def test_a_file_is_sent_as_the_picture_that_it_is_and_as_nothing_else(town: Town, ending: str, kind: str):
    await put(town, f"ab/served/a.{ending}", b"<script>alert(1)</script>")
    for accept in ("*/*", "text/html", "application/activity+json"):
        answer = await town.get(f"/media/ab/served/a.{ending}", accept=accept)
        assert (answer.status, answer.headers["content-type"]) == (200, kind)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["content-disposition"] == "inline"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("key", [
    "ab/served/a.html", "ab/served/a.svg", "ab/served/a.json", "ab/served/a", "ab/served/a.jpg.html", "ab/served",
    "ab/served/none.jpg", "ab/../../secret", "../secret", "..%2fsecret", "ab/served/../../../secret", "ab//a.jpg",
    ".parts/a.jpg", "ab/folder.jpg", "",
])
async def test_anything_else_is_not_there(town: Town, key: str):
    await put(town, "ab/folder.jpg/a.jpg")
    if key.startswith("ab/served/a"):
        await put(town, key)
    assert (await town.get(f"/media/{key}")).status == 404


async def test_a_part_of_a_file_can_be_had_and_its_head_alone(town: Town):
    await put(town, "ab/served/part.png", bytes(range(100)))
    answer = await town.get("/media/ab/served/part.png", range="bytes=10-19")
    assert (answer.status, answer.body) == (206, bytes(range(10, 20)))
    again = await town.get("/media/ab/served/part.png", range="bytes=90-", **{"if-range": answer.headers["etag"]})
    assert (again.status, again.headers["content-range"], len(again.body)) == (206, "bytes 90-99/100", 10)
    other = await town.get("/media/ab/served/part.png", range="bytes=90-", **{"if-range": '"another"'})
    assert (other.status, len(other.body)) == (200, 100)
    assert (await town.get("/media/ab/served/part.png", range="bytes=200-")).status == 416
    head = await ask(town.app, "HEAD", "/media/ab/served/part.png")
    assert (head.headers["content-length"], head.body) == ("100", b"")


async def test_pages_may_load_pictures_from_the_bucket_and_from_nowhere_else(town: Town, tmp_path: Path):
    plain = (await town.get("/sign-in")).headers["content-security-policy"]
    assert "img-src 'self' http://here.test data: blob:;" in plain
    async with listening() as server, bucket(tmp_path, Store(server)) as files:
        was, town.db.here.files = town.db.here.files, files
        try:
            policy = (await town.get("/sign-in")).headers["content-security-policy"]
            assert f"img-src 'self' http://{HOME}:{server.port} data: blob:;" in policy
            assert (await town.get("/media/ab/served/part.png")).status == 404
        finally:
            town.db.here.files = was


def test_every_kind_that_is_made_is_sent():
    assert {ending.removeprefix(".") for ending in ENDINGS.values()} | set(FORMS) | {"gif"} == set(KINDS)
    assert {kind: KINDS[kind] for kind in FORMS} == {kind: mime for kind, (_, mime, _) in FORMS.items()}
