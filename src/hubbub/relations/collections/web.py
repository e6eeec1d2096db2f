"""A collection's page, from which its people are followed one by one, and the list of them on their owner's page."""

from typing import Any

from starlette.responses import Response

from hubbub.base.words import said
from hubbub.doors.web.heads import Head, brief
from hubbub.doors.web.routes import View, own_path, page
from hubbub.doors.web.templates import beside, panel
from hubbub.people import follows, profiles
from hubbub.reach.posts.heads import HIDDEN, robots
from hubbub.relations import collections
from hubbub.relations.collections import MOST, Collection, elsewhere
from hubbub.relations.notifications.lines import leads

from . import editing  # noqa: F401  hangs its pages

panel("profile.featured", "collections/panel.html")
panel("profile.features", "collections/hint.html")
leads("collection", "/collections/{}", said("See the collection"))
leads("collection_update", "/collections/{}", said("See the collection"))


@beside("who")
async def looked_at(view: View, who: profiles.Profile) -> dict[str, Any]:
    """Whoever looks at somebody elsewhere finds their collections a moment later."""
    if not view.partial:
        await elsewhere.look_at(view.db, view.viewer, who)
    return {}


@beside("showcase")
async def of_one(view: View, who: profiles.Profile) -> dict[str, Any]:
    """Beside what somebody features: what they have put together."""
    return {"collected": await collections.list_by(view.db, view.viewer, who.id, limit=MOST)}


@page("GET", "/collections/{id:int}")
async def show(view: View) -> Response:
    async with view.db.read() as db:
        shown = await collections.get(db, view.viewer, view.id())
        items = (await collections.items_of(db, view.viewer, [shown.id]))[shown.id]
        inside = [item.profile for item in items if item.state == "accepted"]
        owner, *people = await profiles.list_by_ids(db, [shown.owner, *inside])
        stands = await follows.relations(db, view.viewer, [who.id for who in people]) if view.viewer else []
    return await view.render(
        "collections/collection.html", shown=shown, owner=owner, people=people,
        address=view.db.here.settings.url(f"/collections/{shown.id}"), head=_head(view, shown, owner),
        relations={relation.profile: relation for relation in stands if relation.profile != view.viewer},
    )


def _head(view: View, shown: Collection, owner: profiles.Profile) -> Head:
    """The head of its page: whoever may not be found, or not by search engines, is not to be found by it either."""
    address = view.db.here.settings.url(f"/collections/{shown.id}")
    if not shown.here:
        return Head(shown.url or address, robots=HIDDEN)
    return Head(
        address, brief(f"{shown.name}, by {owner.title}"), brief(shown.description) or f"People whom {owner.title} "
        "finds worth following.", robots=robots(owner) if shown.discoverable else HIDDEN, language=shown.language,
        author=f"{owner.name}@{view.db.here.settings.domain}", name=owner.title)


@page("POST", "/collections/{id:int}/leave")
async def leave(view: View) -> Response:
    """For good, and so asked about once more."""
    shown = await collections.get(view.db, view.me, view.id())
    view.sure(said("Leave the collection “{name}”?", name=shown.name), "You will not be in it any more, and nobody can "
              "put you back, not even if you ask for it.", "Leave the collection")
    async with view.db.write() as tx:
        await collections.revoke(tx, view.me, shown.id)
    return view.go(own_path(view.text("back", f"/collections/{shown.id}")))
