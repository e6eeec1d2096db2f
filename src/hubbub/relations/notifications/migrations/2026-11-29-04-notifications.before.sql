-- What is for a few named people comes as privately out of the blue as what mentions them.
CREATE OR REPLACE FUNCTION sifted(reader bigint, actor bigint, deed text, post bigint, at timestamptz) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce((
        SELECT CASE WHEN 'drop' = ANY(said) THEN 'drop' WHEN 'filter' = ANY(said) THEN 'filter' END
        FROM profiles a
        LEFT JOIN notification_policies w ON w.profile_id = reader
        LEFT JOIN follows mine ON mine.follower_id = reader AND mine.followed_id = actor
        LEFT JOIN follows theirs ON theirs.follower_id = actor AND theirs.followed_id = reader
        CROSS JOIN LATERAL (SELECT ARRAY[
            CASE WHEN mine.id IS NULL THEN w.not_following END,
            CASE WHEN theirs.id IS NULL OR theirs.made_at > at - interval '3 days' THEN w.not_followers END,
            CASE WHEN mine.id IS NULL AND a.made_at > at - interval '30 days' THEN w.new_accounts END,
            CASE WHEN mine.id IS NULL AND a.kind IN ('service', 'application') THEN w.bots END,
            CASE WHEN mine.id IS NULL AND a.silenced_at IS NOT NULL THEN coalesce(w.limited_accounts, 'filter') END,
            CASE WHEN mine.id IS NULL AND w.private_mentions <> 'accept' AND EXISTS (
                SELECT 1 FROM posts p WHERE p.id = post AND p.visibility IN ('mentioned', 'chosen') AND NOT EXISTS (
                    SELECT 1 FROM posts q JOIN mentions m ON m.post_id = q.id AND m.profile_id = actor
                    WHERE q.thread_id = p.thread_id AND q.author_id = reader)) THEN w.private_mentions END
        ] AS said) AS s
        WHERE a.id = actor
          AND deed IN ('mention', 'favourite', 'boost', 'follow', 'follow_request', 'quote', 'feeling')
          AND NOT EXISTS (SELECT 1 FROM notification_permissions WHERE profile_id = reader AND actor_id = actor)
    ), 'accept')
$$;
