-- Whose posts stay out of somebody's home although they are followed; it ends with the follow.
CREATE TABLE left_out (
    reader_id bigint NOT NULL,
    author_id bigint NOT NULL,
    PRIMARY KEY (reader_id, author_id),
    FOREIGN KEY (reader_id, author_id) REFERENCES follows (follower_id, followed_id) ON DELETE CASCADE
);
CREATE INDEX left_out_author ON left_out (author_id, reader_id);
