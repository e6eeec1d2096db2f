-- Threads and pages of other servers that somebody here looked at, and what was asked of those servers for them.
CREATE TABLE backfills (
    id bigint PRIMARY KEY,
    uri text NOT NULL UNIQUE,           -- the post or the actor that was looked at
    asked_at timestamptz NOT NULL,
    done_at timestamptz,
    result_count integer NOT NULL DEFAULT 0
);
CREATE INDEX backfills_asked ON backfills (asked_at);
