"""What the pages of people and posts tell of themselves to whoever reads no further: of the `web` face."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hubbub.base.clock import iso
from hubbub.base.db import Read
from hubbub.doors.web.heads import Head, Pictured, brief, told
from hubbub.people.profiles import Profile
from hubbub.reach import posts

SCHEMA = "https://schema.org"
# Nobody has asked to be found by those: then neither the page nor what it said yesterday is to be kept.
HIDDEN = "noindex, noarchive"


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that goes with a post: `address` is where it is, `small` a picture that stands for it."""

    address: str
    mime: str
    kind: str  # image, gifv, video, audio
    description: str
    bytes: int | None = None
    width: int | None = None
    height: int | None = None
    seconds: float | None = None
    small: str | None = None


Enclose = Callable[[Read, Any], Sequence[Enclosed]]

_encloses: dict[str, Enclose] = {}


def encloses(part: str, function: Enclose) -> None:
    """Let a part say which of its files go with a post to where it is shown by others."""
    _encloses[part] = function


def enclosed(db: Read, card: posts.Card) -> list[Enclosed]:
    """The files of a post that its author does not cover."""
    if card.post.sensitive or card.post.spoiler or card.author.sensitized_at:
        return []
    return enclosed_all(db, card)


def enclosed_all(db: Read, card: posts.Card) -> list[Enclosed]:
    """The files of a post, the covered ones too: for those who are told which they are."""
    return [file for part, function in _encloses.items() if card.parts.get(part)
            for file in function(db, card.parts[part])]


def robots(who: Profile) -> str:
    """What search engines may do with the pages of somebody: what they say themselves, unless they are silenced."""
    return "" if who.indexable and not who.silenced_at else HIDDEN


def of_profile(db: Read, who: Profile, *, whole: bool = True) -> Head:
    """The head of somebody's page; `whole` if it is the first one and shows what stands there by itself."""
    if not who.here:
        return Head(who.url, robots=HIDDEN)
    handle, hidden, words = _handle(db, who), robots(who), told(who.note_html)
    pictures = [Pictured(db.here.files.address(who.avatar), who.avatar_description)] if who.avatar else []
    return Head(
        who.url, brief(f"{who.title} (@{handle})"), words or f"Posts by {who.title}.", "profile",
        robots=hidden or ("" if whole else "noindex"), author=handle, name=who.title, pictures=pictures,
        feed=f"/@{who.name}", data=None if hidden else {
            "@context": SCHEMA, "@type": "ProfilePage", "dateCreated": iso(who.made_at),
            "mainEntity": _person(db, who, words),
        },
    )


def of_post(db: Read, card: posts.Card) -> Head | None:
    """The head of a post's page; None for a post that is not for everybody."""
    post, who = card.post, card.author
    if post.visibility not in ("public", "quiet") or post.local_only:
        return None
    if not who.here:
        return Head(post.url, robots=HIDDEN)
    handle, hidden = _handle(db, who), robots(who) or ("noindex" if post.visibility == "quiet" else "")
    files = enclosed(db, card)
    pictures = [_pictured(file) for file in files if file.kind == "image" or file.small]
    words = f"Content warning: {post.spoiler}" if post.spoiler else told(post.html)
    if not pictures and who.avatar:
        pictures = [Pictured(db.here.files.address(who.avatar), who.avatar_description)]
    return Head(
        post.url, brief(f"{who.title} (@{handle})"), brief(words) or "; ".join(f.description for f in files)[:300],
        "article", robots=hidden, author=handle, name=who.title, pictures=pictures, large=bool(files),
        feed=f"/@{who.name}", language=post.language, published_at=post.published_at, edited_at=post.edited_at,
        data=None if hidden else _posting(db, card, words, files),
    )


def _handle(db: Read, who: Profile) -> str:
    return f"{who.name}@{db.here.settings.domain}"


def _pictured(file: Enclosed) -> Pictured:
    if file.kind == "image":
        return Pictured(file.address, file.description, file.mime, file.width, file.height)
    return Pictured(file.small or "", file.description, file.mime, film=file.address)


def _person(db: Read, who: Profile, words: str) -> Mapping[str, Any]:
    made = {
        "@type": "Organization" if who.kind in ("group", "organization") else "Person", "@id": who.uri,
        "name": who.title, "alternateName": f"@{_handle(db, who)}", "url": who.url, "identifier": who.name,
        "description": words, "interactionStatistic": [_counted("FollowAction", who.follower_count)],
        "agentInteractionStatistic": _counted("WriteAction", who.post_count),
    }
    return made | ({"image": db.here.files.address(who.avatar)} if who.avatar else {})


def _posting(db: Read, card: posts.Card, words: str, files: Sequence[Enclosed]) -> Mapping[str, Any]:
    post = card.post
    made = {
        "@context": SCHEMA, "@type": "SocialMediaPosting", "@id": post.uri, "url": post.url,
        "headline": brief(words, 110), "articleBody": words, "datePublished": iso(post.published_at),
        "author": _person(db, card.author, told(card.author.note_html)),
        "interactionStatistic": [
            _counted("LikeAction", post.favourites), _counted("ShareAction", post.boosts),
            _counted("CommentAction", post.replies)],
        "image": [file.address for file in files if file.kind == "image"],
    }
    made |= {"dateModified": iso(post.edited_at)} if post.edited_at else {}
    return made | ({"inLanguage": post.language} if post.language else {})


def _counted(action: str, count: int) -> Mapping[str, Any]:
    return {"@type": "InteractionCounter", "interactionType": f"{SCHEMA}/{action}", "userInteractionCount": count}
