-- What is known of other servers by having written to them.
CREATE TABLE hosts (
    name text PRIMARY KEY,              -- with its port, if it is not the usual one
    signature text NOT NULL DEFAULT 'cavage' CHECK (signature IN ('cavage', 'message')),
    software text,                      -- `mastodon 4.6.0`
    succeeded_at timestamptz,
    failed_at timestamptz,
    error text,
    asked_at timestamptz
);

-- What is on its way to them: the bytes once, however many inboxes they go to.
CREATE TABLE letters (
    id bigint PRIMARY KEY,
    sender_id bigint NOT NULL REFERENCES profiles,
    body bytea NOT NULL,
    post_id bigint,                     -- the post that it brings
    written_at timestamptz NOT NULL
);

-- What was taken from them in the last hours, by a hash: the same again changes nothing.
CREATE TABLE taken (
    hash bytea PRIMARY KEY,
    taken_at timestamptz NOT NULL
);
CREATE INDEX taken_at ON taken (taken_at);
