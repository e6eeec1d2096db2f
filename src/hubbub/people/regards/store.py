"""Tables: private_notes, endorsements."""

from dataclasses import dataclass

from hubbub.base.db import Statement
from hubbub.base.ids import ProfileId


@dataclass(frozen=True, slots=True)
class Regard:
    """What the one who looks makes of somebody."""

    profile: ProfileId
    endorsed: bool
    note: str


@dataclass(frozen=True, slots=True)
class Listed:
    key: int
    profile: ProfileId


NOTE = Statement(None, """
    INSERT INTO private_notes (writer_id, about_id, text) VALUES (:writer, :about, :text)
    ON CONFLICT (writer_id, about_id) DO UPDATE SET text = excluded.text
""")
DROP_NOTE = Statement(None, "DELETE FROM private_notes WHERE writer_id = :writer AND about_id = :about")
CARRY_NOTES = Statement(None, """
    INSERT INTO private_notes (writer_id, about_id, text)
    SELECT writer_id, :new, text FROM private_notes WHERE about_id = :old AND writer_id <> :new
    ON CONFLICT (writer_id, about_id) DO NOTHING
""")
CARRY_ENDORSEMENT = Statement(None, """
    INSERT INTO endorsements (profile_id, endorsed_id, id)
    SELECT profile_id, :new, :id FROM endorsements WHERE profile_id = :profile AND endorsed_id = :old
    ON CONFLICT DO NOTHING
""")
ENDORSE = Statement(None, """
    INSERT INTO endorsements (profile_id, endorsed_id, id) VALUES (:profile, :endorsed, :id) ON CONFLICT DO NOTHING
""")
UNENDORSE = Statement(None, "DELETE FROM endorsements WHERE profile_id = :profile AND endorsed_id = :endorsed")
FORGET = Statement(None, """
    WITH notes AS (DELETE FROM private_notes WHERE :profile IN (writer_id, about_id))
    DELETE FROM endorsements WHERE :profile IN (profile_id, endorsed_id)
""")
REGARDS = Statement(Regard, """
    SELECT o.id, e.id IS NOT NULL, coalesce(n.text, '')
    FROM unnest(:others::bigint[]) AS o(id)
    LEFT JOIN endorsements e ON e.profile_id = :me AND e.endorsed_id = o.id
    LEFT JOIN private_notes n ON n.writer_id = :me AND n.about_id = o.id
""")
# Nobody is recommended whom one does not follow, and nobody is shown of whom the viewer hears nothing; whoever
# recommends finds all of them.
ENDORSED = Statement(Listed, """
    SELECT e.id, e.endorsed_id
    FROM endorsements e
    JOIN follows f ON f.follower_id = e.profile_id AND f.followed_id = e.endorsed_id
    JOIN profiles p ON p.id = e.endorsed_id
    WHERE e.profile_id = :profile AND p.removed_at IS NULL AND p.suspended_at IS NULL
      AND (:below::bigint IS NULL OR e.id < :below) AND (:above::bigint IS NULL OR e.id > :above)
      AND (:viewer::bigint IS NULL OR :viewer IN (e.profile_id, p.id) OR hears(:viewer, p.id, :now))
    ORDER BY CASE WHEN :upward THEN e.id END ASC, e.id DESC LIMIT :limit
""")
