"""What happens to collections, for whoever tells other servers."""

from dataclasses import dataclass

from hubbub.base.ids import ProfileId


@dataclass(frozen=True, slots=True)
class CollectionMade:
    """A collection of somebody here is there to be found."""

    collection: int


@dataclass(frozen=True, slots=True)
class CollectionChanged:
    """It says something else of itself; `found`: it was there to be found until now."""

    collection: int
    found: bool


@dataclass(frozen=True, slots=True)
class CollectionDeleted:
    """It is gone: for whoever follows the owner, and once for each who was in it."""

    collection: int
    owner: ProfileId
    member: ProfileId | None


@dataclass(frozen=True, slots=True)
class CollectionsWanted:
    """Somebody here looks at what somebody elsewhere has put together, and it was not asked for lately."""

    owner: ProfileId


@dataclass(frozen=True, slots=True)
class ItemAsked:
    """Somebody elsewhere is to be in a collection of ours if they agree."""

    item: int


@dataclass(frozen=True, slots=True)
class ItemAdded:
    """Somebody is in a collection of ours."""

    item: int


@dataclass(frozen=True, slots=True)
class ItemRemoved:
    """Somebody is in a collection of ours no longer, or is asked no more."""

    item: int
    collection: int
    profile: ProfileId


@dataclass(frozen=True, slots=True)
class ConsentEnded:
    """Somebody here does not want to be in a collection of another server any more."""

    stamp: int
    profile: ProfileId
    asker: ProfileId
    collection_uri: str
