CREATE TABLE tags (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE          -- as tags.named gives it: one spelling for all ways to write it
);

CREATE TABLE post_tags (
    post_id bigint NOT NULL REFERENCES posts,
    tag_id bigint NOT NULL REFERENCES tags,
    PRIMARY KEY (post_id, tag_id)
);
CREATE INDEX post_tags_tag ON post_tags (tag_id, post_id DESC);
