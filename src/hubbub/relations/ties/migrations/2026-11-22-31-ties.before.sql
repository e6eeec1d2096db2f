-- What somebody did towards somebody else, each deed once: written, never changed. At least one of the two is here.
CREATE TABLE interactions (
    from_id bigint NOT NULL REFERENCES profiles,
    to_id bigint NOT NULL REFERENCES profiles,
    kind text NOT NULL CHECK (kind IN ('reaction', 'boost', 'mention', 'reply', 'message')),
    post_id bigint NOT NULL REFERENCES posts,
    asks boolean NOT NULL,             -- the words have a question in them
    at timestamptz NOT NULL,
    PRIMARY KEY (from_id, to_id, kind, post_id)
);
CREATE INDEX interactions_latest ON interactions (from_id, to_id, at DESC);

-- One direction of a relationship. The intensity grows by weight * 2^((at - landmark) / half-life) with each deed and
-- is never rewritten: whatever the moment one looks, the order is the same.
CREATE TABLE ties (
    from_id bigint NOT NULL REFERENCES profiles,
    to_id bigint NOT NULL REFERENCES profiles,
    intensity double precision NOT NULL,
    count integer NOT NULL,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    PRIMARY KEY (from_id, to_id)
);
CREATE INDEX ties_towards ON ties (to_id, from_id);
