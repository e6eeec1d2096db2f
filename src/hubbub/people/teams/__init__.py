"""A team is the people who may act as one profile, each in a role."""

from .teams import (
    PUBLISHERS,
    NotYours,
    Role,
    join,
    list_profiles,
    owner_of,
    require,
    role_of,
)

__all__ = [
    "PUBLISHERS",
    "NotYours",
    "Role",
    "join",
    "list_profiles",
    "owner_of",
    "require",
    "role_of",
]
