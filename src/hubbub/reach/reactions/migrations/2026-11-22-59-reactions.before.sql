-- Conversations of which somebody wants to be told nothing more. Each post of it has the bit 4 in their `reactions`.
CREATE TABLE thread_mutes (
    profile_id bigint NOT NULL REFERENCES profiles,
    thread_id bigint NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (thread_id, profile_id)
);
