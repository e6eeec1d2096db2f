-- Whole servers of which somebody wants to hear nothing.
CREATE TABLE shunned_domains (
    profile_id bigint NOT NULL REFERENCES profiles,
    domain text NOT NULL,
    id bigint NOT NULL UNIQUE,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (profile_id, domain)
);
CREATE INDEX shunned_domains_newest ON shunned_domains (profile_id, id DESC);

-- Whether the author is of a server that the reader shuns.
CREATE FUNCTION shuns(reader bigint, author bigint) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT EXISTS (SELECT 1 FROM shunned_domains s JOIN profiles a ON a.domain = s.domain
                   WHERE s.profile_id = reader AND a.id = author)
$$;

CREATE OR REPLACE FUNCTION hears(reader bigint, author bigint, at timestamptz) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT NOT EXISTS (SELECT 1 FROM blocks WHERE blocker_id = reader AND blocked_id = author)
       AND NOT EXISTS (SELECT 1 FROM blocks WHERE blocker_id = author AND blocked_id = reader)
       AND NOT EXISTS (SELECT 1 FROM mutes WHERE muter_id = reader AND muted_id = author
                       AND (ends_at IS NULL OR ends_at > at))
       AND NOT EXISTS (SELECT 1 FROM shunned_domains s JOIN profiles a ON a.domain = s.domain
                       WHERE s.profile_id = reader AND a.id = author)
$$;

-- Whether strangers hear the author too: one who is silenced is heard by followers alone. No reader is anybody.
CREATE FUNCTION is_loud(reader bigint, author bigint) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT NOT EXISTS (SELECT 1 FROM profiles WHERE id = author AND silenced_at IS NOT NULL)
        OR reader = author OR EXISTS (SELECT 1 FROM follows WHERE follower_id = reader AND followed_id = author)
$$;
