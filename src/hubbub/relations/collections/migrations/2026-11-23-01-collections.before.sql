-- People worth following, put together by somebody under a name.
CREATE TABLE collections (
    id bigint PRIMARY KEY,
    owner_id bigint NOT NULL REFERENCES profiles,
    name text NOT NULL,
    description text NOT NULL DEFAULT '',
    language text,
    tag text,                          -- what it is about
    sensitive boolean NOT NULL DEFAULT false,
    discoverable boolean NOT NULL DEFAULT true,
    made_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL
);
CREATE INDEX collections_owner ON collections (owner_id, id DESC);

CREATE TABLE collection_items (
    id bigint PRIMARY KEY,
    collection_id bigint NOT NULL REFERENCES collections ON DELETE CASCADE,
    profile_id bigint NOT NULL REFERENCES profiles,
    added_at timestamptz NOT NULL,
    revoked_at timestamptz,            -- who was taken in does not want to be: the row stays, so that they are not again
    UNIQUE (collection_id, profile_id)
);
CREATE INDEX collection_items_profile ON collection_items (profile_id, id DESC);
