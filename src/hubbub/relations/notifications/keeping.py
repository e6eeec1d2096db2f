"""The groups that somebody was told of, kept until they are told more, or stand otherwise with anybody."""

from collections.abc import Sequence

from hubbub.base import bus
from hubbub.base.db import Read
from hubbub.base.ids import ProfileId
from hubbub.reach.posts.mastodon import Pages
from hubbub.relations import notifications
from hubbub.relations.notifications import Group, Page

from .entities import shape

Shaped = tuple[list[Group], list[bytes]]

_groups: Pages[ProfileId, Shaped] = Pages(2_000, "notification", "graph")


@bus.hears("standing")
def _drop_all(keys: list[str]) -> None:
    """Somebody is seen by nobody, or by everybody again."""
    _groups.clear()


async def groups(db: Read, me: ProfileId, page: Page, grouped: Sequence[str]) -> Shaped:
    """As the database gives them, and the JSON of each; of what a policy keeps apart nobody is told, so it is always
    asked for."""
    async def read() -> Shaped:
        found = await notifications.list_groups(db, me, page, grouped)
        return found, [shape(group) for group in found]

    if page.filtered:
        return await read()
    kinds = None if page.kinds is None else tuple(page.kinds)
    asked = (kinds, page.actor, page.below, page.above, page.upward, page.limit, *grouped)
    return await _groups.of(
        db, me, asked, me, read, lambda shaped: [group.post for group in shaped[0] if group.post is not None])
