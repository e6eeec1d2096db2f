"""Media bytes: whole or not at all, on the disk and in a bucket."""

import asyncio
import hashlib
import hmac
import os
import subprocess
import sys
from contextlib import asynccontextmanager
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import unquote

import pytest

from hubbub.base import clock
from hubbub.base.errors import Full, NotFound, Unavailable
from hubbub.base.files import open_files
from hubbub.base.outside import Outside
from hubbub.base.settings import Settings
from tests.base.hostile import HOME, Hostile, certified, listening

KEY = "ab/cd/123/small.webp"
SECRET = "wJalr/XUtn+FEMI"


def settings(tmp_path, **given):
    return Settings(data=tmp_path, domain="here.test", web_domain="www.here.test", **{"development": True} | given)


@pytest.fixture
async def disk(tmp_path):
    outside = Outside(settings(tmp_path))
    yield open_files(settings(tmp_path), outside)
    await outside.close()


@pytest.fixture
async def store():
    async with listening() as server:
        yield Store(server)


@asynccontextmanager
async def bucket(tmp_path, store, secret="wJalr%2FXUtn%2BFEMI", more="&scheme=http", **given):
    where = settings(
        tmp_path, allowed_networks=(ip_network(HOME),),
        s3_url=f"s3://zoe:{secret}@{HOME}:{store.server.port}/pictures?region=eu-1{more}", **given,
    )
    outside = Outside(where)
    try:
        yield open_files(where, outside)
    finally:
        await outside.close()


@pytest.fixture(params=["disk", "bucket"])
async def files(request, tmp_path, disk, store):
    if request.param == "disk":
        yield disk
    else:
        async with bucket(tmp_path, store) as files:
            yield files


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(b"picture" * 1000)
    return path


