-- For the writer's eyes alone.
CREATE TABLE private_notes (
    writer_id bigint NOT NULL REFERENCES profiles,
    about_id bigint NOT NULL REFERENCES profiles,
    text text NOT NULL,
    PRIMARY KEY (writer_id, about_id)
);

-- Whom somebody shows on their own page as worth following.
CREATE TABLE endorsements (
    profile_id bigint NOT NULL REFERENCES profiles,
    endorsed_id bigint NOT NULL REFERENCES profiles,
    id bigint NOT NULL UNIQUE,         -- by which pages go
    PRIMARY KEY (profile_id, endorsed_id)
);
CREATE INDEX endorsements_newest ON endorsements (profile_id, id DESC);
