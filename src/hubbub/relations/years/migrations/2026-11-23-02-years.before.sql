-- What somebody's year was like, put together once they ask.
CREATE TABLE years (
    profile_id bigint NOT NULL REFERENCES profiles,
    year integer NOT NULL,
    asked_at timestamptz NOT NULL,
    data jsonb,                        -- NULL: being put together
    read_at timestamptz,
    PRIMARY KEY (profile_id, year)
);
