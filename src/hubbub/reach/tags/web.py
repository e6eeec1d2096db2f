"""The page of a tag, those that one follows, and those that somebody shows beside their profile."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from hubbub.base.db import Tx
from hubbub.base.errors import NotFound
from hubbub.base.ids import PostId, ProfileId
from hubbub.doors.web.feeds import admit
from hubbub.doors.web.heads import Head
from hubbub.doors.web.routes import View, own_path, page
from hubbub.doors.web.stretches import stretch
from hubbub.doors.web.templates import beside, panel
from hubbub.people import profiles
from hubbub.reach import tags
from hubbub.reach.posts.sheets import sheets

FOLLOWED = 100
SUGGESTED = 3  # of the tags that one writes about, to be shown on one's page

panel("profile.featured", "tags/panel.html")
panel("profile.features", "tags/hint.html")

Verb = Callable[[Tx, ProfileId, str], Awaitable[object]]


@beside("showcase")
async def featured(view: View, who: profiles.Profile) -> dict[str, Any]:
    """Beside what somebody features: the tags that they show, and to themselves those that they might."""
    might = await tags.list_suggested(view.db, who.id) if view.viewer == who.id else []
    return {"shown_tags": await tags.list_featured(view.db, who.id), "tags_to_show": might[:SUGGESTED]}


@page("GET", "/tags")
async def followed(view: View) -> Response:
    """The tags that the visitor follows, the newest first."""
    rows = await tags.list_followed(view.db, view.me, below=view.number("below"), limit=FOLLOWED)
    older = f"/tags?below={rows[-1].key}" if len(rows) == FOLLOWED else None
    return await view.render("tags/followed.html", rows=rows, older=older)


@page("GET", "/tags/{name}")
async def tag(view: View) -> Response:
    """Public posts with the tag, the newest first."""
    name = _named(view)
    admit(view, view.db.here.settings.tag_feeds, everywhere=True)

    async def ids(below: int | None, above: int | None, limit: int) -> list[PostId]:
        return await tags.list_posts(view.db, view.viewer, [name], below=below, above=above, limit=limit)

    run = await stretch(view, f"/tags/{quote(name)}", ids)
    cards = await sheets(view, view.db, run.ids, at="public")
    mine = (await tags.interests(view.db, view.viewer, [name]))[name] if view.viewer else None
    piece = "posts/more.html" if view.partial else "tags/tag.html"
    where = f"/tags/{quote(name)}"
    head = Head(view.db.here.settings.url(where), f"#{name}",
                view.words("Public posts about #{name}, the newest first.", name=name),
                robots="noindex" if view.number("below") or not cards else "", feed=where)
    return await view.render(piece, name=name, cards=cards, mine=mine, head=head, **run.shown)


def _named(view: View) -> str:
    """The tag that the address names. Raises `NotFound`."""
    name = tags.named(view.path["name"])
    if name is None:
        raise NotFound("There is no such tag.")
    return name


async def _unfeature(tx: Tx, profile: ProfileId, name: str) -> None:
    await tags.unfeature(tx, profile, name=name)


def _does(verb: Verb) -> Callable[[View], Awaitable[Response]]:
    async def pressed(view: View) -> Response:
        name = _named(view)
        async with view.db.write() as tx:
            await verb(tx, view.me, await tags.know(tx, name))
        return view.go(own_path(view.text("back", f"/tags/{quote(name)}")))

    return pressed


for _word, _verb in (
    ("follow", tags.follow), ("unfollow", tags.unfollow), ("feature", tags.feature), ("unfeature", _unfeature),
):
    page("POST", f"/tags/{{name}}/{_word}")(_does(_verb))
