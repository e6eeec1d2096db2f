-- Who may like or boost a post from elsewhere, if that is not whoever sees it: groups of its author's, or ids of people.
CREATE TABLE permission_policies (
    post_id bigint NOT NULL REFERENCES posts,
    act text NOT NULL,
    automatic text[] NOT NULL,
    manual text[] NOT NULL,              -- the author is asked
    PRIMARY KEY (post_id, act)
);

-- What somebody here wants to do, for which an author elsewhere is or was asked. The id is what a boost gets.
CREATE TABLE permission_requests (
    id bigint PRIMARY KEY,
    profile_id bigint NOT NULL REFERENCES profiles,
    post_id bigint NOT NULL REFERENCES posts,
    act text NOT NULL,
    visibility text NOT NULL,
    asked_at timestamptz NOT NULL,
    stamp_uri text,                      -- where the author has agreed
    UNIQUE (profile_id, post_id, act)
);

-- What authors here have agreed to: one consent for one like or boost from elsewhere.
CREATE TABLE permission_stamps (
    id bigint PRIMARY KEY,
    post_id bigint NOT NULL REFERENCES posts,
    act text NOT NULL,
    made_uri text NOT NULL,
    made_at timestamptz NOT NULL,
    UNIQUE (post_id, act, made_uri)
);
