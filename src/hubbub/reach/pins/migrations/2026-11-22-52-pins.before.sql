-- Posts that stand first on their author's page.
CREATE TABLE pins (
    profile_id bigint NOT NULL REFERENCES profiles,
    post_id bigint NOT NULL REFERENCES posts,
    pinned_at timestamptz NOT NULL,
    PRIMARY KEY (profile_id, post_id)
);
CREATE INDEX pins_post ON pins (post_id);

-- One row for each who has pinned: held by whoever changes the pins, and when its server was asked for them.
CREATE TABLE pin_lists (
    profile_id bigint PRIMARY KEY REFERENCES profiles,
    asked_at timestamptz
);
