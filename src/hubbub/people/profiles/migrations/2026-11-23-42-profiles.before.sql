-- Keys besides the one in profile_keys: what an actor elsewhere signs with too, and what a profile here signed with until
-- it got another, which is shown for a while yet.
CREATE TABLE profile_more_keys (
    key_uri text PRIMARY KEY,
    profile_id bigint NOT NULL REFERENCES profiles,
    public_pem text NOT NULL,
    shown_until timestamptz          -- here; elsewhere as long as its actor shows it
);
CREATE INDEX profile_more_keys_profile ON profile_more_keys (profile_id);
