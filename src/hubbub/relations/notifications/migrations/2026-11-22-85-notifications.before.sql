-- Everything that somebody may be told of, and what keeps the rest of it where that is neither a person nor a post.
ALTER TABLE notifications DROP CONSTRAINT notifications_kind_check;
ALTER TABLE notifications ADD CONSTRAINT notifications_kind_check CHECK (kind IN (
    'mention', 'status', 'boost', 'follow', 'follow_request', 'favourite', 'poll', 'update', 'quote', 'quoted_update',
    'severance', 'warning', 'sign_up', 'report', 'collection', 'collection_update'));
ALTER TABLE notifications ADD about_id bigint;          -- a report, a warning: the row of the room that tells of it
ALTER TABLE notifications ADD filtered_at timestamptz;  -- kept apart by the reader's policy until they accept it
ALTER TABLE notifications DROP CONSTRAINT notifications_once;
ALTER TABLE notifications ADD CONSTRAINT notifications_once
    UNIQUE NULLS NOT DISTINCT (profile_id, kind, actor_id, post_id, about_id);
CREATE INDEX notifications_filtered ON notifications (profile_id, actor_id, id DESC)
    WHERE filtered_at IS NOT NULL AND withdrawn_at IS NULL AND cleared_at IS NULL;

-- What the reader wants to be done with notifications of whom; without a row everybody gets through.
CREATE TABLE notification_policies (
    profile_id bigint PRIMARY KEY REFERENCES profiles,
    not_following text NOT NULL DEFAULT 'accept' CHECK (not_following IN ('accept', 'filter', 'drop')),
    not_followers text NOT NULL DEFAULT 'accept' CHECK (not_followers IN ('accept', 'filter', 'drop')),
    new_accounts text NOT NULL DEFAULT 'accept' CHECK (new_accounts IN ('accept', 'filter', 'drop')),
    private_mentions text NOT NULL DEFAULT 'accept' CHECK (private_mentions IN ('accept', 'filter', 'drop')),
    limited_accounts text NOT NULL DEFAULT 'filter' CHECK (limited_accounts IN ('accept', 'filter', 'drop')),
    bots text NOT NULL DEFAULT 'accept' CHECK (bots IN ('accept', 'filter', 'drop'))
);

-- Of whom the reader has said that they always get through.
CREATE TABLE notification_permissions (
    profile_id bigint NOT NULL REFERENCES profiles,
    actor_id bigint NOT NULL REFERENCES profiles,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (profile_id, actor_id)
);

-- Who has written to the reader and was kept apart.
CREATE TABLE notification_requests (
    id bigint PRIMARY KEY,
    profile_id bigint NOT NULL REFERENCES profiles,
    actor_id bigint NOT NULL REFERENCES profiles,
    made_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (profile_id, actor_id)
);
CREATE INDEX notification_requests_newest ON notification_requests (profile_id, id DESC);

-- What the reader's policy says of a notification: accept, filter or drop. Whom one follows is never new to one, is no
-- stranger's bot and may write in private; a follower counts as one after three days, an account is new for thirty.
-- Without a policy of one's own nothing is asked: those of the server's own affairs are never held back at all.
CREATE FUNCTION sifted(reader bigint, actor bigint, deed text, post bigint, at timestamptz) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce((
        SELECT CASE WHEN 'drop' = ANY(said) THEN 'drop' WHEN 'filter' = ANY(said) THEN 'filter' END
        FROM notification_policies w
        JOIN profiles a ON a.id = actor
        LEFT JOIN follows mine ON mine.follower_id = reader AND mine.followed_id = actor
        LEFT JOIN follows theirs ON theirs.follower_id = actor AND theirs.followed_id = reader
        CROSS JOIN LATERAL (SELECT ARRAY[
            CASE WHEN mine.id IS NULL THEN w.not_following END,
            CASE WHEN theirs.id IS NULL OR theirs.made_at > at - interval '3 days' THEN w.not_followers END,
            CASE WHEN mine.id IS NULL AND a.made_at > at - interval '30 days' THEN w.new_accounts END,
            CASE WHEN mine.id IS NULL AND a.kind IN ('service', 'application') THEN w.bots END,
            CASE WHEN mine.id IS NULL AND EXISTS (
                SELECT 1 FROM posts p WHERE p.id = post AND p.visibility = 'mentioned' AND NOT EXISTS (
                    SELECT 1 FROM posts q JOIN mentions m ON m.post_id = q.id AND m.profile_id = actor
                    WHERE q.thread_id = p.thread_id AND q.author_id = reader)) THEN w.private_mentions END
        ] AS said) AS s
        WHERE w.profile_id = reader
          AND deed IN ('mention', 'favourite', 'boost', 'follow', 'follow_request', 'quote')
          AND NOT EXISTS (SELECT 1 FROM notification_permissions WHERE profile_id = reader AND actor_id = actor)
    ), 'accept')
$$;
