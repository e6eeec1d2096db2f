"""The words of the fediverse: content types, contexts and the plain shapes that every face sends."""

import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from hubbub.base.clock import iso

Document = dict[str, object]
Context = tuple[str | dict[str, object], ...]

ACTIVITYSTREAMS = "https://www.w3.org/ns/activitystreams"
CONTENT_TYPE = "application/activity+json"
LD_CONTENT_TYPE = f'application/ld+json; profile="{ACTIVITYSTREAMS}"'
ACCEPT = f"{CONTENT_TYPE}, {LD_CONTENT_TYPE}"

PUBLIC = f"{ACTIVITYSTREAMS}#Public"
PUBLIC_SPELLINGS = frozenset({PUBLIC, "as:Public", "Public"})

ACTORS = frozenset({"Person", "Service", "Group", "Organization", "Application"})
POSTS = frozenset({"Note", "Question", "Article", "Page", "Event", "Image", "Audio", "Video", "PodcastEpisode"})
ACTIVITIES = frozenset({
    "Accept", "Add", "Announce", "Block", "Create", "Delete", "Dislike", "EmojiReact", "Flag", "Follow", "Ignore",
    "Invite", "Join", "Leave", "Like", "Move", "Offer", "Read", "Reject", "Remove", "TentativeAccept",
    "TentativeReject", "Undo", "Update", "View",
    "QuoteRequest", "FeatureRequest", "LikeRequest", "ReplyRequest", "AnnounceRequest",
})  # fmt: skip
_OTHERS = frozenset({
    "Collection", "OrderedCollection", "CollectionPage", "OrderedCollectionPage", "FeaturedCollection", "FeaturedItem",
    "Document", "Emoji", "Hashtag", "Link", "Mention", "Multikey", "Place", "PropertyValue", "Tombstone",
    "QuoteAuthorization", "FeatureAuthorization", "LikeAuthorization", "ReplyAuthorization", "AnnounceAuthorization",
})  # fmt: skip
TYPES = ACTORS | POSTS | ACTIVITIES | _OTHERS

_SECURITY = "https://w3id.org/security/v1"
_MULTIKEY = "https://w3id.org/security/multikey/v1"
_QUOTES = "https://w3id.org/fep/044f#"
_FEATURES = "https://w3id.org/fep/7aa9#"
_PREFIXES: dict[str, object] = {
    "toot": "http://joinmastodon.org/ns#",
    # Wrong but required: Mastodon reads profile fields only under this spelling of schema.org.
    "schema": "http://schema.org#",
    "gts": "https://gotosocial.org/ns#",
    "misskey": "https://misskey-hub.net/ns#",
}


def _id(term: str) -> dict[str, object]:
    return {"@id": term, "@type": "@id"}


_TAGS: dict[str, object] = {"Hashtag": "as:Hashtag", "Emoji": "toot:Emoji"}
_POLICIES: dict[str, object] = {
    "interactionPolicy": _id("gts:interactionPolicy"),
    "automaticApproval": _id("gts:automaticApproval"),
    "manualApproval": _id("gts:manualApproval"),
    "always": _id("gts:always"),
    "approvalRequired": _id("gts:approvalRequired"),
    "canQuote": _id("gts:canQuote"),
    "canLike": _id("gts:canLike"),
    "canReply": _id("gts:canReply"),
    "canAnnounce": _id("gts:canAnnounce"),
    "canFeature": _id(f"{_FEATURES}canFeature"),
}

