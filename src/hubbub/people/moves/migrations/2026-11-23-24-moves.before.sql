-- By which other addresses an actor says it is known: ours as they have said here, others as their servers tell.
CREATE TABLE aliases (
    profile_id bigint NOT NULL REFERENCES profiles,
    uri text NOT NULL,
    id bigint NOT NULL UNIQUE,
    PRIMARY KEY (profile_id, uri)
);

-- Who has moved where, last. What was called off stays, so that one rests after a move whatever became of it.
CREATE TABLE moves (
    profile_id bigint PRIMARY KEY REFERENCES profiles,
    target_id bigint NOT NULL REFERENCES profiles,
    id bigint NOT NULL UNIQUE,
    moved_at timestamptz NOT NULL,
    ended_at timestamptz,
    CHECK (profile_id <> target_id)
);
CREATE INDEX moves_target ON moves (target_id) WHERE ended_at IS NULL;
