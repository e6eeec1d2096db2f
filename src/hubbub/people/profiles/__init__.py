"""A profile is a public actor, here or elsewhere: a person, a brand, a group, a show."""

from .profiles import (
    Arrived,
    NameTaken,
    NotAName,
    ProfileChanged,
    ProfileRemoved,
    arrive,
    changed,
    count,
    edit,
    find,
    get,
    instance_actor,
    key_of,
    list_by_ids,
    look_up,
    open_profile,
    remove,
)
from .store import Key, Profile

__all__ = [
    "Arrived",
    "Key",
    "NameTaken",
    "NotAName",
    "Profile",
    "ProfileChanged",
    "ProfileRemoved",
    "arrive",
    "changed",
    "count",
    "edit",
    "find",
    "get",
    "instance_actor",
    "key_of",
    "list_by_ids",
    "look_up",
    "open_profile",
    "remove",
]
