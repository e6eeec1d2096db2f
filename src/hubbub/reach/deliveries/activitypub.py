"""The fediverse door tells here where it was asked to carry a post, and where it has."""

from collections.abc import Sequence

from hubbub.base.db import Db, Read, Tx
from hubbub.base.ids import PostId, ProfileId
from hubbub.doors.fediverse import delivery
from hubbub.doors.fediverse.address import host_of
from hubbub.reach import deliveries


class _Register:
    async def promised(self, tx: Tx, post: int, inboxes: Sequence[str]) -> None:
        await deliveries.promise(tx, PostId(post), [host_of(inbox) for inbox in inboxes], inboxes)

    async def arrived(self, db: Db, post: int, host: str) -> None:
        await deliveries.arrive(db, PostId(post), host)

    async def given_up(self, db: Db, post: int, host: str) -> None:
        await deliveries.give_up(db, PostId(post), host)

    async def inboxes(self, db: Read, post: int) -> list[str]:
        return await deliveries.inboxes(db, PostId(post))

    async def inboxes_of_all(self, db: Read, author: ProfileId) -> list[str]:
        return await deliveries.inboxes_of_all(db, author)


delivery.registers(_Register())
