"""Media on pages: sending them from the composer, with script and without, and showing them in posts."""

from typing import Any

from starlette.datastructures import UploadFile
from starlette.responses import Response

from hubbub.base.db import Read
from hubbub.base.errors import Invalid, NotFound, Refusal
from hubbub.base.ids import MediaId, ProfileId
from hubbub.base.lending import lent
from hubbub.base.words import said
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.templates import beside, panel
from hubbub.reach import media, posts
from hubbub.reach.posts.amending import keeps
from hubbub.reach.posts.heads import Enclosed, encloses
from hubbub.reach.posts.web import lists, takes

from .media import TooManyPictures

panel("composer", "media/composer.html")
panel("post.body", "media/post.html")
panel("page.scripts", "media/scripts.html")
panel("post.edit", "media/edit.html")
lists("pictures", said("Pictures"), media.by_author, shown=lambda who: who.shows_media)


PATIENCE = 45.0  # seconds that a browser waits for a film


class NoFile(Invalid):
    """Please choose a file first."""


@page("POST", "/media", upload=True)
async def upload(view: View) -> Response:
    """One picture, sent by the composer's script: what stands for it in the form, or why it cannot."""
    me, sent = view.me, _files(view)
    try:
        if not sent:
            raise NoFile(field="files")
        row = await _take(view, me, sent[0], view.text("alts"))
    except Refusal as problem:
        return await view.render("media/problem.html", 422, problem=problem)
    return await view.render("media/upload.html", upload=row)


@page("POST", "/media/remove")
async def remove(view: View) -> Response:
    """Take a picture back that was sent and not yet published; one that another draft has too stays there."""
    number = view.number("id")
    if number is None:
        raise NotFound
    async with view.db.write() as tx:
        await media.remove(tx, view.me, MediaId(number), view.number("draft"))
    return Response(status_code=204)


async def read(view: View) -> list[int] | None:
    """The pictures of the composer's form: those that the script has sent, and files that came with the form."""
    sent, files = _sent(view), _files(view)
    if len(sent) + len(files) > media.MOST:
        raise TooManyPictures(field="files")
    await _describe(view, sent)
    words = [text for text in view.form.getlist("alts") if isinstance(text, str)]
    words += [""] * len(files)
    taken = [await _take(view, view.me, file, text) for file, text in zip(files, words, strict=False)]
    return [*sent, *(row.id for row in taken)] or None


async def keep(view: View, card: posts.Card) -> media.Chosen | None:
    """An edit keeps the pictures, each described as is written beside it."""
    carried: list[media.Media] = card.parts.get("media") or []
    words = {row.id: view.text(f"alt_{row.id}", row.description).replace("\r\n", "\n").strip() for row in carried}
    return media.Chosen(list(words), {row: (said, None) for row, said in words.items()}) if carried else None


def files(db: Read, given: list[media.Media]) -> list[Enclosed]:
    """What goes with a post to others: what is here, and copies of what is elsewhere."""
    return [file for row in given if row.state == "ready" and (file := _file(db, row)) is not None]


def _file(db: Read, row: media.Media) -> Enclosed | None:
    whole, small = (
        db.here.files.address(key) if key else lent(db.here, row.remote_url or "", shape) if row.remote_url else None
        for key, shape in ((row.original_key, "file"), (row.small_key, "small")))
    return Enclosed(whole, row.mime, row.kind, row.description, row.bytes, row.width, row.height, row.duration,
                    small if row.small_width else None) if whole else None


takes("media", read)
keeps("media", keep)
encloses("media", files)


@beside("note")
async def uploads(view: View, note: posts.Note | None) -> dict[str, Any]:
    """A form that is shown again has its pictures still."""
    given = note.parts.get("media") if note else None
    return {"uploads": await media.list_own(view.db, view.me, given) if given else []}


def _sent(view: View) -> list[MediaId]:
    texts = [text for text in view.form.getlist("media") if isinstance(text, str)]
    return [MediaId(int(text)) for text in texts if text.isascii() and text.isdigit() and len(text) < 19]


def _files(view: View) -> list[UploadFile]:
    """The files that were chosen; a browser sends an empty one for none."""
    files = [file for file in view.form.getlist("files") if isinstance(file, UploadFile)]
    return [file for file in files if file.size or file.filename]


async def _take(view: View, me: ProfileId, file: UploadFile, words: str) -> media.Media:
    view.request.app.state.counter.take(media.UPLOADS, str(me))
    row = await media.take(view.db, me, file.file, words.replace("\r\n", "\n"))
    row = await media.made(view.db, me, row.id, PATIENCE) if row.state == "waiting" else row
    if row.failure:
        raise Invalid(row.failure, field="files")
    return row


async def _describe(view: View, sent: list[MediaId]) -> None:
    """Keep what was written beside each, and which point of it matters."""
    for row in await media.list_own(view.db, view.me, sent) if sent else ():
        words = view.text(f"alt_{row.id}", row.description).replace("\r\n", "\n").strip()
        focus = media.focus_of(view.text(f"focus_{row.id}"))
        if words != row.description or (focus and focus != (row.focus_x or 0.0, row.focus_y or 0.0)):
            async with view.db.write() as tx:
                await media.describe(tx, view.me, row.id, words, focus)
