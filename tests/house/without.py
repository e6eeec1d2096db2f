"""A server without some of its rooms: `python -m tests.house.without SOCKET DATABASE DATA ROOM…`; 0 if it serves."""

import asyncio
import sys
from pathlib import Path

from hubbub import app
from hubbub.base import migrate
from hubbub.base.settings import read
from hubbub.base.worker import Worker
from hubbub.rooms import ROOMS
from tests.town import Answer, Person, Town


async def serve(socket: str, database: str, data: str, without: set[str]) -> None:
    """Open what is left, then do what every server must: sign up, publish, read, look at pages."""
    rooms = tuple(room for room in ROOMS if room not in without)
    app.open_rooms(rooms)
    settings = read({"HUBBUB_DATA": data, "HUBBUB_DOMAIN": "here.test", "HUBBUB_DEVELOPMENT": "1"})
    address = {"host": socket, "user": "hubbub", "database": database}
    async with app.standing(settings, address, reading=2, writing=2) as db:
        await migrate.run(db, app.migrations(rooms))
        town = Town(db, Worker(db))
        await _live(town, await town.person("ann"), await town.person("bob"))
        parked = [row[0] for row in await _rows(town, "SELECT name FROM jobs WHERE parked_at IS NOT NULL")]
        assert not parked, f"parked: {parked}"
    loaded = {room for room in without if f"hubbub.{room}" in sys.modules}
    assert not loaded, f"imported all the same: {loaded}"


async def _live(town: Town, ann: Person, bob: Person) -> None:
    await bob.follows(ann)
    status = await ann.posts("Fresh #bread for @bob")
    await town.settle()
    assert [each["id"] for each in await bob.home()] == [status["id"]]
    assert (await bob.get(f"/api/v1/statuses/{status['id']}")).json["content"].startswith("<p>Fresh")
    for path in ("/", "/@ann", f"/@ann/{status['id']}", "/sign-in"):
        _shown(path, await town.get(path))
    assert (await bob.call("DELETE", f"/api/v1/statuses/{status['id']}")).status == 403
    assert (await ann.call("DELETE", f"/api/v1/statuses/{status['id']}")).status == 200
    await town.settle()
    assert await bob.home() == []


def _shown(path: str, answer: Answer) -> None:
    assert answer.status == 200, f"{path}: {answer.status} {answer.text[-600:]}"


async def _rows(town: Town, query: str) -> list[tuple[str]]:
    async with town.db.alone() as connection:
        return list(await connection.fetch(query))


if __name__ == "__main__":
    Path(sys.argv[3]).mkdir(parents=True, exist_ok=True)
    asyncio.run(serve(sys.argv[1], sys.argv[2], sys.argv[3], set(sys.argv[4:])))
