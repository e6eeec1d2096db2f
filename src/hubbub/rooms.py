"""Every room, the lowest first. A feature is one line here and one folder."""

ROOMS: tuple[str, ...] = (
    "people.profiles",
    "people.teams",
    "people.accounts",
    "people.apps",
    "people.follows",
    "people.hosts",
    "reach.posts",
    "reach.deliveries",
    "reach.media",
    "reach.reactions",
    "reach.timelines",
    "reach.tags",
    "reach.lists",
    "reach.drafts",
    "relations.notifications",
    "relations.ties",
    "studio.campaigns",
    "studio.goals",
    "studio.inbox",
    "studio.reports",
)
