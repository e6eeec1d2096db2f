"""Polls on pages: asked in the composer, a form for who may vote, the counts for everybody else."""

from typing import Any

from starlette.responses import Response

from hubbub.base.ids import PostId
from hubbub.base.words import said
from hubbub.doors.web.routes import View, own_path, page
from hubbub.doors.web.templates import beside, panel
from hubbub.reach import polls, posts
from hubbub.reach.polls import Asked, Poll
from hubbub.reach.posts.amending import keeps
from hubbub.reach.posts.web import takes

panel("post.body", "polls/poll.html")
panel("post.edit", "polls/edit.html")
panel("composer", "polls/composer.html")

DAY = 86_400
SPANS = (
    (300, said("5 minutes")), (1800, said("30 minutes")), (3600, said("1 hour")), (21_600, said("6 hours")),
    (43_200, said("12 hours")), (DAY, said("1 day")), (3 * DAY, said("3 days")), (7 * DAY, said("7 days")),
    (14 * DAY, said("14 days")), (31 * DAY, said("31 days")),
)


async def read(view: View) -> Asked | None:
    """The poll of the composer's form; rows that were left empty are none."""
    asked = _asked(view)
    return asked if asked.titles else None


def _asked(view: View) -> Asked:
    titles = [text.strip() for text in view.form.getlist("poll_option") if isinstance(text, str)]
    seconds = view.number("poll_seconds")
    return Asked([title for title in titles if title], DAY if seconds is None else seconds,
                 view.text("poll_multiple") == "on", view.text("poll_hides") == "on")


async def keep(view: View, card: posts.Card) -> Poll | None:
    """An edit of the words leaves the poll alone."""
    found: Poll | None = card.parts.get("poll")
    return found


takes("poll", read)
keeps("poll", keep)


@beside("note")
async def asking(view: View, note: posts.Note | None) -> dict[str, Any]:
    """The rows to ask in, with what was typed if the form is shown again or a draft has it."""
    begun = note.parts.get("poll") if note else None
    asked = _asked(view)
    if begun and not asked.titles:
        asked = begun if isinstance(begun, Asked) else Asked(**begun)
    rows = [*asked.titles, *[""] * polls.MOST][:max(polls.MOST, len(asked.titles))]
    return {"asking": {
        "titles": rows, "seconds": asked.seconds, "multiple": asked.multiple, "hides_totals": asked.hides_totals,
        "spans": SPANS, "longest": polls.LONGEST,
    }}


@page("POST", "/posts/{id:int}/vote")
async def vote(view: View) -> Response:
    """Vote; the poll anew for a script, else back to where it stood."""
    me, post, where = view.me, PostId(view.id()), own_path(view.text("back", "/home"))
    chosen = [text for text in view.form.getlist("choice") if isinstance(text, str)]
    places = [int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1 for text in chosen]
    async with view.db.write() as tx:
        await polls.vote(tx, me, post, places)
    if not view.partial:
        return view.go(where)
    cards = await posts.cards(view.db, [post], me)
    return await view.render("polls/poll.html", card=cards[0], back=where.partition("#")[0])
