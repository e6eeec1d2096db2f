"""Tables: announcements, announcement_dismissals, announcement_reactions."""

from dataclasses import dataclass
from datetime import datetime

from hubbub.base.db import Statement
from hubbub.base.ids import ProfileId


@dataclass(frozen=True, slots=True)
class Announcement:
    """What was said; `read` by the one who looks."""

    id: int
    text: str
    html: str
    starts_at: datetime | None
    ends_at: datetime | None
    all_day: bool
    updated_at: datetime
    published_at: datetime | None
    read: bool


@dataclass(frozen=True, slots=True)
class Reaction:
    """How many have answered with this emoji, and whether the one who looks is one of them."""

    announcement: int
    name: str
    count: int
    mine: bool


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a handle in lower case means; one of here has no domain."""

    handle: str
    profile: ProfileId


_COLUMNS = "a.id, a.text, a.html, a.starts_at, a.ends_at, a.all_day, a.updated_at, a.published_at"
_READ = """EXISTS (SELECT 1 FROM announcement_dismissals d
        WHERE d.announcement_id = a.id AND d.profile_id = :me)"""
_CURRENT = "a.published_at IS NOT NULL AND a.removed_at IS NULL AND (a.ends_at IS NULL OR a.ends_at > :now)"

ADD = Statement(None, """
    INSERT INTO announcements (id, text, html, starts_at, ends_at, all_day, made_at, updated_at)
    VALUES (:id, :text, :html, :starts_at, :ends_at, :all_day, :now, :now)
""")
CHANGE = Statement(bool, """
    UPDATE announcements SET text = :text, html = :html, starts_at = :starts_at, ends_at = :ends_at,
        all_day = :all_day, updated_at = :now
    WHERE id = :id AND removed_at IS NULL RETURNING published_at IS NOT NULL
""")
PUBLISH = Statement(int, """
    UPDATE announcements SET published_at = coalesce(published_at, :now)
    WHERE id = :id AND removed_at IS NULL RETURNING id
""")
REMOVE = Statement(bool, """
    UPDATE announcements SET removed_at = :now WHERE id = :id AND removed_at IS NULL RETURNING published_at IS NOT NULL
""")
CURRENT = Statement(Announcement, f"""
    SELECT {_COLUMNS}, {_READ} FROM announcements a
    WHERE {_CURRENT} AND (:id::bigint IS NULL OR a.id = :id) AND (:dismissed OR NOT {_READ})
    ORDER BY a.published_at DESC, a.id DESC LIMIT 50
""")  # noqa: S608
EVERY = Statement(Announcement, f"""
    SELECT {_COLUMNS}, false FROM announcements a
    WHERE a.removed_at IS NULL AND (:id::bigint IS NULL OR a.id = :id) ORDER BY a.id DESC LIMIT 200
""")  # noqa: S608
DISMISS = Statement(None, """
    INSERT INTO announcement_dismissals (announcement_id, profile_id, made_at) VALUES (:id, :me, :now)
    ON CONFLICT (profile_id, announcement_id) DO NOTHING
""")
# One after another, so that two at once do not pass the most there may be.
TURN = Statement(int, "SELECT id FROM announcements WHERE id = :id FOR UPDATE")
NAMES = Statement(str, "SELECT DISTINCT name FROM announcement_reactions WHERE announcement_id = :id")
REACT = Statement(int, """
    INSERT INTO announcement_reactions (announcement_id, name, profile_id, made_at) VALUES (:id, :name, :me, :now)
    ON CONFLICT (announcement_id, name, profile_id) DO NOTHING RETURNING 1
""")
UNREACT = Statement(int, """
    DELETE FROM announcement_reactions WHERE announcement_id = :id AND name = :name AND profile_id = :me RETURNING 1
""")
REACTIONS = Statement(Reaction, """
    SELECT announcement_id, name, count(*)::int, bool_or(profile_id = :me) FROM announcement_reactions
    WHERE announcement_id = ANY(:ids::bigint[]) GROUP BY announcement_id, name ORDER BY min(made_at), name
""")
NAMED = Statement(Named, """
    SELECT h.handle, p.id FROM unnest(:handles::text[]) AS h(handle)
    JOIN profiles p ON lower(p.name) = split_part(h.handle, '@', 1)
        AND coalesce(p.domain, '') = split_part(h.handle, '@', 2)
    WHERE p.removed_at IS NULL
""")
