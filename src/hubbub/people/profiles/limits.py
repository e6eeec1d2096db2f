"""Profiles held back: silenced, marked as sensitive, standing as their whole server does, or moved away."""

from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.facts import tell
from hubbub.base.ids import ProfileId

from . import store
from .profiles import ProfileChanged, changed


async def silence(tx: Tx, profile: ProfileId, lasts: bool = True) -> None:
    """Only those who follow the profile hear it; or everybody again."""
    await tx.run(store.SILENCE, id=profile, at=now() if lasts else None)
    changed(tx, profile)
    tx.say("standing", profile)


async def sensitize(tx: Tx, profile: ProfileId, lasts: bool = True) -> None:
    """What it publishes from now on is sensitive; or only what it says is."""
    await tx.run(store.SENSITIZE, id=profile, at=now() if lasts else None)
    changed(tx, profile)


async def limit_domain(tx: Tx, domain: str, severity: str) -> None:
    """Whoever is known of this server stands as it does: `noop`, `silence` or `suspend`.

    Who was judged alone stays as they are.
    """
    touched = await tx.all(store.LIMIT_DOMAIN, domain=domain, severity=severity, now=now())
    tx.say("profile", *touched)
    tx.say("key", *touched)
    tx.say("standing", *touched)


async def domains_below(db: Read, domain: str) -> list[str]:
    """The servers known by this name or below it."""
    return [known for known in await domains(db) if known.rpartition(":")[0] == domain or known == domain
            or known.partition(":")[0].endswith(f".{domain}")]


async def domains(db: Read) -> list[str]:
    """Every server that somebody is known of, in the order of the alphabet."""
    return await db.all(store.DOMAINS)


async def redirect(tx: Tx, profile: ProfileId, target: ProfileId | None) -> None:
    """The profile is to be found elsewhere, or here again; whether it may say so, the room of moves decides."""
    await tx.run(store.REDIRECT, id=profile, target=target)
    changed(tx, profile)


async def retell(tx: Tx, profile: ProfileId) -> None:
    """What an upper room says in the profile's actor has changed: other servers are to hear it."""
    await tell(tx, ProfileChanged(profile))
