"""What is said of each kind of notification."""

from hubbub.base.words import Said, said

# Of one person, and of several.
SAID = {
    "mention": (said("{who} spoke to you"), said("{who} spoke to you")),
    "status": (said("{who} published"), said("{who} published")),
    "boost": (said("{who} passed on your post"), said("{who} passed on your post")),
    "favourite": (said("{who} likes your post"), said("{who} like your post")),
    "feeling": (said("{who} reacted to your post"), said("{who} reacted to your post")),
    "follow": (said("{who} follows you"), said("{who} follow you")),
    "follow_request": (said("{who} asks to follow you"), said("{who} ask to follow you")),
    "poll": (said("{who} ran a poll that has ended"), said("{who} ran polls that have ended")),
    "update": (said("{who} changed a post that you passed on"), said("{who} changed posts that you passed on")),
    "quote": (said("{who} quoted your post"), said("{who} quoted your post")),
    "quoted_update": (said("{who} changed a post that you quoted"), said("{who} changed posts that you quoted")),
    "severance": (said("{who} lost ties because a server or an account was blocked"), said("{who} lost ties")),
    "warning": (said("{who} was warned by the people who run this server"), said("{who} were warned")),
    "sign_up": (said("{who} signed up"), said("{who} signed up")),
    "report": (said("{who} has reported something to you"), said("{who} have reported something to you")),
    "collection": (said("{who} added you to a collection"), said("{who} added you to collections")),
    "collection_update": (said("{who} changed a collection that you are in"),
                          said("{who} changed collections that you are in")),
}


def sentence(kind: str, who: str) -> Said:
    """What has happened, as one says it of one person: `Ann likes your post`."""
    return said(SAID[kind][0].sentence, who=who)
