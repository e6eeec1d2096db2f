-- Posts of here whose words are Markdown; all others are plain.
CREATE TABLE markups (
    post_id bigint PRIMARY KEY REFERENCES posts
);
-- Who wrote in Markdown when they last chose; the others write plainly.
CREATE TABLE markup_likings (
    profile_id bigint PRIMARY KEY REFERENCES profiles,
    since timestamptz NOT NULL
);
