"""Media bytes, on this disk or in S3-compatible storage. A key is a path of small letters: `ab/cd/123/small.webp`.

A file shows whole or not at all, whenever the power goes; its bytes never change under the same key.
"""

import asyncio
import os
import re
import secrets
import shutil
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from . import s3
from .clock import now
from .disk import settle, writing
from .errors import NotFound
from .outside import Outside
from .settings import Settings

_KEY = re.compile(r"(?:[a-z0-9][a-z0-9_-]{0,63}/){0,7}[a-z0-9][a-z0-9_-]{0,127}(?:\.[a-z0-9]{1,8})?")


class Files(Protocol):
    """Where media bytes are. A key that could never be one raises `NotFound`.

    `origin` is what their addresses begin with, scheme and host: pages must be let load from there.
    """

    origin: str

    async def put(self, key: str, source: Path, content_type: str) -> None:
        """Take the source file, which is gone afterwards; if this raises (`Full`, `Unavailable`) it still stands."""

    async def read(self, key: str) -> bytes | None:
        """The bytes, or None if there are none."""

    def path(self, key: str) -> Path | None:
        """Where the file is or would be on this disk, for the web server to send; None for a bucket."""

    async def remove(self, key: str) -> None:
        """Remove it, if it is there."""

    def address(self, key: str) -> str:
        """The URL that people load it from."""

    async def sweep(self, older_than: timedelta) -> int:
        """Remove what broken-off writes left behind; how many."""


def open_files(settings: Settings, outside: Outside) -> Files:
    """The place that the settings name. Raises `Misconfigured`."""
    return _InBucket(s3.open_bucket(settings), outside) if settings.s3_url else _OnDisk(settings)


def _checked(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise NotFound
    return key


class _OnDisk:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._root = settings.media
        self.origin = settings.base
        # On the same file system as the rest, and no key leads there.
        self._parts = self._root / ".parts"

    async def put(self, key: str, source: Path, content_type: str) -> None:
        await asyncio.to_thread(self._put, self.path(key), source)

    async def read(self, key: str) -> bytes | None:
        try:
            return await asyncio.to_thread(self.path(key).read_bytes)
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return None

    def path(self, key: str) -> Path:
        return self._root / _checked(key)

    async def remove(self, key: str) -> None:
        path = self.path(key)
        with writing(), suppress(FileNotFoundError, NotADirectoryError):
            await asyncio.to_thread(path.unlink)
        with suppress(OSError):  # the folder of one medium goes with its last file
            path.parent.rmdir()

    def address(self, key: str) -> str:
        return self._settings.url(f"/media/{_checked(key)}")

    async def sweep(self, older_than: timedelta) -> int:
        return await asyncio.to_thread(self._sweep, (now() - older_than).timestamp())

    def _put(self, to: Path, source: Path) -> None:
        part = self._parts / secrets.token_hex(8)
        with writing():
            _make(self._parts)
            try:
                _bring(source, part)
                part.chmod(0o644)  # the web server in front may be another user
                settle(part)
                _make(to.parent)
                os.replace(part, to)
                settle(to.parent)
            finally:
                part.unlink(missing_ok=True)
        source.unlink(missing_ok=True)

    def _sweep(self, before: float) -> int:
        swept = 0
        for part in self._parts.glob("*"):
            with suppress(FileNotFoundError):  # just finished
                # The time of the inode: a part that is a link has its source's old time of writing.
                if part.stat().st_ctime < before:
                    part.unlink()
                    swept += 1
        return swept


def _bring(source: Path, part: Path) -> None:
    try:
        os.link(source, part)
    except OSError:  # another file system, or one without links
        shutil.copyfile(source, part)


def _make(folder: Path) -> None:
    """The folder, with those above it, safe on the disk."""
    new = [made for made in (folder, *folder.parents) if not made.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for made in new:
        settle(made.parent)


class _InBucket:
    def __init__(self, bucket: s3.Bucket, outside: Outside) -> None:
        self._bucket = bucket
        self._outside = outside
        self.origin = "{0.scheme}://{0.netloc}".format(urlsplit(bucket.public))

    async def put(self, key: str, source: Path, content_type: str) -> None:
        await s3.put(self._outside, self._bucket, _checked(key), source, content_type)
        await asyncio.to_thread(source.unlink, missing_ok=True)

    async def read(self, key: str) -> bytes | None:
        return await s3.get(self._outside, self._bucket, _checked(key))

    def path(self, key: str) -> None:
        _checked(key)

    async def remove(self, key: str) -> None:
        await s3.delete(self._outside, self._bucket, _checked(key))

    def address(self, key: str) -> str:
        return f"{self._bucket.public}/{_checked(key)}"

    async def sweep(self, older_than: timedelta) -> int:
        return 0  # a bucket shows no half-written objects
