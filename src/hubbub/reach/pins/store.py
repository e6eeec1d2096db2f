"""Tables: pins, pin_lists."""


from hubbub.base.db import Statement

# Whoever changes pins holds this row first: two requests cannot pin a sixth together.
HOLD = Statement(None, """
    INSERT INTO pin_lists (profile_id) VALUES (:profile)
    ON CONFLICT (profile_id) DO UPDATE SET asked_at = pin_lists.asked_at
""")
ASK = Statement(int, """
    INSERT INTO pin_lists AS l (profile_id, asked_at) VALUES (:profile, :now)
    ON CONFLICT (profile_id) DO UPDATE SET asked_at = :now WHERE l.asked_at IS NULL OR l.asked_at < :before
    RETURNING profile_id
""")
COUNT = Statement(int, "SELECT count(*)::int FROM pins WHERE profile_id = :profile AND post_id <> :post")
PIN = Statement(int, """
    INSERT INTO pins (profile_id, post_id, pinned_at) VALUES (:profile, :post, :now) ON CONFLICT DO NOTHING
    RETURNING post_id
""")
# In the order that a server says.
PLACE = Statement(None, """
    INSERT INTO pins (profile_id, post_id, pinned_at) VALUES (:profile, :post, :now)
    ON CONFLICT (profile_id, post_id) DO UPDATE SET pinned_at = excluded.pinned_at
""")
UNPIN = Statement(int, "DELETE FROM pins WHERE profile_id = :profile AND post_id = :post RETURNING post_id")
UNPIN_OTHERS = Statement(int, """
    DELETE FROM pins WHERE profile_id = :profile AND post_id <> ALL(:posts::bigint[]) RETURNING post_id
""")
FORGET = Statement(None, "DELETE FROM pins WHERE post_id = :post")
# A page is one of posts, as everywhere; on it the last pinned stands first.
PINNED = Statement(int, """
    SELECT page.id FROM (
        SELECT p.id, s.pinned_at FROM pins s JOIN posts p ON p.id = s.post_id
        WHERE s.profile_id = :author AND can_see(:viewer, p)
          AND (:replies OR p.reply_to_id IS NULL OR p.reply_to_author_id = p.author_id)
          AND (NOT :only_media OR p.has_media)
          AND (:below::bigint IS NULL OR p.id < :below) AND (:above::bigint IS NULL OR p.id > :above)
        ORDER BY CASE WHEN :upward THEN p.id END ASC, p.id DESC LIMIT :limit
    ) page ORDER BY page.pinned_at DESC, page.id DESC
""")
# When a post `p` carries one.
CARRIED = "EXISTS (SELECT 1 FROM pins x WHERE x.profile_id = p.author_id AND x.post_id = p.id)"
PINNED_OF = Statement(int, "SELECT s.post_id FROM pins s WHERE s.post_id = ANY(:posts::bigint[])")
