"""Takes a picture in a process that ends at a moment of its own: `python -m tests.reach.media.dying ADDRESS …`."""

import asyncio
import json
import os
import sys
from pathlib import Path

from hubbub import app
from hubbub.base import settings
from hubbub.base.errors import Full
from hubbub.base.ids import ProfileId
from hubbub.reach import media


async def take(database: dict[str, str], profile: int, picture: str, event: str, count: int) -> None:
    """`event` is of Python's audit events: at its `count`-th occurrence the process is no more."""
    async with app.standing(settings.read({
        "HUBBUB_DATA": os.environ["HUBBUB_DATA"], "HUBBUB_DOMAIN": "here.test", "HUBBUB_DEVELOPMENT": "1",
    }), database, reading=1, writing=1) as db:
        left = count

        def heard(name: str, given: object) -> None:
            nonlocal left
            if name == event:
                left -= 1
                if left == 0:
                    os._exit(9)

        sys.addaudithook(heard)
        with Path(picture).open("rb") as file:
            try:
                await media.take(db, ProfileId(profile), file)
                print("Taken")
            except Full:
                print("Full")


if __name__ == "__main__":
    app.open_rooms()
    asyncio.run(take(json.loads(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4], int(sys.argv[5])))
