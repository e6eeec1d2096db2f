"""Keys: what a profile signs with, and all that an actor elsewhere says it signs with."""

from collections.abc import Mapping

from hubbub.base.clock import now
from hubbub.base.db import Db, Duplicate, Read, Tx
from hubbub.base.gather import Gathered
from hubbub.base.ids import ProfileId

from . import store
from .store import Key, OlderKey, Signer


async def key_of(db: Read, profile: ProfileId | None = None, *, uri: str = "") -> Key | None:
    """A profile's key, or the key with this address."""
    if profile is not None:
        return await db.maybe(store.KEY_OF, profile=profile)
    return await db.maybe(store.KEY_BY_URI, uri=uri)


async def older_keys(db: Read, profile: ProfileId) -> list[OlderKey]:
    """The keys that a profile here signed with until lately."""
    return await db.all(store.OLDER_KEYS, profile=profile, now=now())


async def signer(db: Read, key_uri: str) -> Signer | None:
    """Who signs elsewhere with the key at this address, if they are known. Many ask at once, and are told together."""
    if isinstance(db, Db):
        return (await _signers.add(db, key_uri)).get(key_uri)
    return next(iter(await db.all(store.SIGNERS, uris=[key_uri])), None)


async def _all_signers(db: Db, uris: list[str]) -> dict[str, Signer]:
    return {found.uri: found for found in await db.all(store.SIGNERS, uris=uris)}


_signers: Gathered[str, dict[str, Signer]] = Gathered(_all_signers)


async def keep(tx: Tx, profile: ProfileId, first: tuple[str, str], more: Mapping[str, str]) -> None:
    """The keys that an actor elsewhere shows now, and no others. Raises `Duplicate` if one is a neighbour's."""
    uris = list(more)
    if await tx.maybe(store.NEIGHBOURS, profile=profile, uris=[first[0], *uris]):
        raise Duplicate("profile_keys")
    await tx.run(store.KEEP_KEY, profile=profile, uri=first[0], public_pem=first[1], private_pem=None)
    await tx.run(store.KEEP_MORE_KEYS, profile=profile, uris=uris, pems=list(more.values()))
