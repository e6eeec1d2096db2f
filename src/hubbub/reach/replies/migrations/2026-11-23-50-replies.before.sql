-- Who may answer a post, if that is not whoever sees it.
CREATE TABLE reply_policies (
    post_id bigint PRIMARY KEY REFERENCES posts,
    automatic text[] NOT NULL,
    manual text[] NOT NULL               -- the author is asked
);

-- What authors here have agreed to: one consent for one answer from elsewhere.
CREATE TABLE reply_stamps (
    id bigint PRIMARY KEY,
    post_id bigint NOT NULL REFERENCES posts,
    answer_uri text NOT NULL,
    made_at timestamptz NOT NULL,
    UNIQUE (post_id, answer_uri)
);

-- Where an author elsewhere has written that an answer from here is welcome.
CREATE TABLE reply_approvals (
    post_id bigint PRIMARY KEY REFERENCES posts,
    stamp_uri text NOT NULL
);
