"""For whom one writes, and in which language: what the composer lets one choose from, in plain words."""

from functools import lru_cache

from hubbub.base.errors import Conflict
from hubbub.base.languages import LANGUAGES, asked, by_name
from hubbub.base.words import said
from hubbub.doors.web.routes import View

from .posts import Note
from .store import Post

# What is sent, the sign, the words, and what it means.
AUDIENCES = (
    ("public", "globe", said("Everybody"), said("Found in search and on the pages of tags, here and elsewhere.")),
    ("quiet", "quiet", said("Everybody, quietly"), said("Anybody may read it, but it is not put on public pages.")),
    ("followers", "lock", said("Followers"), said("Those who follow you, and whom you mention.")),
    ("mutuals", "people", said("Mutuals"), said("Those who follow you and whom you follow, and whom you mention.")),
    ("circle", "target", said("A circle"), said("Who is in one of your lists now. Nobody sees who else is in it.")),
    ("people", "person", said("These people"), said(
        "Whom you name here. Who follows you finds it at home, the others are told.")),
    ("mentioned", "at", said("Mentioned people"), said("Nobody but those whom you name with an @.")),
    ("here", "home", said("Only here"), said("Everybody on this server. It is not sent to any other.")),
)


# How many may read it, roughly: a few by name, those who follow, anybody.
_WIDTH = {"mentioned": 0, "chosen": 0, "mutuals": 0, "followers": 1, "quiet": 2, "public": 2}


class Wider(Conflict):
    """What you answer is for fewer people. Many more would read your answer, and see whom it is to."""

    yes = said("Publish it all the same")


def check_width(answered: Post, note: Note) -> None:
    """That an answer is for about as many as what it answers. Raises `Wider`."""
    if _width(note.visibility, note.local_only) > _width(answered.visibility, answered.local_only):
        raise Wider


def _width(visibility: str, local_only: bool) -> int:
    return min(_WIDTH.get(visibility, 0), 1 if local_only else 2)


Named = list[tuple[str, str]]
_ASKED = 1_000  # characters, many times what any browser sends


def spoken(view: View, usual: str | None, given: str | None) -> tuple[str, Named, Named]:
    """The language that is chosen at first, the usual ones and all the others, each with its name."""
    # What is asked for is kept, and so must not be as long as a stranger likes.
    return _spoken(view.language, view.request.headers.get("accept-language", "")[:_ASKED], usual, given)


@lru_cache(500)
def _spoken(language: str, header: str, usual: str | None, given: str | None) -> tuple[str, Named, Named]:
    first = list(dict.fromkeys(code for code in (given, usual, *asked(header)) if code))
    return (first[0] if first else "", [(code, LANGUAGES.get(code, code)) for code in first],
            [(code, name) for code, name in by_name(language) if code not in first])
