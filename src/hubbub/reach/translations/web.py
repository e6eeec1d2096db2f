"""Translations on pages: offered under posts that are not in the reader's language, and shown there."""

from typing import Any

from starlette.responses import Response

from hubbub.base import errors
from hubbub.base.ids import PostId
from hubbub.doors.web.keeping import pieces_know
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.templates import gives, panel
from hubbub.reach import posts, translations

panel("post.body", "translations/offer.html")
pieces_know("translates")


class Silent(errors.Conflict):
    """The service that translates does not answer just now. Please try again later."""


@gives
async def offered(view: View) -> dict[str, Any]:
    """Into which language posts are translated for the visitor, if that is done here at all."""
    return {"translates": _wanted(view) if translations.enabled(view.db) else ""}


def _wanted(view: View) -> str:
    """The language that the visitor's browser asks for first."""
    asked = view.request.headers.get("accept-language", "").partition(",")[0].partition(";")[0].partition("-")[0]
    return asked.strip().lower() if asked.strip().isalpha() else "en"


@page("GET", "/posts/{id:int}/translation")
async def translate(view: View) -> Response:
    """The post's words in the visitor's language: a piece for a script, else a page."""
    me, post = view.me, PostId(view.id())
    try:
        made = await translations.translate(view.db, me, post, _wanted(view), {})
    except translations.SilentTranslator:
        raise Silent from None
    cards = await posts.cards(view.db, [(await posts.visible(view.db, me, post)).id], me)
    piece = "translations/translation.html" if view.partial else "translations/page.html"
    return await view.render(piece, made=made, card=cards[0])
