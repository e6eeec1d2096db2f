"""Marks: by which cards are kept. A face that knows without asking how posts look says what tells them apart."""

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence

from hubbub.base.db import Read
from hubbub.base.ids import PostId, ProfileId

Marks = Callable[
    [Read, Sequence[PostId], ProfileId | None, Mapping[PostId, int] | None], Awaitable[dict[PostId, Hashable]]]

_marks: list[Marks] = []


def tells_apart(function: Marks) -> Marks:
    """Let a face say what tells posts apart."""
    _marks[:] = [function]
    return function


async def marks(
    db: Read, ids: Sequence[PostId], viewer: ProfileId | None, bits: Mapping[PostId, int] | None = None
) -> dict[PostId, Hashable]:
    """What tells each of the posts, as the viewer is shown it, from all that it or any other may look like otherwise.

    Without it are those of which nothing is known so. `bits` are the viewer's flags, if they are known.
    """
    return await _marks[0](db, ids, viewer, bits) if _marks else {}
