"""With which other servers this one speaks, and about what."""

from .domains import (
    DomainBlocked,
    Wanted,
    allow,
    block,
    change,
    disallow,
    get,
    get_allow,
    list_allows,
    list_blocks,
    stance_to,
    unblock,
)
from .store import Allow, Block

__all__ = [
    "Allow",
    "Block",
    "DomainBlocked",
    "Wanted",
    "allow",
    "block",
    "change",
    "disallow",
    "get",
    "get_allow",
    "list_allows",
    "list_blocks",
    "stance_to",
    "unblock",
]
