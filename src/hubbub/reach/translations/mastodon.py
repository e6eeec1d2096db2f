"""Translations in the client API: of a post with what it carries, and which languages there are."""

from typing import Any

from hubbub.base.db import Db
from hubbub.base.ids import PostId
from hubbub.doors.mastodon.instance import describes
from hubbub.doors.mastodon.routes import Call, api, error
from hubbub.people import accounts
from hubbub.reach import posts, translations

PROVIDER = "LibreTranslate"
SILENT = "The service that translates does not answer just now. Please try again later."


@describes("configuration.translation")
async def offered(db: Db) -> Any:
    return {"enabled": translations.enabled(db)}


@api("GET", "/api/v1/instance/translation_languages")
async def languages(call: Call) -> Any:
    try:
        return await translations.languages(call.db)
    except translations.SilentTranslator:
        return error(503, SILENT, call.headers)


@api("POST", "/api/v1/statuses/{id}/translate", scope="read:statuses")
async def translate(call: Call) -> Any:
    """The entity Translation; with the descriptions of pictures and the choices of a poll."""
    post, viewer = PostId(call.id()), call.viewer
    row = await posts.visible(call.db, viewer, post)
    carried = await posts.parts_of(call.db, [row.boost_of or row.id], viewer, ["media", "poll"])
    pictures = carried.get("media", {}).get(row.boost_of or row.id, [])
    poll = carried.get("poll", {}).get(row.boost_of or row.id)
    extras = {f"media {each.id}": each.description for each in pictures if each.description}
    extras |= {f"poll {place}": title for place, title in enumerate(poll.titles if poll else ())}
    try:
        made = await translations.translate(call.db, viewer, post, await _wanted(call), extras)
    except translations.SilentTranslator:
        return error(503, SILENT, call.headers)
    options = [{"title": made.extras.get(f"poll {place}", "")} for place in range(len(poll.titles) if poll else 0)]
    return {
        "content": made.html, "spoiler_text": made.spoiler, "language": made.language,
        "detected_source_language": made.source, "provider": PROVIDER,
        "media_attachments": [
            {"id": str(each.id), "description": made.extras[f"media {each.id}"]}
            for each in pictures if f"media {each.id}" in made.extras],
        "poll": {"id": str(poll.post), "options": options} if poll else None,
    }


async def _wanted(call: Call) -> str:
    """The language that was asked for, or that of the person."""
    if asked := call.params.text("lang", limit=20):
        return asked
    account = call.bearer.account if call.bearer else None
    return (await accounts.get(call.db, account)).locale if account else "en"
