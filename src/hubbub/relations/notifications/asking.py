"""What an app asks for in a list of notifications: types, accounts, a page."""

from hubbub.base.ids import ProfileId
from hubbub.doors.mastodon.paging import window
from hubbub.doors.mastodon.routes import Call
from hubbub.relations.notifications import KINDS, Page

from .entities import KIND, TYPES


def page(call: Call) -> Page:
    """Which notifications were asked for."""
    asked = window(call, 40, 80)
    return Page(kinds(call), actor(call), asked.below, asked.above, asked.upward, asked.limit,
                call.params.flag("include_filtered"))


def kinds(call: Call) -> list[str] | None:
    """Our kinds of what was asked for; types that we do not have match nothing."""
    wanted, unwanted = call.params.texts("types"), call.params.texts("exclude_types")
    if not wanted and not unwanted:
        return None
    named = [KIND[name] for name in wanted if name in KIND] if wanted else list(KINDS)
    return [kind for kind in named if TYPES[kind] not in unwanted]


def actor(call: Call) -> ProfileId | None:
    """Whose deeds alone were asked for."""
    given = call.params.id("account_id")
    return ProfileId(given) if given else None
