-- What posts said before they were edited. What a post says now stands in the post.
CREATE TABLE post_edits (
    post_id bigint NOT NULL REFERENCES posts,
    written_at timestamptz NOT NULL,
    html text NOT NULL,
    spoiler text NOT NULL,
    sensitive boolean NOT NULL,
    parts jsonb NOT NULL,              -- what it carried, by part, as each part recorded it
    PRIMARY KEY (post_id, written_at)
);
