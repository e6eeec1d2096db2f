"""Emoji in the client API: this server's own, and those of statuses and accounts."""

from collections.abc import Mapping, Sequence
from typing import Any

from hubbub.base import bus
from hubbub.base.db import Read
from hubbub.base.ids import ProfileId
from hubbub.doors.mastodon.routes import Call, api
from hubbub.people import profiles
from hubbub.people.profiles import mastodon as accounts
from hubbub.reach import emoji
from hubbub.reach.edits import mastodon as edits
from hubbub.reach.posts import rendering


@bus.hears("emoji")
def _drop(keys: list[str]) -> None:
    """One that is made or gone may stand anywhere."""
    rendering.without_keeping()
    accounts.without_keeping()


def entity(given: emoji.Emoji) -> dict[str, Any]:
    """The entity CustomEmoji."""
    return {
        "shortcode": given.shortcode, "url": given.address, "static_url": given.address,
        "visible_in_picker": given.visible, "category": given.category or None,
    }


def entities(db: Read, worn: emoji.Worn) -> list[dict[str, Any]]:
    return [entity(each) for each in worn.words]


rendering.carries("emojis", "emoji", entities, [])


@accounts.dresses
async def of_accounts(db: Read, rows: Sequence[profiles.Profile]) -> Mapping[ProfileId, list[dict[str, Any]]]:
    return {who: [entity(each) for each in found] for who, found in (await emoji.of_profiles(db, rows)).items()}


@edits.dresses
async def of_versions(db: Read, server: str, words: Sequence[str]) -> list[list[dict[str, Any]]]:
    found = await emoji.named_in(db, {place: (server, text) for place, text in enumerate(words)})
    return [[entity(each) for each in found.get(place, [])] for place in range(len(words))]


@api("GET", "/api/v1/custom_emojis")
async def listed(call: Call) -> Any:
    return [entity(each) for each in await emoji.list_here(call.db)]
