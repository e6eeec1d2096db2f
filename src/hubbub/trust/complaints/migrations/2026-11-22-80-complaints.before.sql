-- What somebody, here or elsewhere, has told those who look after the server.
CREATE TABLE complaints (
    id bigint PRIMARY KEY,
    profile_id bigint NOT NULL REFERENCES profiles,     -- who complains; of a server its actor
    about_id bigint NOT NULL REFERENCES profiles,
    comment text NOT NULL DEFAULT '',
    category text NOT NULL DEFAULT 'other' CHECK (category IN ('spam', 'legal', 'violation', 'other')),
    post_ids bigint[] NOT NULL DEFAULT '{}',
    rule_ids bigint[] NOT NULL DEFAULT '{}',
    uri text,                           -- what its own server calls it
    forwards boolean NOT NULL DEFAULT false,
    forwarded_at timestamptz,
    made_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    assigned_id bigint REFERENCES accounts,
    resolved_at timestamptz,
    resolved_by bigint REFERENCES accounts,
    CONSTRAINT complaints_once UNIQUE (uri, about_id)
);
CREATE INDEX complaints_open ON complaints (id DESC) WHERE resolved_at IS NULL;
CREATE INDEX complaints_about ON complaints (about_id, id DESC);
CREATE INDEX complaints_profile ON complaints (profile_id, id DESC);
