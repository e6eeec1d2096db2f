"""What guards an account besides its password, and the mail that tells its person when that changes."""

from collections.abc import Awaitable, Callable

from hubbub.base import mail
from hubbub.base.db import Read, Tx
from hubbub.base.ids import AccountId
from hubbub.base.words import Said, said

from . import store

Guards = Callable[[Read, AccountId], Awaitable[bool]]
_guards: list[Guards] = []


def guards(function: Guards) -> Guards:
    """A room that keeps second factors says whether this account has one."""
    _guards.append(function)
    return function


async def guarded(db: Read, account: AccountId) -> bool:
    """Whether the password alone does not let anybody in."""
    return any([await guard(db, account) for guard in _guards])


async def warn(tx: Tx, account: AccountId, subject: Said, words: Said, to: str = "") -> None:
    """Mail the person that their account's guard has changed, so that a thief cannot do it in silence.

    It goes to the account's own address, or to the one before it.
    """
    who, settings = await tx.one(store.GET, id=account), tx.here.settings
    if who.removed_at or not who.confirmed_at:
        return
    await mail.send(tx, mail.Mail(
        to or who.email, said("{subject} at {domain}", subject=subject, domain=settings.domain),
        [words, said("If it was you, there is nothing to do. If it was not, choose another password at once and look "
                     "where you are signed in.")],
        settings.url("/settings/account"), said("Look at my account"), who.locale,
    ))
