"""People here and elsewhere who follow each other, and what they get to see."""

from typing import Any

from hubbub.people import follows, profiles
from hubbub.reach import posts
from tests.outside import ACTIVITY, Writer
from tests.town import Answer, Person, Town

HTML = "text/html,*/*;q=0.8"


def uri_of(who: Person) -> str:
    return f"{who.town.db.here.settings.base}/users/{who.profile}"


async def read(town: Town, uri: str) -> Answer:
    return await town.get(uri.removeprefix(town.db.here.settings.base), accept=ACTIVITY)


async def befriend(town: Town, ann: Person, zoe: Writer) -> None:
    """Ann and Zoe follow each other."""
    await zoe.sends(town, zoe.activity("Follow", uri_of(ann)))
    them = await profiles.find(town.db, uri=zoe.uri)
    assert them
    async with town.db.write() as tx:
        await follows.follow(tx, ann.profile, them)
        await follows.accept(tx, them, ann.profile)
    await ann.home()
    await town.settle()


async def shown(town: Town, note: dict[str, Any], ann: Person) -> dict[str, Any] | None:
    """The status that a note became, as Ann sees it."""
    known = await posts.find(town.db, note["id"])
    answer = await ann.get(f"/api/v1/statuses/{known}") if known else None
    return answer.json if answer and answer.status == 200 else None
