"""A profile's picture and banner: made anew in the workshop before anybody sees them."""

import asyncio
import base64
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from hubbub.base.db import Db
from hubbub.base.errors import Invalid
from hubbub.base.here import Here
from hubbub.base.jobs import errand
from hubbub.base.workshop import Failed

GRACE = timedelta(days=1)  # peers show the old picture until they hear of the new one

_made_by: dict[str, str] = {}


class NotTaken(Invalid):
    """This server takes no pictures."""


def made_by(**functions: str) -> None:
    """The room that knows pictures says which function of the workshop makes an `avatar`, and which a `banner`."""
    _made_by.update(functions)


@asynccontextmanager
async def keep(here: Here, files: Mapping[str, BinaryIO]) -> AsyncIterator[dict[str, str]]:
    """The keys of pictures made of an `avatar` and a `banner`; if the block fails, they are gone again.

    Raises `Invalid` with a sentence for what cannot be shown.
    """
    kept: dict[str, str] = {}
    try:
        for name, file in files.items():
            kept[name] = await _keep(here, file, name)
        yield kept
    except BaseException:
        for key in kept.values():
            await here.files.remove(key)
        raise


async def look(here: Here, files: Mapping[str, BinaryIO]) -> dict[str, str]:
    """The same pictures as addresses that hold them whole; nothing is kept. Raises as `keep` does."""
    shown = {}
    for name, file in files.items():
        async with _made(here, file, name) as (path, mime):
            shown[name] = f"data:{mime};base64,{base64.b64encode(path.read_bytes()).decode()}"
    return shown


async def _keep(here: Here, file: BinaryIO, name: str) -> str:
    async with _made(here, file, name) as (path, mime):
        key = f"profiles/{secrets.token_hex(16)}{path.suffix}"
        await here.files.put(key, path, mime)
    return key


@asynccontextmanager
async def _made(here: Here, file: BinaryIO, name: str) -> AsyncIterator[tuple[Path, str]]:
    """The picture made anew, for as long as the block takes, and its kind."""
    if name not in _made_by:
        raise NotTaken(field=name)
    with tempfile.TemporaryDirectory(prefix="hubbub-") as folder:
        await asyncio.to_thread(_save, file, Path(folder, "given"))
        try:
            made = await here.workshop.do(_made_by[name], source=str(Path(folder, "given")), folder=folder)
        except (Failed, Invalid) as problem:
            raise Invalid(problem.sentence, field=name) from problem
        yield Path(folder, made["file"]), made["mime"]


def _save(file: BinaryIO, to: Path) -> None:
    file.seek(0)
    with to.open("wb") as copy:
        shutil.copyfileobj(file, copy, 1 << 20)


@errand(tries=5)
async def drop(db: Db, key: str) -> None:
    """Remove the file of a picture that is no longer shown."""
    await db.here.files.remove(key)
