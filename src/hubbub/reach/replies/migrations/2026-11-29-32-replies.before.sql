-- Answers of people here that the author of what they answer, elsewhere, does not want.
CREATE TABLE reply_refusals (
    post_id bigint PRIMARY KEY REFERENCES posts,
    refused_at timestamptz NOT NULL
);
