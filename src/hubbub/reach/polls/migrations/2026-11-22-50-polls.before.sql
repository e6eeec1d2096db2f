-- A post that asks: what may be chosen, and how often each was. One row, so that votes for it wait for each other.
CREATE TABLE polls (
    post_id bigint PRIMARY KEY REFERENCES posts,
    titles text[] NOT NULL,
    vote_counts integer[] NOT NULL,
    voter_count integer,               -- NULL: its server does not say
    multiple boolean NOT NULL,
    hides_totals boolean NOT NULL,
    ends_at timestamptz,               -- NULL: never, elsewhere
    ended_at timestamptz,              -- it is over, and everybody concerned is told
    asked_at timestamptz,              -- when its server was last asked for the counts
    CHECK (cardinality(titles) = cardinality(vote_counts))
);

CREATE TABLE poll_votes (
    post_id bigint NOT NULL REFERENCES polls ON DELETE CASCADE,
    profile_id bigint NOT NULL REFERENCES profiles,
    place smallint NOT NULL,           -- which of the titles, from 0
    cast_at timestamptz NOT NULL,
    PRIMARY KEY (post_id, profile_id, place)
);
