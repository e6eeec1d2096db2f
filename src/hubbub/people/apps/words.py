"""Scopes in the words of the person who is asked for them."""

from collections.abc import Iterable

BROAD = {
    "read": "See everything that you can see here",
    "write": "Publish, change and delete in your name",
    "follow": "Follow, mute and block for you",
    "push": "Notify you on your devices",
    "profile": "See your name and picture",
    "admin:read": "See everything that those who run this server see",
    "admin:write": "Run this server in your name",
}
NARROW = {
    "accounts": "your account and profile", "blocks": "whom you block", "bookmarks": "your bookmarks",
    "collections": "your collections", "conversations": "your conversations", "favourites": "your favourites",
    "filters": "your filters", "follows": "whom you follow", "lists": "your lists", "media": "your pictures and films",
    "mutes": "whom you mute", "notifications": "your notifications", "reports": "reports to the moderators",
    "search": "what you search for", "statuses": "your posts and those that you may see",
}


def in_words(scopes: Iterable[str]) -> list[str]:
    """A sentence for each scope; what a broader one holds already is left out."""
    wanted = set(scopes)
    narrow = {scope for scope in wanted if scope.rpartition(":")[0] in wanted}
    return [_sentence(scope) for scope in sorted(wanted - narrow, key=lambda s: (s not in BROAD, s))]


def _sentence(scope: str) -> str:
    if scope in BROAD:
        return BROAD[scope]
    verb, _, what = scope.rpartition(":")
    if verb.startswith("admin:"):
        return f"{'See' if verb == 'admin:read' else 'Change'} as a moderator: {what.replace('_', ' ')}"
    return f"{'See' if verb == 'read' else 'Change'} {NARROW[what]}"
