"""Marks: by which cards are kept. A face that knows without asking how posts look says what tells them apart."""

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field

from hubbub.base.db import Read
from hubbub.base.ids import PostId, ProfileId

# Whether a viewer who has these flags now, and the filters they had, would be told the same of a post.
Same = Callable[[Mapping[PostId, int]], bool]


@dataclass(frozen=True, slots=True)
class Marked:
    """The mark of each post of which enough is known, and for how long, of those that last."""

    by_post: dict[PostId, Hashable] = field(default_factory=dict)
    last: dict[PostId, Same] = field(default_factory=dict)


Marks = Callable[[Read, Sequence[PostId], ProfileId | None, Mapping[PostId, int] | None], Awaitable[Marked]]

_marks: list[Marks] = []


def tells_apart(function: Marks) -> Marks:
    """Let a face say what tells posts apart."""
    _marks[:] = [function]
    return function


async def marks(
    db: Read, ids: Sequence[PostId], viewer: ProfileId | None, bits: Mapping[PostId, int] | None = None
) -> Marked:
    """What tells each of the posts, as the viewer is shown it, from all that it or any other may look like otherwise.

    Without it are those of which nothing is known so. `bits` are the viewer's flags, if they are known.
    """
    return await _marks[0](db, ids, viewer, bits) if _marks else Marked()
