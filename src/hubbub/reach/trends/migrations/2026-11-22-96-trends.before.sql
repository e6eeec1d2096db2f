-- What many people speak of or pass on just now, counted anew every few minutes.
CREATE TABLE tag_trends (
    tag_id bigint PRIMARY KEY REFERENCES tags,
    score double precision NOT NULL,   -- people, each the less the longer ago
    people_count integer NOT NULL
);

CREATE TABLE post_trends (
    post_id bigint PRIMARY KEY REFERENCES posts,
    score double precision NOT NULL,
    people_count integer NOT NULL
);
