"""What staff says of a tag: whether posts here may carry it, whether it is found, and how it is written."""

from collections.abc import Sequence

from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import Invalid

from . import store
from .store import Known
from .tags import named


class NotThisTag(Invalid):
    """Validation failed: Display name must be the same tag in other letters, large or small."""


async def list_known(
    db: Read, *, below: int | None = None, above: int | None = None, upward: bool = False, limit: int = 100
) -> list[Known]:
    """All tags that there are, the newest first."""
    rows = await db.all(store.KNOWN, below=below, above=above, upward=upward, limit=limit)
    return sorted(rows, key=lambda row: row.key, reverse=True)


async def known(db: Read, names: Sequence[str]) -> dict[str, Known]:
    """Those of them that there are, by their names."""
    return {row.name: row for row in await db.all(store.KNOWN_SO, names=list(names))}


async def rule(
    tx: Tx, name: str, *, usable: bool | None = None, listable: bool | None = None, title: str | None = None
) -> None:
    """Say this of a tag from now on; what is not given stays. Raises `NotThisTag`."""
    if title is not None and named(title) != name:
        raise NotThisTag(field="display_name")
    await tx.run(store.RULE, name=name, usable=usable, listable=listable, now=now(),
                 title=None if title is None else title.strip().removeprefix("#"))
