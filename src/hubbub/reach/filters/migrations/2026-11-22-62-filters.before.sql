CREATE TABLE filters (
    id bigint PRIMARY KEY,
    profile_id bigint NOT NULL REFERENCES profiles,
    title text NOT NULL,
    contexts text[] NOT NULL,          -- where it is in force
    action text NOT NULL CHECK (action IN ('warn', 'hide', 'blur')),
    ends_at timestamptz
);
CREATE INDEX filters_profile ON filters (profile_id, id);

CREATE TABLE filter_keywords (
    id bigint PRIMARY KEY,
    filter_id bigint NOT NULL REFERENCES filters ON DELETE CASCADE,
    keyword text NOT NULL,
    whole_word boolean NOT NULL
);
CREATE INDEX filter_keywords_filter ON filter_keywords (filter_id, id);

CREATE TABLE filter_posts (
    id bigint PRIMARY KEY,
    filter_id bigint NOT NULL REFERENCES filters ON DELETE CASCADE,
    post_id bigint NOT NULL REFERENCES posts,
    UNIQUE (filter_id, post_id)
);
