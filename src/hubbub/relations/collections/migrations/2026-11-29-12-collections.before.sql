-- Collections of other servers, and people of other servers in collections of ours.
ALTER TABLE collections
    ADD uri text UNIQUE,               -- its id on the server that it is of; NULL: here
    ADD url text;
ALTER TABLE collection_items
    ADD uri text,                      -- its id, in a collection of another server
    ADD stamp_uri text,                -- where somebody elsewhere has agreed to it
    ADD asked_at timestamptz;          -- they were asked, and have not agreed
CREATE INDEX collection_items_stamp ON collection_items (stamp_uri) WHERE stamp_uri IS NOT NULL;
CREATE INDEX collection_items_uri ON collection_items (uri) WHERE uri IS NOT NULL;

-- Who may put somebody elsewhere into a collection, at once or if they agree: `public`, `followers`, `following`,
-- `unsupported_policy`.
CREATE TABLE collection_policies (
    profile_id bigint PRIMARY KEY REFERENCES profiles,
    automatic text[] NOT NULL,
    manual text[] NOT NULL
);

-- That somebody here has agreed to be in a collection of another server.
CREATE TABLE collection_stamps (
    id bigint PRIMARY KEY,
    profile_id bigint NOT NULL REFERENCES profiles,
    asker_id bigint NOT NULL REFERENCES profiles,
    collection_uri text NOT NULL,
    made_at timestamptz NOT NULL,
    revoked_at timestamptz,            -- they do not want to be in it any more, and are not put back
    UNIQUE (profile_id, collection_uri)
);
CREATE INDEX collection_stamps_asker ON collection_stamps (asker_id);
