"""Every room, the lowest first. A feature is one line here and one folder."""

ROOMS: tuple[str, ...] = (
    "people.profiles",
    "people.teams",
    "people.accounts",
    "people.apps",
    "people.follows",
    "reach.posts",
    "reach.timelines",
)
