CREATE TABLE profiles (
    id bigint PRIMARY KEY,
    name text NOT NULL,
    domain text,                       -- NULL: here
    kind text NOT NULL DEFAULT 'person'
        CHECK (kind IN ('person', 'service', 'group', 'organization', 'application')),
    display_name text NOT NULL DEFAULT '',
    note text NOT NULL DEFAULT '',      -- as written, here; empty elsewhere
    note_html text NOT NULL DEFAULT '',
    fields jsonb NOT NULL DEFAULT '[]',  -- [{name, value, verified_at}]
    avatar text,                       -- the key of a file of ours, or its address elsewhere
    avatar_description text NOT NULL DEFAULT '',
    banner text,
    banner_description text NOT NULL DEFAULT '',
    locked boolean NOT NULL DEFAULT false,
    discoverable boolean NOT NULL DEFAULT true,
    indexable boolean NOT NULL DEFAULT true,
    uri text NOT NULL UNIQUE,
    url text NOT NULL,
    inbox text NOT NULL,
    shared_inbox text,
    followers_uri text,
    made_at timestamptz NOT NULL,
    fetched_at timestamptz,
    suspended_at timestamptz,
    removed_at timestamptz
);
CREATE UNIQUE INDEX profiles_handle ON profiles (lower(name), coalesce(domain, ''));

-- Names once used here are never given again, so that nobody inherits another's readers.
CREATE TABLE profile_keys (
    profile_id bigint PRIMARY KEY REFERENCES profiles,
    key_uri text NOT NULL UNIQUE,
    public_pem text NOT NULL,
    private_pem text
);

CREATE TABLE profile_counts (
    profile_id bigint PRIMARY KEY REFERENCES profiles,
    post_count integer NOT NULL DEFAULT 0,
    follower_count integer NOT NULL DEFAULT 0,
    followed_count integer NOT NULL DEFAULT 0,
    last_post_at timestamptz
);
