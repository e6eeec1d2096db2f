"""A team is the people who may act as one profile, each in a role."""

from .teams import (
    Role,
    join,
    list_profiles,
    owner_of,
    role_of,
)

__all__ = [
    "Role",
    "join",
    "list_profiles",
    "owner_of",
    "role_of",
]
