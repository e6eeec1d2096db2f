-- What the people who run this server say to everybody on it.
CREATE TABLE announcements (
    id bigint PRIMARY KEY,
    text text NOT NULL,
    html text NOT NULL,
    starts_at timestamptz,             -- of what it is about; after the end it is shown no more
    ends_at timestamptz,
    all_day boolean NOT NULL DEFAULT false,
    made_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    published_at timestamptz,
    removed_at timestamptz
);

CREATE TABLE announcement_dismissals (
    announcement_id bigint NOT NULL REFERENCES announcements,
    profile_id bigint NOT NULL REFERENCES profiles,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (profile_id, announcement_id)
);

CREATE TABLE announcement_reactions (
    announcement_id bigint NOT NULL REFERENCES announcements,
    name text NOT NULL,                -- an emoji
    profile_id bigint NOT NULL REFERENCES profiles,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (announcement_id, name, profile_id)
);
