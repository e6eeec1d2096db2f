CREATE TABLE follows (
    follower_id bigint NOT NULL REFERENCES profiles,
    followed_id bigint NOT NULL REFERENCES profiles,
    id bigint NOT NULL UNIQUE,
    uri text,
    shows_boosts boolean NOT NULL DEFAULT true,
    notifies boolean NOT NULL DEFAULT false,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (follower_id, followed_id),
    CHECK (follower_id <> followed_id)
);
CREATE INDEX follows_followed ON follows (followed_id, follower_id) INCLUDE (shows_boosts, notifies);
CREATE INDEX follows_newest ON follows (followed_id, id);

-- Asked for and not yet answered.
CREATE TABLE follow_requests (
    follower_id bigint NOT NULL REFERENCES profiles,
    followed_id bigint NOT NULL REFERENCES profiles,
    id bigint NOT NULL UNIQUE,
    uri text,
    shows_boosts boolean NOT NULL DEFAULT true,
    notifies boolean NOT NULL DEFAULT false,
    asked_at timestamptz NOT NULL,
    PRIMARY KEY (follower_id, followed_id),
    CHECK (follower_id <> followed_id)
);
CREATE INDEX follow_requests_followed ON follow_requests (followed_id, id);

CREATE TABLE blocks (
    blocker_id bigint NOT NULL REFERENCES profiles,
    blocked_id bigint NOT NULL REFERENCES profiles,
    id bigint NOT NULL UNIQUE,
    uri text,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (blocker_id, blocked_id),
    CHECK (blocker_id <> blocked_id)
);
CREATE INDEX blocks_blocked ON blocks (blocked_id, blocker_id);

CREATE TABLE mutes (
    muter_id bigint NOT NULL REFERENCES profiles,
    muted_id bigint NOT NULL REFERENCES profiles,
    id bigint NOT NULL UNIQUE,
    hides_notifications boolean NOT NULL DEFAULT true,
    ends_at timestamptz,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (muter_id, muted_id),
    CHECK (muter_id <> muted_id)
);

-- Whether a reader wants to hear of an author at all: neither has blocked the other, and no mute is on.
CREATE FUNCTION hears(reader bigint, author bigint, at timestamptz) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT NOT EXISTS (SELECT 1 FROM blocks WHERE blocker_id = reader AND blocked_id = author)
       AND NOT EXISTS (SELECT 1 FROM blocks WHERE blocker_id = author AND blocked_id = reader)
       AND NOT EXISTS (SELECT 1 FROM mutes WHERE muter_id = reader AND muted_id = author
                       AND (ends_at IS NULL OR ends_at > at))
$$;
