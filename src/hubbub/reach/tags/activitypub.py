"""Tags of posts from elsewhere: what a note says of itself."""

from hubbub.doors.fediverse.wire import Thing
from hubbub.reach.posts.activitypub import takes

LONGEST = 200


def read(note: Thing) -> list[str]:
    """The names, as they are spelled there; without any the post has none, whatever its words look like."""
    return [tag.text("name", LONGEST) for tag in note.things("tag", "Hashtag")]


takes("tags", read)
