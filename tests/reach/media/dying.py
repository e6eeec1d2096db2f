"""Takes a picture in a process with a disk or an end of its own: `python -m tests.reach.media.dying WHAT ADDRESS …`."""

import asyncio
import json
import os
import sys
from pathlib import Path

from hubbub import app
from hubbub.base import settings
from hubbub.base.db import Db
from hubbub.base.errors import Full
from hubbub.base.ids import MediaId, ProfileId
from hubbub.reach import media
from hubbub.reach.media.media import work as making_work
from tests.reach.media.sending import form
from tests.town import ask


def die_at(event: str, count: str) -> None:
    """`event` is of Python's audit events: at its `count`-th occurrence the process is no more."""
    left = int(count)

    def heard(name: str, given: object) -> None:
        nonlocal left
        if name == event:
            left -= 1
            if left == 0:
                os._exit(9)

    sys.addaudithook(heard)


async def take(db: Db, profile: str, picture: str, event: str, count: str) -> str:
    die_at(event, count)
    with Path(picture).open("rb") as file:
        try:
            await media.take(db, ProfileId(int(profile)), file)
        except Full:
            return "Full"
    return "Taken"


async def work(db: Db, row: str, _: str, event: str, count: str) -> str:
    """Make what was sent before."""
    die_at(event, count)
    await making_work.call(db, MediaId(int(row)))
    return "Made"


async def send(db: Db, token: str, picture: str) -> str:
    """By the API, the form's file put down in the temporary folder; the status, and how many files there are then."""
    body, kind = form([("file", ("picture", Path(picture).read_bytes()))])
    headers = {"authorization": f"Bearer {token}", "content-type": kind}
    answer = await ask(app.App(db), "POST", "/api/v2/media", body=body, headers=headers)
    return f"{answer.status} {sum(path.is_file() for path in db.here.settings.media.rglob('*'))}"


async def main(what: str, database: str, *given: str) -> None:
    environment = {"HUBBUB_DOMAIN": "here.test", "HUBBUB_DEVELOPMENT": "1", "HUBBUB_DATA": os.environ["HUBBUB_DATA"]}
    async with app.standing(settings.read(environment), json.loads(database), reading=1, writing=1) as db:
        match what:
            case "take":
                print(await take(db, *given))
            case "work":
                print(await work(db, *given))
            case "send":
                print(await send(db, *given))


if __name__ == "__main__":
    app.open_rooms()
    asyncio.run(main(*sys.argv[1:]))
