"""Works on the wire: what Articles, Pages, Videos, Audios, Images and Events say of themselves."""

from hubbub.base import text
from hubbub.doors.fediverse.wire import Thing
from hubbub.reach.posts.activitypub import tells
from hubbub.reach.posts.note import words_of
from hubbub.reach.works import Work, told

LONGEST_TITLE = 500
LONGEST_SUMMARY = 2_000
# What a place is made of, as schema.org has it and Mobilizon sends it.
_ADDRESS = ("streetAddress", "postalCode", "addressLocality", "addressRegion", "addressCountry")


def article(thing: Thing) -> str:
    """Ghost, WordPress, WriteFreely and Plume: the excerpt that they give, or else the beginning."""
    return told(Work(title(thing), where(thing), summary=_summary(thing), words=words_of(thing)))


def page(thing: Thing) -> str:
    """Lemmy, PieFed and Mbin: what they link to stands before the page that talks of it."""
    return told(Work(title(thing), where(thing), words=words_of(thing), outside=_outside(thing)))


def shown(thing: Thing) -> str:
    """PeerTube, Funkwhale and Pixelfed: the film, recording or picture itself goes with the post."""
    return told(Work(title(thing), where(thing), words=words_of(thing)))


def episode(thing: Thing) -> str:
    """Castopod says what an episode is about in a note within it."""
    inside = thing.thing("description")
    return told(Work(title(thing), where(thing), words=words_of(inside or thing)))


def event(thing: Thing) -> str:
    """Mobilizon, Gancio and WordPress."""
    return told(Work(
        title(thing), where(thing), words=words_of(thing) or _summary(thing), outside=_outside(thing),
        begins=thing.moment("startTime"), ends=thing.moment("endTime"), zone=thing.text("timezone", 60),
        place=_place(thing.thing("location")) or _online(thing.thing("location")),
    ))


def title(thing: Thing) -> str:
    return text.title(thing.text("name", LONGEST_TITLE))


def where(thing: Thing) -> str:
    """Its page."""
    return thing.url() or thing.id or ""


def _summary(thing: Thing) -> str:
    return words_of(thing, "summary", LONGEST_SUMMARY)


def _outside(thing: Thing) -> str | None:
    """The page that it is about."""
    links = [item.url("href") for item in thing.things("attachment", "Link")
             if item.media_type in ("", "text/html")]
    return next((link for link in links if link and link != where(thing)), None)


def _place(given: Thing | None) -> str:
    if given is None:
        return ""
    inside = given.thing("address")
    lines = [inside.text(name, 200) for name in _ADDRESS] if inside else [given.text("address", 500)]
    named = dict.fromkeys(text.title(line) for line in (given.text("name", 200), *lines))
    return ", ".join(filter(None, named))


def _online(given: Thing | None) -> str:
    return (given.url() or "") if given else ""


tells("article", article, "Article")
tells("article", page, "Page")
tells("video", shown, "Video")
tells("audio", shown, "Audio")
tells("photo", shown, "Image")
tells("audio", episode, "PodcastEpisode")
tells("event", event, "Event")