PLAIN_CONTEXT: Context = (ACTIVITYSTREAMS,)
ACTOR_CONTEXT: Context = (
    ACTIVITYSTREAMS,
    _SECURITY,
    _MULTIKEY,
    _PREFIXES
    | _TAGS
    | _POLICIES
    | {
        "manuallyApprovesFollowers": "as:manuallyApprovesFollowers",
        "alsoKnownAs": _id("as:alsoKnownAs"),
        "movedTo": _id("as:movedTo"),
        "PropertyValue": "schema:PropertyValue",
        "value": "schema:value",
        "webfinger": "https://purl.archive.org/socialweb/webfinger#webfinger",
        "featured": _id("toot:featured"),
        "featuredTags": _id("toot:featuredTags"),
        "featuredCollections": _id(f"{_FEATURES}featuredCollections"),
        "focalPoint": {"@container": "@list", "@id": "toot:focalPoint"},
        "blurhash": "toot:blurhash",
        "discoverable": "toot:discoverable",
        "indexable": "toot:indexable",
        "memorial": "toot:memorial",
        "suspended": "toot:suspended",
        "attributionDomains": _id("toot:attributionDomains"),
        "showFeatured": "toot:showFeatured",
        "showMedia": "toot:showMedia",
        "showRepliesInMedia": "toot:showRepliesInMedia",
        "hidesToPublicFromUnauthedWeb": "gts:hidesToPublicFromUnauthedWeb",
        "hidesCcPublicFromUnauthedWeb": "gts:hidesCcPublicFromUnauthedWeb",
        "_misskey_summary": "misskey:_misskey_summary",
    },
)
POST_CONTEXT: Context = (
    ACTIVITYSTREAMS,
    _PREFIXES
    | _TAGS
    | _POLICIES
    | {
        "sensitive": "as:sensitive",
        "ostatus": "http://ostatus.org#",
        "conversation": "ostatus:conversation",
        "atomUri": "ostatus:atomUri",
        "inReplyToAtomUri": "ostatus:inReplyToAtomUri",
        "focalPoint": {"@container": "@list", "@id": "toot:focalPoint"},
        "blurhash": "toot:blurhash",
        "votersCount": "toot:votersCount",
        "limitedScope": "http://kmy.blue/ns#limitedScope",
        "quote": _id(f"{_QUOTES}quote"),
        "quoteAuthorization": _id(f"{_QUOTES}quoteAuthorization"),
        "quoteUri": "http://fedibird.com/ns#quoteUri",
        "quoteUrl": "as:quoteUrl",
        "_misskey_quote": "misskey:_misskey_quote",
        "likeAuthorization": _id("gts:likeAuthorization"),
        "replyAuthorization": _id("gts:replyAuthorization"),
        "announceAuthorization": _id("gts:announceAuthorization"),
        "approvedBy": _id("gts:approvedBy"),
    },
)
FEATURES_CONTEXT: Context = (
    ACTIVITYSTREAMS,
    {
        "toot": _PREFIXES["toot"],
        "Hashtag": "as:Hashtag",
        "sensitive": "as:sensitive",
        "discoverable": "toot:discoverable",
        "FeaturedCollection": f"{_FEATURES}FeaturedCollection",
        "FeaturedItem": f"{_FEATURES}FeaturedItem",
        "featuredObject": _id(f"{_FEATURES}featuredObject"),
        "featuredObjectType": f"{_FEATURES}featuredObjectType",
        "featureAuthorization": _id(f"{_FEATURES}featureAuthorization"),
        "topic": f"{_FEATURES}topic",
    },
)
# Requests for consent, and the stamps that give it: quotes, features, likes, replies and boosts.
CONSENT_CONTEXT: Context = (
    ACTIVITYSTREAMS,
    {
        "gts": _PREFIXES["gts"],
        "QuoteRequest": f"{_QUOTES}QuoteRequest",
        "QuoteAuthorization": f"{_QUOTES}QuoteAuthorization",
        "FeatureRequest": f"{_FEATURES}FeatureRequest",
        "FeatureAuthorization": f"{_FEATURES}FeatureAuthorization",
        "LikeRequest": "gts:LikeRequest",
        "LikeAuthorization": "gts:LikeAuthorization",
        "ReplyRequest": "gts:ReplyRequest",
        "ReplyAuthorization": "gts:ReplyAuthorization",
        "AnnounceRequest": "gts:AnnounceRequest",
        "AnnounceAuthorization": "gts:AnnounceAuthorization",
        "interactingObject": _id("gts:interactingObject"),
        "interactionTarget": _id("gts:interactionTarget"),
    },
)


def activity(
    id: str, type: str, actor: str, what: str | Document, to: Sequence[str] = (), cc: Sequence[str] = ()
) -> Document:
    """An activity about `what`, an id or a whole object, whose context moves to the top, where peers look for it."""
    embedded = {} if isinstance(what, str) else dict(what)
    context = embedded.pop("@context", PLAIN_CONTEXT)
    return {
        "@context": context,
        "id": id,
        "type": type,
        "actor": actor,
        "object": embedded or what,
        # Always arrays, never a lone value: Pixelfed dropped posts for that until August 2026.
        "to": list(to),
        "cc": list(cc),
    }


