"""No table of its own: reads profiles and posts."""

from dataclasses import dataclass
from datetime import datetime

from hubbub.base.db import Statement
from hubbub.base.ids import ProfileId


@dataclass(frozen=True, slots=True)
class Place:
    """A page, and when it has last changed."""

    url: str
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Found(Place):
    """Somebody who wants to be found, with their page."""

    profile: ProfileId


# The server's own actor is nobody to be found.
_WANTS = """domain IS NULL AND indexable AND kind <> 'application'
      AND silenced_at IS NULL AND suspended_at IS NULL AND removed_at IS NULL"""
FIRSTS = Statement(int, f"""
    SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM profiles WHERE {_WANTS}) AS found
    WHERE place % :size = 1 ORDER BY id
""")  # noqa: S608
PEOPLE = Statement(Found, f"""
    SELECT url, last_post_at, id FROM profiles JOIN profile_counts ON profile_id = id
    WHERE id >= :first AND {_WANTS} ORDER BY id LIMIT :size
""")  # noqa: S608
POSTS = Statement(Place, """
    SELECT e.url, e.changed_at FROM unnest(:people::bigint[]) AS a(id) CROSS JOIN LATERAL (
        SELECT p.url, coalesce(p.edited_at, p.published_at) AS changed_at FROM posts p
        WHERE p.author_id = a.id AND p.visibility = 'public' AND p.boost_of_id IS NULL AND can_see(NULL::bigint, p)
        ORDER BY p.id DESC LIMIT :most) AS e
""")
