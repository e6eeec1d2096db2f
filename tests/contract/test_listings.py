"""Whatever a listing holds, it takes the same number of statements, and few."""

from typing import Any

from hubbub.base import bus, db
from hubbub.doors.mastodon.kinds import endpoints

from ..outside import Peer
from ..town import Town
from .asking import filled
from .clients import served
from .furnishing import Furnished, furnished

FEW, MANY = 2, 20
MOST = 70  # statements of one listing with nothing kept in memory
# What answers with several things although its kind is no list.
HOLDERS = ("Grouped", "Search", "Context", "CollectionWith")
# What does not grow with what people do in this town.
FIXED = {
    "/api/v1/annual_reports", "/api/v1/annual_reports/{year}",  # one a year
    "/api/v1/admin/trends/links/publishers",  # all pages of this town are of one host
    "/api/v1/accounts/{id}/identity_proofs", "/api/v1/instance/activity", "/api/v1/instance/peers",
    "/api/v1/instance/translation_languages",
}


def listings() -> list[str]:
    """Each address of the documented API that answers with several of something and is served."""
    return [
        path for _, method, path, kind in endpoints()
        if method == "GET" and ("[" in kind or kind.startswith(HOLDERS)) and served(method, path)
    ]


async def asked(world: Furnished) -> dict[str, tuple[int, int]]:
    """For each listing how much it holds and how many statements it took when nothing was kept."""
    names, found = await world.names(), {}
    for path in listings():
        begins = max((start for start in names if path.startswith(start)), key=len, default="")
        address = f"{filled(path, names.get(begins), 'none')}?{world.query(path)}"
        await world.ann.get(address)  # what is learned once in the life of a process does not count
        bus.gap()
        log: list[str] = []
        token = db.made.set(log)
        answer = await world.ann.get(address)
        db.made.reset(token)
        assert answer.status in (200, 404), (address, answer.text)
        found[path] = (size(answer.json) if answer.status == 200 else 0, len(log))
    return found


def size(given: Any) -> int:
    """How many things an answer holds."""
    parts = [given] if isinstance(given, list) else given.values()
    return sum(len(each) for each in parts if isinstance(each, list))


async def test_a_listing_of_many_takes_no_more_statements_than_one_of_few(town: Town, peer: Peer):
    world = await furnished(town, peer)
    await world.grow(FEW)
    few = await asked(world)
    await world.grow(MANY)
    many = await asked(world)
    assert {path: (few[path], many[path]) for path in few if few[path][1] < many[path][1]} == {}
    assert {path: many[path] for path in many if many[path][1] > MOST} == {}
    thin = {path for path in few if not FEW <= few[path][0] < many[path][0]}
    assert thin == FIXED, "furnishing.py has to make more of what these list"
