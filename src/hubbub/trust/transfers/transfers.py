"""Transfers: a file becomes rows, and each row is done once, some at a time; what fails says why, by its line."""

import csv
import io
from datetime import timedelta

import msgspec

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Db, Read, Tx
from hubbub.base.errors import Conflict, Invalid, NotFound, Refusal
from hubbub.base.facts import on
from hubbub.base.ids import ProfileId
from hubbub.base.jobs import errand, every
from hubbub.people import profiles

from . import store
from .kinds import KINDS
from .store import Line, Transfer

MOST_LINES = 20_000
MOST_BYTES = 4 << 20
MOST_CELLS, LONGEST_CELL = 10, 2000
MODES = ("merge", "overwrite")
AT_ONCE = 10
KEPT = timedelta(days=30)
# The first cell of the lines that name columns, in whatever program wrote them.
_HEADS = ("account address", "#domain", "domain", "#uri", "uri", "list name")


class Busy(Conflict):
    """A file of this kind is still being worked through. Please wait until it is done."""


async def begin(tx: Tx, owner: ProfileId, kind: str, data: bytes, mode: str) -> int:
    """Work through the file from now on; the transfer's number. Raises `Invalid` by field, `Busy`.

    `merge` adds what is in the file; `overwrite` also takes away what is not, at the end.
    """
    if kind not in KINDS or mode not in MODES:
        raise Invalid("Please choose what is in the file, and what is to be done with it.", field="kind")
    lines = _lines(data)
    await tx.run(store.HOLD, owner=owner)
    if await tx.maybe(store.RUNNING, owner=owner, kind=kind):
        raise Busy
    transfer = ids.new()
    await tx.run(store.ADD, id=transfer, owner=owner, kind=kind, mode=mode, now=now())
    await tx.run(store.ADD_LINES, transfer=transfer, numbers=[number for number, _ in lines],
                 cells=[msgspec.json.encode(row).decode() for _, row in lines])
    await work.soon(tx, transfer=transfer)
    return transfer


def _lines(data: bytes) -> list[tuple[int, list[str]]]:
    """The rows with their numbers, without the one that names the columns and empty ones. Raises `Invalid`."""
    if len(data) > MOST_BYTES:
        raise Invalid("The file is too large: at most {most} MB.", field="file", most=MOST_BYTES >> 20)
    try:
        reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        found: list[tuple[int, list[str]]] = []
        for row in reader:
            cells = [unquoted(cell.strip()) for cell in row]
            if any(cells) and not (not found and cells[0].lower() in _HEADS):
                found.append((reader.line_num, cells))
            if len(found) > MOST_LINES:
                raise Invalid("The file has too many lines: at most {most:,}.", field="file", most=MOST_LINES)
    except (UnicodeDecodeError, csv.Error):
        raise Invalid("This is not a CSV file in UTF-8.", field="file") from None
    if not found:
        raise Invalid("There is nothing in this file.", field="file")
    if any("\x00" in cell or len(cell) > LONGEST_CELL for _, row in found for cell in row) or any(
            len(row) > MOST_CELLS for _, row in found):
        raise Invalid("This does not look like a file of this kind: its cells are too long or too many.", field="file")
    return found


def unquoted(cell: str) -> str:
    """What our own files have to put before a cell that a spreadsheet would take for a formula is taken off again."""
    return cell[1:] if cell.startswith("'") and cell[1:2] in ("=", "+", "-", "@", "\t", "\r") else cell


async def get(db: Read, owner: ProfileId, transfer: int) -> Transfer:
    """How far it is. Raises `NotFound`."""
    found = await db.maybe(store.GET, id=transfer, owner=owner)
    if found is None:
        raise NotFound
    return found


async def list_own(db: Read, owner: ProfileId) -> list[Transfer]:
    """What was brought of late, the newest first."""
    return await db.all(store.OWN, owner=owner)


async def list_problems(db: Read, owner: ProfileId, transfer: int) -> list[Line]:
    """The lines that could not be done, each with why. Raises `NotFound`."""
    return await db.all(store.PROBLEMS, transfer=(await get(db, owner, transfer)).id)


@errand(apart="transfer")
async def work(db: Db, transfer: int) -> None:
    """Some lines more. Done twice, a line changes nothing the second time, so whoever is killed here begins again."""
    row = await db.maybe(store.FOR_WORK, id=transfer)
    if row is None or row.ended_at is not None:
        return
    lines = await db.all(store.NEXT, transfer=transfer, limit=AT_ONCE)
    for line in lines:
        problem = ""
        try:
            await KINDS[row.kind].do(db, row.owner, msgspec.json.decode(line.cells, type=list[str]))
        except Refusal as refused:
            problem = refused.sentence
        async with db.write() as tx:
            await tx.run(store.DONE, transfer=transfer, line=line.line, problem=problem, now=now())
    if row.mode == "overwrite" and not lines:
        await _take_away(db, row)
    async with db.write() as tx:
        if lines:
            await work.soon(tx, transfer=transfer)
        else:
            await tx.run(store.END, id=transfer, now=now())


async def _take_away(db: Db, row: store.Working) -> None:
    """What is there and not in the file; what the file names stays, even if it could not be done."""
    kind = KINDS[row.kind]
    lines = await db.all(store.CELLS, transfer=row.id)
    stays = {kind.key(msgspec.json.decode(cells, type=list[str])) for cells in lines}
    # People of here may stand in the file without the name of the server.
    here = f"@{db.here.settings.domain}"
    stays |= {f"{key}{here}" for key in stays if "@" not in key}
    async with db.read() as reading:
        there = await kind.rows(reading, row.owner)
    for each in there:
        if kind.key(each) not in stays:
            async with db.write() as tx:
                await kind.undo(tx, row.owner, each)


@every(timedelta(days=1))
async def forget_old(tx: Tx) -> None:
    """What was brought a month ago is done; whom somebody blocks or follows lies about in no second place."""
    await tx.run(store.FORGET_OLD, before=now() - KEPT)


@on(profiles.ProfileRemoved)
async def forget(tx: Tx, fact: profiles.ProfileRemoved) -> None:
    await tx.run(store.FORGET, owner=fact.profile)
