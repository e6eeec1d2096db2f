"""Appearances: chosen once, the same in every browser."""

from dataclasses import asdict, fields

from hubbub.base.db import Read, Tx
from hubbub.base.errors import Invalid
from hubbub.base.facts import on
from hubbub.base.ids import AccountId
from hubbub.base.words import said
from hubbub.people import accounts

from . import store
from .store import Appearance

# What may be chosen; the first of each is what the browser and the system say, and is what everybody has.
CHOICES: dict[str, dict[str, str]] = {
    "theme": {"system": said("As the system has it"), "light": said("Light"), "dark": said("Dark")},
    "contrast": {"system": said("Usual"), "more": said("More: words and edges stand out")},
    "text_size": {"system": said("Usual"), "small": said("Small"), "large": said("Large"),
                  "larger": said("Very large")},
    "density": {"system": said("Roomy"), "compact": said("Compact: more on a page")},
    "motion": {"system": said("As the system has it"), "less": said("Nothing moves")},
}


async def get(db: Read, account: AccountId) -> Appearance:
    """How the pages look for this person."""
    return await db.maybe(store.GET, account=account) or Appearance()


async def choose(tx: Tx, account: AccountId, wanted: Appearance) -> None:
    """Let them look so from now on. Raises `Invalid` by field."""
    for field in fields(wanted):
        if getattr(wanted, field.name) not in CHOICES[field.name]:
            raise Invalid("Please choose one of these.", field=field.name)
    await tx.run(store.CHOOSE, account=account, **asdict(wanted))
    tx.say("appearance", account)


@on(accounts.AccountErased)
async def forget(tx: Tx, fact: accounts.AccountErased) -> None:
    await tx.run(store.FORGET, account=fact.account)
