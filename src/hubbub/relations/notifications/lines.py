"""Notifications ready for a page: one line a group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hubbub.base.ids import ProfileId
from hubbub.base.words import Said
from hubbub.doors.web.routes import View
from hubbub.people import profiles
from hubbub.reach import emoji, feelings, posts
from hubbub.relations import notifications
from hubbub.relations.notifications import Group

SIGNS = {"mention": "at", "boost": "boost", "favourite": "heart", "feeling": "spark", "follow": "person",
         "follow_request": "person", "sign_up": "person", "quote": "at", "update": "write", "quoted_update": "write",
         "poll": "chart", "report": "flag", "warning": "warning", "severance": "warning", "collection": "people",
         "collection_update": "people"}
# By the kind: the page of the room's row that it is about, and what to call it.
_leads: dict[str, tuple[str, str]] = {}


def leads(kind: str, path: str, words: str) -> None:
    """Let the room that tells of this kind say where more of it is: `path` has a place for the number of its row."""
    _leads[kind] = (path, words)


@dataclass(frozen=True, slots=True)
class Line:
    """One group ready to be shown."""

    group: Group
    actors: list[profiles.Profile]
    post: posts.Card | None
    unread: bool
    felt: feelings.Feeling | None = None
    picture: emoji.Emoji | None = None  # of what was felt, if that is no character

    @property
    def others(self) -> int:
        """How many more than those who are named."""
        return self.group.count - min(len(self.actors), 2)

    @property
    def sign(self) -> str:
        return SIGNS.get(self.group.kind, "bell")

    @property
    def words(self) -> Said:
        """What has happened, with a place for `who` did it."""
        return notifications.words.SAID[self.group.kind][self.group.count > 1]

    @property
    def more(self) -> tuple[str, str] | None:
        """The page of what another room tells of, and what to call it."""
        path, words = _leads.get(self.group.kind, ("", ""))
        return (path.format(self.group.about), words) if path and self.group.about else None

    @property
    def where(self) -> str:
        """The page that shows more of it."""
        if self.post is None and self.more:
            return self.more[0]
        if self.post is None:
            return f"/@{self.actors[0].handle}" if self.group.count == 1 else "/notifications"
        return f"/@{self.post.author.handle}/{self.post.post.id}"


async def lines_of(view: View, groups: Sequence[Group]) -> list[Line]:
    """The groups with whom and what they are about; one whose actors are all gone, or whose post is
    not to be read, is left out."""
    wanted = [actor for group in groups for actor in group.actors[:5]]
    people = {who.id: who for who in await profiles.list_by_ids(view.db, dict.fromkeys(wanted))}
    about = list({group.post for group in groups if group.post})
    cards = await posts.cards(view.db, about, view.me, at="notifications")
    shown = {card.entry: card for card in cards}
    marker = next(iter(await notifications.markers(view.db, view.me, ["notifications"])), None)
    read = marker.last_read if marker else 0
    felt = await feelings.get(view.db, [group.about for group in groups if group.kind == "feeling" and group.about])
    pictures = await feelings.shown(view.db, [row.sign for row in felt.values()])
    lines = []
    for group in groups:
        if (who := _known(group, people)) and (group.post is None or group.post in shown):
            feeling = felt.get(group.about or 0) if group.kind == "feeling" else None
            lines.append(Line(group, who, shown.get(group.post) if group.post else None, group.newest > read, feeling,
                              pictures.get(feeling.sign) if feeling else None))
    return lines


def _known(group: Group, people: Mapping[ProfileId, profiles.Profile]) -> list[profiles.Profile]:
    return [people[actor] for actor in group.actors[:5] if actor in people]
