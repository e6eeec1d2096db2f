-- Narrow and apart from posts: a search reads thousands of these rows and shows twenty.
CREATE TABLE search_posts (
    post_id bigint PRIMARY KEY REFERENCES posts,
    open boolean NOT NULL,             -- public: found by anybody, as long as its author may be searched
    words tsvector NOT NULL            -- folded words, and marks such as by:1, has:image, in:de
);
-- Without a list of what is pending: every search would read all of it.
CREATE INDEX search_posts_words ON search_posts USING gin (words) WITH (fastupdate = off);

CREATE TABLE search_people (
    profile_id bigint PRIMARY KEY REFERENCES profiles,
    words tsvector NOT NULL
);
CREATE INDEX search_people_words ON search_people USING gin (words) WITH (fastupdate = off);

-- How far back those that were here before the index have been taken in.
CREATE TABLE search_reached (
    what text PRIMARY KEY CHECK (what IN ('posts', 'people')),
    id bigint NOT NULL
);
