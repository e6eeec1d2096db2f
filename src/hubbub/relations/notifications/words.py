"""What is said of each kind of notification, in words that follow a name."""

# Of one person, and of several.
SAID = {
    "mention": ("spoke to you", "spoke to you"), "status": ("published", "published"),
    "boost": ("passed on your post", "passed on your post"),
    "favourite": ("likes your post", "like your post"),
    "feeling": ("reacted to your post", "reacted to your post"),
    "follow": ("follows you now", "follow you now"),
    "follow_request": ("asks to follow you", "ask to follow you"),
    "poll": ("ran a poll that has ended", "ran polls that have ended"),
    "update": ("changed a post that you passed on", "changed posts that you passed on"),
    "quote": ("quoted your post", "quoted your post"),
    "quoted_update": ("changed a post that you quoted", "changed posts that you quoted"),
    "severance": ("lost ties because a server or an account was blocked", "lost ties"),
    "warning": ("was warned by the people who run this server", "were warned"),
    "sign_up": ("signed up", "signed up"),
    "report": ("has reported something to you", "have reported something to you"),
    "collection": ("added you to a collection", "added you to collections"),
    "collection_update": ("changed a collection that you are in", "changed collections that you are in"),
}


def sentence(kind: str, who: str) -> str:
    """What has happened, as one says it of one person: `Ann likes your post`."""
    return f"{who} {SAID[kind][0]}"
