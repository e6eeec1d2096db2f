"""Scopes in the words of the person who is asked for them."""

from collections.abc import Iterable

from hubbub.base.words import Said, said

BROAD = {
    "read": said("See everything that you can see here"),
    "write": said("Publish, change and delete in your name"),
    "follow": said("Follow, mute and block for you"),
    "push": said("Notify you on your devices"),
    "profile": said("See your name and picture"),
    "admin:read": said("See everything that those who run this server see"),
    "admin:write": said("Run this server in your name"),
}
NARROW = {
    "accounts": said("your account and profile"), "blocks": said("whom you block"), "bookmarks": said("your bookmarks"),
    "collections": said("your collections"), "conversations": said("your conversations"),
    "favourites": said("your favourites"),
    "filters": said("your filters"), "follows": said("whom you follow"), "lists": said("your lists"),
    "media": said("your pictures and films"),
    "mutes": said("whom you mute"), "notifications": said("your notifications"),
    "reports": said("reports to the moderators"),
    "search": said("what you search for"), "statuses": said("your posts and those that you may see"),
}
OF_STAFF = {
    "accounts": said("accounts"), "reports": said("reports"), "canonical_email_blocks": said("canonical email blocks"),
    "domain_allows": said("domain allows"), "domain_blocks": said("domain blocks"),
    "email_domain_blocks": said("email domain blocks"), "ip_blocks": said("ip blocks"),
}


def in_words(scopes: Iterable[str]) -> list[Said]:
    """A sentence for each scope; what a broader one holds already is left out."""
    wanted = set(scopes)
    narrow = {scope for scope in wanted if scope.rpartition(":")[0] in wanted}
    return [_sentence(scope) for scope in sorted(wanted - narrow, key=lambda s: (s not in BROAD, s))]


def _sentence(scope: str) -> Said:
    if scope in BROAD:
        return BROAD[scope]
    verb, _, what = scope.rpartition(":")
    if verb.startswith("admin:"):
        if verb == "admin:read":
            return said("See as a moderator: {what}", what=OF_STAFF[what])
        return said("Change as a moderator: {what}", what=OF_STAFF[what])
    return said("See {what}", what=NARROW[what]) if verb == "read" else said("Change {what}", what=NARROW[what])
