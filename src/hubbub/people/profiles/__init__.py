"""A profile is a public actor, here or elsewhere: a person, a brand, a group, a show."""

from . import keys, limits, pictures, verifying  # noqa: F401  verifying hears of changed profiles
from .counting import count, count_posts
from .profiles import (
    Arrived,
    NameTaken,
    NotAName,
    ProfileChanged,
    ProfileMet,
    ProfileRemoved,
    ProfileRestored,
    ProfileSuspended,
    arrive,
    edit,
    find,
    find_all,
    get,
    instance_actor,
    list_by_ids,
    look_up,
    open_profile,
    remove,
    suspend,
)
from .rekeying import change_key
from .seeking import known, meet, seek, seeks
from .store import Key, Profile, Signer

__all__ = [
    "Arrived",
    "Key",
    "NameTaken",
    "NotAName",
    "Profile",
    "ProfileChanged",
    "ProfileMet",
    "ProfileRemoved",
    "ProfileRestored",
    "ProfileSuspended",
    "Signer",
    "arrive",
    "change_key",
    "count",
    "count_posts",
    "edit",
    "find",
    "find_all",
    "get",
    "instance_actor",
    "keys",
    "known",
    "limits",
    "list_by_ids",
    "look_up",
    "meet",
    "open_profile",
    "pictures",
    "remove",
    "seek",
    "seeks",
    "suspend",
]
