-- Who hears of what. One row for one deed, for ever: what was taken back or cleared away stays here unseen, so
-- that doing a thing again and again tells it once.
CREATE TABLE notifications (
    id bigint PRIMARY KEY,
    profile_id bigint NOT NULL REFERENCES profiles,    -- who hears
    kind text NOT NULL CHECK (kind IN ('mention', 'status', 'boost', 'follow', 'follow_request', 'favourite')),
    actor_id bigint NOT NULL REFERENCES profiles,
    post_id bigint REFERENCES posts,
    bundle text,                       -- what it may be shown together with; NULL stands alone
    made_at timestamptz NOT NULL,
    withdrawn_at timestamptz,          -- the deed was taken back
    cleared_at timestamptz,            -- the reader has cleared it away
    CONSTRAINT notifications_once UNIQUE NULLS NOT DISTINCT (profile_id, kind, actor_id, post_id)
);
CREATE INDEX notifications_shown ON notifications (profile_id, id DESC)
    WHERE withdrawn_at IS NULL AND cleared_at IS NULL;
CREATE INDEX notifications_bundle ON notifications (profile_id, bundle, id DESC) WHERE bundle IS NOT NULL;

-- How far somebody has read in a list that is read downward.
CREATE TABLE markers (
    profile_id bigint NOT NULL REFERENCES profiles,
    list text NOT NULL CHECK (list IN ('home', 'notifications')),
    last_read bigint NOT NULL,
    version integer NOT NULL DEFAULT 1,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (profile_id, list)
);

-- Of whom the reader is told nothing: either has blocked the other, or the reader has muted their notifications too.
CREATE FUNCTION not_told_of(reader bigint, at timestamptz) RETURNS SETOF bigint
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT blocked_id FROM blocks WHERE blocker_id = reader
    UNION ALL SELECT blocker_id FROM blocks WHERE blocked_id = reader
    UNION ALL SELECT muted_id FROM mutes
              WHERE muter_id = reader AND hides_notifications AND (ends_at IS NULL OR ends_at > at)
$$;
