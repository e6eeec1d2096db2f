"""Tables: dismissed_suggestions."""

from dataclasses import dataclass

from hubbub.base.db import Statement
from hubbub.base.ids import ProfileId


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody, and why: `friends` whom one follows follow them, or they are `popular` here."""

    profile: ProfileId
    friends: int
    popular: bool


# Those who want to be seen, and whom the one who looks neither knows nor has turned away.
_WANTED = """
    p.discoverable AND p.kind <> 'application' AND p.removed_at IS NULL AND p.suspended_at IS NULL
    AND p.silenced_at IS NULL AND p.moved_to_id IS NULL AND p.id <> :me
    AND NOT EXISTS (SELECT 1 FROM follows WHERE follower_id = :me AND followed_id = p.id)
    AND NOT EXISTS (SELECT 1 FROM follow_requests WHERE follower_id = :me AND followed_id = p.id)
    AND NOT EXISTS (SELECT 1 FROM dismissed_suggestions WHERE profile_id = :me AND dismissed_id = p.id)
    AND hears(:me, p.id, :now)
"""
# Of the two hundred whom one followed last, each their last two hundred: enough to tell, and never more than that.
SUGGEST = Statement(Suggestion, f"""
    WITH friends AS (
        SELECT theirs.followed_id AS id, count(*)::int AS friends
        FROM (SELECT followed_id FROM follows WHERE follower_id = :me ORDER BY id DESC LIMIT 200) AS mine
        CROSS JOIN LATERAL (
            SELECT followed_id FROM follows WHERE follower_id = mine.followed_id ORDER BY id DESC LIMIT 200) AS theirs
        GROUP BY 1 ORDER BY 2 DESC LIMIT 500),
    popular AS (
        SELECT p.id FROM profiles p JOIN profile_counts c ON c.profile_id = p.id
        WHERE p.domain IS NULL AND p.discoverable AND c.follower_count > 0
        ORDER BY c.follower_count DESC LIMIT 500)
    SELECT p.id, coalesce(f.friends, 0), l.id IS NOT NULL
    FROM friends f FULL JOIN popular l ON l.id = f.id
    JOIN profiles p ON p.id = coalesce(f.id, l.id) JOIN profile_counts c ON c.profile_id = p.id
    WHERE {_WANTED}
    ORDER BY coalesce(f.friends, 0) DESC, c.follower_count DESC, p.id LIMIT :limit OFFSET :offset
""")  # noqa: S608
DISMISS = Statement(None, """
    INSERT INTO dismissed_suggestions (profile_id, dismissed_id)
    SELECT :me, id FROM profiles WHERE id = :other ON CONFLICT DO NOTHING
""")
DIRECTORY = Statement(int, """
    SELECT p.id FROM profiles p JOIN profile_counts c ON c.profile_id = p.id
    WHERE p.discoverable AND p.kind <> 'application' AND p.removed_at IS NULL AND p.suspended_at IS NULL
      AND p.silenced_at IS NULL AND p.moved_to_id IS NULL
      AND (NOT :here OR p.domain IS NULL) AND (:viewer::bigint IS NULL OR hears(:viewer, p.id, :now))
    ORDER BY CASE WHEN :newest THEN p.id END DESC, c.last_post_at DESC NULLS LAST, p.id DESC
    LIMIT :limit OFFSET :offset
""")
FORGET = Statement(None, "DELETE FROM dismissed_suggestions WHERE :profile IN (profile_id, dismissed_id)")
