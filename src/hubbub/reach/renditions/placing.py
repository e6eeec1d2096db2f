"""Where renditions are made, and how they come to their place."""

import asyncio
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from hubbub.base.disk import writing
from hubbub.base.here import Here

from .shapes import Rendition


def benches(here: Here) -> Path:
    """The folder of all benches, beside the media; one that is old was left by somebody who died."""
    return here.settings.data / "making"


@asynccontextmanager
async def bench(here: Here) -> AsyncIterator[Path]:
    """A folder to work in; it is gone afterwards."""
    root = benches(here)
    with writing():
        root.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=root))
    try:
        yield folder
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


def place() -> str:
    """A folder that cannot be guessed: whoever may not see a post must not find its files either."""
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name}/"


async def put(here: Here, folder: Path, files: Mapping[str, Rendition]) -> None:
    """Put the renditions from the folder to their keys, all or none. Raises `Full`, `Unavailable`.

    Whoever calls has promised to remove them if no row comes to speak of them.
    """
    try:
        for key, rendition in files.items():
            await here.files.put(key, folder / rendition.file, rendition.mime)
    except BaseException:
        with suppress(Exception):
            for key in files:
                await here.files.remove(key)
        raise