class Store:
    """A small S3: keeps objects, and works out every signature for itself, from the wire."""

    def __init__(self, server: Hostile) -> None:
        self.server = server
        self.objects: dict[str, tuple[bytes, str]] = {}
        self.status = 0
        server.says = self  # type: ignore[assignment]

    def get(self, path, otherwise):
        return self.answer

    async def answer(self, heard, writer):
        status, body = self._answer(heard)
        writer.write(f"HTTP/1.1 {status} So\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)

    def _answer(self, heard):
        if self.status:
            return self.status, b"<Error/>"
        if not self._signed(heard):
            return 403, b"<Error>SignatureDoesNotMatch</Error>"
        key = unquote(heard.target)
        match heard.method:
            case "PUT":
                self.objects[key] = heard.body, heard.headers["content-type"]
                return 200, b""
            case "DELETE":
                self.objects.pop(key, None)
                return 204, b""
        return (200, self.objects[key][0]) if key in self.objects else (404, b"<Error>NoSuchKey</Error>")

    def _signed(self, heard):
        kind, _, rest = heard.headers["authorization"].partition(" ")
        given = dict(part.strip().split("=", 1) for part in rest.split(","))
        who, day, region, service, end = given["Credential"].split("/")
        digest = heard.headers["x-amz-content-sha256"]
        if (kind, who, region, service, end) != ("AWS4-HMAC-SHA256", "zoe", "eu-1", "s3", "aws4_request"):
            return False
        if hashlib.sha256(heard.body).hexdigest() != digest or not {"host", "x-amz-date"} <= set(
            given["SignedHeaders"].split(";")
        ):
            return False
        canonical = f"{heard.method}\n{heard.target}\n\n"
        for name in given["SignedHeaders"].split(";"):
            canonical += f"{name}:{heard.headers[name]}\n"
        canonical += f"\n{given['SignedHeaders']}\n{digest}"
        text = f"AWS4-HMAC-SHA256\n{heard.headers['x-amz-date']}\n{day}/{region}/s3/aws4_request\n"
        text += hashlib.sha256(canonical.encode()).hexdigest()

        def mac(key, words):
            return hmac.new(key, words.encode(), hashlib.sha256).digest()

        key = mac(mac(mac(mac(b"AWS4" + SECRET.encode(), day), region), "s3"), "aws4_request")
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest() == given["Signature"]


async def test_what_is_put_can_be_read_and_removed(files, picture):
    await files.put(KEY, picture, "image/webp")
    assert await files.read(KEY) == b"picture" * 1000
    await files.remove(KEY)
    assert await files.read(KEY) is None


async def test_the_source_is_taken(files, picture):
    await files.put(KEY, picture, "image/webp")
    assert not picture.exists()
    picture.write_bytes(b"another")
    assert await files.read(KEY) == b"picture" * 1000


async def test_a_second_put_takes_the_place_of_the_first(files, picture):
    await files.put(KEY, picture, "image/webp")
    picture.write_bytes(b"another")
    await files.put(KEY, picture, "image/webp")
    assert await files.read(KEY) == b"another"


async def test_removing_what_is_not_there_is_fine(files):
    await files.remove(KEY)


@pytest.mark.parametrize("key", [
    "", "/", ".", "..", "../secret", "ab/../../secret", "ab/./cd", "ab//cd", "/etc/passwd", "ab/cd/", "ab\\cd",
    "ab/c d",
    "ab/cd\n", "ab/cd\x00", "AB/cd", "ab/ü", ".parts/ab", "ab/.hidden", "-ab", "ab/cd.webp.exe.x", "a" * 200,
    "a/" * 9 + "a", "ab/%2e%2e/cd", "ab/cd?x", "ab/cd#x",
])
async def test_a_key_that_cannot_be_one_is_nowhere(files, picture, key):
    with pytest.raises(NotFound):
        await files.put(key, picture, "image/webp")
    with pytest.raises(NotFound):
        await files.read(key)
    with pytest.raises(NotFound):
        await files.remove(key)
    with pytest.raises(NotFound):
        files.path(key)
    with pytest.raises(NotFound):
        files.address(key)
    assert picture.exists()


async def test_on_disk_the_web_server_sends_the_file(disk, picture, tmp_path):
    picture.chmod(0o600)
    await disk.put(KEY, picture, "image/webp")
    assert disk.path(KEY) == tmp_path / "media" / KEY
    assert disk.path(KEY).stat().st_mode & 0o777 == 0o644
    assert disk.address(KEY) == f"http://www.here.test/media/{KEY}"


async def test_on_one_file_system_nothing_is_copied(disk, picture):
    inode = picture.stat().st_ino
    await disk.put(KEY, picture, "image/webp")
    assert disk.path(KEY).stat().st_ino == inode


async def test_bytes_are_on_the_disk_before_the_name_and_then_the_name(disk, picture, tmp_path, monkeypatch):
    done = []
    fsync, replace = os.fsync, os.replace

    def noted_fsync(handle):
        done.append(Path(os.readlink(f"/proc/self/fd/{handle}")).relative_to(tmp_path).as_posix())
        fsync(handle)

    def noted_replace(part, to):
        done.append("named")
        replace(part, to)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(os, "replace", noted_replace)
    await disk.put(KEY, picture, "image/webp")
    names = ["part" if name.startswith("media/.parts/") else name for name in done]
    assert names == ["media", ".", "part", "media/ab/cd", "media/ab", "media", "named", "media/ab/cd/123"]


async def test_what_cannot_be_stored_leaves_nothing_behind(disk, picture, tmp_path):
    disk.path(KEY).mkdir(parents=True)
    with pytest.raises(Unavailable):
        await disk.put(KEY, picture, "image/webp")
    assert picture.exists()
    assert list((tmp_path / "media" / ".parts").iterdir()) == []


async def test_a_folder_is_no_file_and_goes_with_its_last_file(disk, picture, tmp_path):
    await disk.put(KEY, picture, "image/webp")
    assert await disk.read("ab/cd") is None
    await disk.remove(KEY)
    assert not (tmp_path / "media" / "ab" / "cd" / "123").exists()


async def test_there_is_nothing_inside_a_file(disk, picture):
    await disk.put("ab/cd", picture, "image/webp")
    assert await disk.read("ab/cd/123") is None
    await disk.remove("ab/cd/123")
    assert await disk.read("ab/cd") is not None


DIES = """
import asyncio, os, sys
from pathlib import Path
from hubbub.base.files import open_files
from hubbub.base.settings import Settings

data, source, key, event = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4]
files = open_files(Settings(data=data, domain="here.test", web_domain="here.test"), None)
sys.addaudithook(lambda name, _: os._exit(9) if name == event else None)
try:
    asyncio.run(files.put(key, source, "image/webp"))
except Exception as problem:
    print(type(problem).__name__)
"""


async def test_a_process_killed_before_the_rename_shows_nothing(disk, picture, tmp_path):
    died = await run(DIES, tmp_path, picture, KEY, "os.rename")
    assert died.returncode == 9
    assert await disk.read(KEY) is None
    assert picture.read_bytes() == b"picture" * 1000
    assert len(list((tmp_path / "media" / ".parts").iterdir())) == 1


async def test_what_a_killed_process_left_is_swept_once_it_is_old(disk, picture, tmp_path):
    await run(DIES, tmp_path, picture, KEY, "os.rename")
    await disk.put(KEY, picture, "image/webp")
    assert await disk.sweep(timedelta(hours=1)) == 0
    clock.clock.forward(timedelta(hours=2))
    try:
        assert await disk.sweep(timedelta(hours=1)) == 1
    finally:
        clock.clock.forward(timedelta(hours=-2))
    assert list((tmp_path / "media" / ".parts").iterdir()) == []
    assert await disk.read(KEY) == b"picture" * 1000


async def test_sweeping_before_anything_was_written_is_fine(files):
    assert await files.sweep(timedelta()) == 0


async def test_a_full_disk_is_said_to_be_full_and_nothing_is_lost(picture, tmp_path):
    """A real file system of 64 KB, seen by one process alone; it is another one, too, so the bytes are copied."""
    picture.write_bytes(bytes(100_000))
    small = tmp_path / "small"
    small.mkdir()
    mounted = 'mount -t tmpfs -o size=64k none "$1" && shift && exec "$@"'
    mount = ["unshare", "--mount", "sh", "-c", mounted, "sh", small]
    if (await asyncio.to_thread(subprocess.run, [*mount, "true"], capture_output=True)).returncode:
        pytest.skip("only root may mount a small disk")
    tried = await run(DIES, small, picture, KEY, "none", before=mount)
    assert tried.stdout == b"Full\n"
    assert len(picture.read_bytes()) == 100_000
    picture.write_bytes(b"small")
    tried = await run(DIES, small, picture, KEY, "none", before=mount)
    assert (tried.stdout, picture.exists()) == (b"", False)


async def run(program, *words, before=()):
    command = [*before, sys.executable, "-c", program, *words]
    return await asyncio.to_thread(subprocess.run, [str(word) for word in command], stdout=subprocess.PIPE)


async def test_in_a_bucket_the_kind_of_file_is_kept_and_people_load_it_from_there(tmp_path, store, picture):
    async with bucket(tmp_path, store) as files:
        await files.put(KEY, picture, "image/webp")
        assert store.objects == {f"/pictures/{KEY}": (b"picture" * 1000, "image/webp")}
        assert files.path(KEY) is None
        assert files.address(KEY) == f"http://{HOME}:{store.server.port}/pictures/{KEY}"


async def test_a_bucket_may_have_a_public_address_of_its_own(tmp_path, store):
    async with bucket(tmp_path, store, more="&scheme=http&public=https://cdn.here.test/") as files:
        assert files.address(KEY) == f"https://cdn.here.test/{KEY}"


async def test_a_bucket_is_reached_on_the_port_that_the_operator_wrote(tmp_path, picture):
    trusted, tls = certified(tmp_path, HOME)
    async with (
        listening(tls=tls) as server,
        bucket(tmp_path, Store(server), more="", development=False, ca_file=trusted) as files,
    ):
        await files.put(KEY, picture, "image/webp")
        assert await files.read(KEY) == b"picture" * 1000


async def test_a_wrong_secret_is_said_and_the_source_still_stands(tmp_path, store, picture):
    async with bucket(tmp_path, store, secret="guess") as files:
        with pytest.raises(Unavailable, match="403"):
            await files.put(KEY, picture, "image/webp")
        with pytest.raises(Unavailable, match="403"):
            await files.read(KEY)
    assert picture.exists()
    assert store.objects == {}


@pytest.mark.parametrize(("status", "kind"), [(507, Full), (500, Unavailable), (503, Unavailable), (301, Unavailable)])
async def test_a_bucket_in_trouble_is_said_and_the_source_still_stands(tmp_path, store, picture, status, kind):
    store.status = status
    async with bucket(tmp_path, store) as files:
        with pytest.raises(kind):
            await files.put(KEY, picture, "image/webp")
        with pytest.raises(Unavailable):
            await files.read(KEY)
        with pytest.raises(Unavailable):
            await files.remove(KEY)
    assert picture.exists()


async def test_a_bucket_that_is_away_is_unavailable(tmp_path, picture):
    async with listening() as gone:
        pass
    async with bucket(tmp_path, Store(gone)) as files:
        with pytest.raises(Unavailable):
            await files.put(KEY, picture, "image/webp")