def tombstone(id: str, at: datetime) -> Document:
    """What stands where an object was removed."""
    return {"@context": PLAIN_CONTEXT, "id": id, "type": "Tombstone", "deleted": iso(at)}


def collection(id: str, total: int | None, first: str | Document | None = None, *, ordered: bool = True) -> Document:
    """A collection by its count, with its first page, or the way to it, if the items may be read."""
    document: Document = {"@context": PLAIN_CONTEXT, "id": id, "type": "OrderedCollection" if ordered else "Collection"}
    said = (("totalItems", total), ("first", first))
    return document | {name: value for name, value in said if value is not None}


def collection_page(
    id: str, part_of: str, items: Sequence[object], next: str | None = None, prev: str | None = None, *,
    ordered: bool = True,
) -> Document:
    """One page of a collection; `items` are ids or whole documents."""
    kind, name = ("OrderedCollectionPage", "orderedItems") if ordered else ("CollectionPage", "items")
    document: Document = {"@context": PLAIN_CONTEXT, "id": id, "type": kind, "partOf": part_of}
    ways = {name: url for name, url in (("next", next), ("prev", prev)) if url}
    return document | ways | {name: list(items)}


# Possessive throughout, so that no header, however made, takes more than one pass.
_KIND = re.compile(r"[ \t]*+([a-z0-9*+._-]++/[a-z0-9*+._-]++)[ \t]*+", re.IGNORECASE | re.ASCII)
_PARAMETER = re.compile(r';[ \t]*+([a-z0-9*_.-]++)=(?:"([^"\\]*+)"|([^\s;,"]++))[ \t]*+', re.IGNORECASE | re.ASCII)
_QUALITY = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?")
_PAGES = ("text/html", "application/xhtml+xml")


def is_activity_json(content_type: str | None) -> bool:
    """Whether a body said to be of this type may be read as ActivityPub; plain JSON and HTML never may.

    Only `application/activity+json`, or `application/ld+json` with the ActivityStreams profile: anything looser
    lets an upload that a server gives back be taken for that server's own word.
    """
    found = _media_types(content_type or "")
    if len(found) != 1:
        return False
    kind, parameters = found[0]
    if kind == "application/ld+json":
        return ACTIVITYSTREAMS in parameters.get("profile", "").split(" ")
    return kind == CONTENT_TYPE


def wants_activity(accept: str | None) -> bool:
    """Whether the one who asks would rather have ActivityPub than a page; a browser and `*/*` get the page."""
    header = accept or ""
    return _usual(header) if len(header) <= USUAL_LENGTH else _wants_activity(header)


def _wants_activity(header: str) -> bool:
    activity_at = page_at = (0.0, 0)
    for place, (kind, parameters) in enumerate(_media_types(header)):
        # Of two that are equally welcome, the one named first is meant.
        rank = (_quality(parameters.get("q", "1")), -place)
        if kind in (CONTENT_TYPE, "application/ld+json"):
            activity_at = max(activity_at, rank)
        elif kind in _PAGES:
            page_at = max(page_at, rank)
    return activity_at > page_at


# All requests ask, and clients of one kind say the same.
USUAL_LENGTH = 200
_usual = lru_cache(1_000)(_wants_activity)


def _media_types(header: str) -> list[tuple[str, dict[str, str]]]:
    """The media types of a header with their parameters; none at all if any part of it is malformed."""
    found: list[tuple[str, dict[str, str]]] = []
    at = 0
    while at < len(header):
        kind = _KIND.match(header, at)
        if kind is None:
            return []
        at = kind.end()
        parameters: dict[str, str] = {}
        while parameter := _PARAMETER.match(header, at):
            if parameter[1].lower() in parameters:
                return []
            parameters[parameter[1].lower()] = parameter[2] or parameter[3] or ""
            at = parameter.end()
        if at < len(header) and header[at] != ",":
            return []
        found.append((kind[1].lower(), parameters))
        at += 1
    return found


def _quality(text: str) -> float:
    return float(text) if _QUALITY.fullmatch(text) else 0.0
