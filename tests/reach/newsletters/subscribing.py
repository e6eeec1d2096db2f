"""Newsletters that tests begin: switched on by their owner, subscribed to by an address and confirmed by its link."""

import json

from hubbub.reach import newsletters
from tests.browser import browser
from tests.postbox import Postbox
from tests.town import Answer, Person, Town, ask

READER = "rae@far.test"


async def writer(town: Town, name: str = "ann") -> Person:
    """Somebody who offers their posts by e-mail."""
    person = await town.person(name)
    async with town.db.write() as tx:
        await newsletters.switch(tx, person.profile, on=True)
    return person


async def asks(town: Town, person: Person, email: str = READER, **headers: str) -> Answer:
    """Somebody without an account gives an address."""
    path = f"/api/v1/accounts/{person.profile}/email_subscriptions"
    return await ask(town.app, "POST", path, body=json.dumps({"email": email}).encode(),
                     headers={"content-type": "application/json"} | headers)


async def reader(town: Town, postbox: Postbox, person: Person, email: str = READER) -> None:
    """A subscriber of theirs, who has confirmed it."""
    assert (await asks(town, person, email)).status == 200
    await town.settle()
    page = await browser(town)
    link = postbox.link()
    await page.get(link)
    assert (await page.sends(link)).status == 200
    postbox.taken.clear()
    postbox.envelopes.clear()


async def pass_by(town: Town) -> None:
    """What is published goes out."""
    await town.settle()
    town.forward(minutes=6)
    await town.settle()


def words(postbox: Postbox, number: int = -1, kind: str = "plain") -> str:
    """What a mail says."""
    body = postbox.taken[number].get_body((kind,))
    assert body is not None
    return str(body.get_content())


def leaving(postbox: Postbox, number: int = -1) -> str:
    """The path at which a mail's subscription ends, as mail programs find it."""
    return str(postbox.taken[number]["list-unsubscribe"]).strip("<>").removeprefix("http://here.test")
