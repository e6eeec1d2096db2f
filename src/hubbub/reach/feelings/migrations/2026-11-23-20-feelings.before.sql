-- Emoji under posts: a sign is the characters of one emoji, or the word of a picture: `blobcat`, `blobcat@far.example`.
CREATE TABLE feelings (
    id bigint NOT NULL UNIQUE,
    profile_id bigint NOT NULL REFERENCES profiles,
    post_id bigint NOT NULL REFERENCES posts,
    sign text NOT NULL CHECK (length(sign) BETWEEN 1 AND 320),
    uri text,                    -- the activity that brought it, by which some servers take it back
    made_at timestamptz NOT NULL,
    PRIMARY KEY (post_id, profile_id, sign)
);
CREATE INDEX feelings_profile ON feelings (profile_id);
CREATE INDEX feelings_newest ON feelings (post_id, id DESC);
CREATE INDEX feelings_uri ON feelings (uri) WHERE uri IS NOT NULL;

-- How many feel so: what a page of posts is shown from, whatever the crowd.
CREATE TABLE feeling_counts (
    post_id bigint NOT NULL REFERENCES posts,
    sign text NOT NULL,
    begun_id bigint NOT NULL,    -- the first of them: signs stand in the order in which they came
    felt_count integer NOT NULL,
    PRIMARY KEY (post_id, sign)
) WITH (fillfactor = 80);
